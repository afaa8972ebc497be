import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { ConfigurationError } from '../domain/configuration-error.ts';

/** Where in the file something is wrong, as the keys and indexes that lead there, and what. */
export interface ConfigurationProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A YAML file that fits its schema, and the way to report what the schema cannot see. */
export interface ConfigurationFile<Value> {
  readonly value: Value;
  /** Throws one ConfigurationError that names file, line and path of every problem; returns where there is none. */
  readonly refuse: (problems: readonly ConfigurationProblem[]) => void;
}

const printPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  );

/** An unknown key is a problem of the key itself; zod reports it at the map around it. */
const fromIssue = (issue: z.core.$ZodIssue): ConfigurationProblem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'this key is not known here' }));
  }
  const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
  return [{ path: issue.path, message: message ?? issue.message }];
};

/**
 * Reads a YAML 1.2 file strictly: duplicate and unknown keys, unknown tags and a second document are errors, and each
 * error is a ConfigurationError that names file and line. Nothing is opened here: the text is an argument.
 */
export const readConfiguration = <Schema extends z.ZodType>(
  text: string,
  fileName: string,
  schema: Schema,
): ConfigurationFile<z.output<Schema>> => {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    strict: true,
  });

  /** The line of the node at a path, or of the nearest node above it that exists. */
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const start = (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
      if (start !== undefined) return lines.linePos(start).line;
    }
    return 1;
  };
  const refuse = (problems: readonly ConfigurationProblem[]): void => {
    if (problems.length === 0) return;
    const printed = problems.map(({ path, message }) => {
      const place = printPath(path);
      return `${fileName}:${lineOf(path)}: ${place === '' ? '' : `${place}: `}${message}`;
    });
    throw new ConfigurationError(printed.join('\n'));
  };
  const refuseAt = (offset: number, message: string): never => {
    throw new ConfigurationError(`${fileName}:${Math.max(1, lines.linePos(offset).line)}: ${message}`);
  };

  // A warning is an unknown tag, whose value would be read as something else than was meant.
  const [syntaxProblem] = [...document.errors, ...document.warnings];
  if (syntaxProblem) refuseAt(syntaxProblem.pos[0], syntaxProblem.message);
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document)) refuseAt(alias.range?.[0] ?? 0, `no anchor is called ${alias.source}`);
    },
    Pair: (_, pair) => {
      // Zod leaves this one key out of what it reads instead of refusing it.
      if (isScalar(pair.key) && pair.key.value === '__proto__') {
        refuseAt(pair.key.range?.[0] ?? 0, '__proto__: this key is not known here');
      }
    },
  });
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    throw new ConfigurationError(
      `${fileName}:1: ${error instanceof Error ? error.message : 'cannot be read'}`,
    );
  }
  const result = schema.safeParse(content, {
    error: (issue) => (issue.input === undefined ? 'is missing' : undefined),
  });
  if (!result.success) {
    refuse(result.error.issues.flatMap(fromIssue));
    throw new ConfigurationError(`${fileName}:1: does not fit its schema`);
  }
  return { value: result.data, refuse };
};
