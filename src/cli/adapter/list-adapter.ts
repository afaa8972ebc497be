import type { AdapterNames } from './adapter-names.ts';

const IMPORT = /^import \{ (\w+Adapter) \} from '\.\/([a-z0-9-]+)\/adapter\.ts';$/;
const OTHER_IMPORT = "import type { Adapter } from '../src/domain/adapter.ts';";
const COMMENT = /^\/\*\*.*\*\/$/;

const inOneLine = (list: readonly string[]): string =>
  `export const adapters: readonly Adapter[] = [${list.join(', ')}];`;

/** As wide as a line may be. */
const widest = 110;

const exported = (list: readonly string[]): string => {
  const line = inOneLine(list);
  if (line.length <= widest) return line;
  return ['export const adapters: readonly Adapter[] = [', ...list.map((name) => `  ${name},`), '];'].join(
    '\n',
  );
};

/**
 * The file of all adapters with one more, or null where it is not the file that this can read: then somebody has written more
 * into it, and adds the line by hand.
 */
export const listAdapter = (text: string, { kebab, camel }: AdapterNames): string | null => {
  const lines = text.trimEnd().split('\n');
  const listed = lines.flatMap((line) => {
    const [, constant, folder] = IMPORT.exec(line) ?? [];
    return constant && folder ? [{ constant, folder }] : [];
  });
  const comments = lines.filter((line) => COMMENT.test(line));
  const write = (all: typeof listed): string => {
    const sorted = all.toSorted((one, other) => (one.folder < other.folder ? -1 : 1));
    return [
      OTHER_IMPORT,
      ...sorted.map(({ constant, folder }) => `import { ${constant} } from './${folder}/adapter.ts';`),
      '',
      ...comments,
      exported(sorted.map(({ constant }) => constant)),
      '',
    ].join('\n');
  };
  // What comes out of it unchanged is what this can read.
  if (write(listed) !== text) return null;
  return write([...listed, { constant: `${camel}Adapter`, folder: kebab }]);
};
