import { type ExecutionResult, GraphQLError } from 'graphql';
import { type ErrorCode, errorTable } from '../../domain/error-code.ts';
import { settledRoots } from '../../graph/settled-roots.ts';
import type { Withheld } from '../../policy/operation-plan.ts';

/** An answer as it is sent. */
export interface SettledAnswer {
  readonly status: number;
  readonly body: {
    readonly errors?: readonly GraphQLError[];
    readonly data?: unknown;
    readonly extensions?: { readonly withheld: readonly Withheld[] };
  };
}

/** The mark of an error that a part answered a request of the gateway's as a whole with: never shown. */
export const failedPart = 'failedPart';

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errorTable;

const codeOf = ({ extensions }: GraphQLError): string => String(extensions['code']);

/** What refuses a request in one piece, whichever of its parts is the first to say so. */
const refusesAll: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'FIELD_NOT_IN_PURPOSE',
  'RATE_LIMITED',
]);

/** After which a hub gives no data at all. */
const failures: ReadonlySet<string> = new Set(['INTERNAL', 'STORAGE_UNAVAILABLE']);

const partOf = ({ extensions }: GraphQLError): string | null =>
  typeof extensions[failedPart] === 'string' ? extensions[failedPart] : null;

const shown = (error: GraphQLError, isOfAll: boolean): GraphQLError => {
  const { [failedPart]: _, ...extensions } = error.extensions;
  return new GraphQLError(error.message, {
    ...(isOfAll || !error.path ? {} : { path: error.path }),
    extensions,
  });
};

/** A part that cannot be had costs its fields, and is told of once: each of them is null for the same reason. */
const once = (errors: readonly GraphQLError[]): readonly GraphQLError[] => {
  const told = new Set<string>();
  return errors.filter((error) => {
    const part = partOf(error);
    if (part === null) return true;
    const key = `${part} ${String(error.extensions['code'])}`;
    const isFirst = !told.has(key);
    told.add(key);
    return isFirst;
  });
};

/** Of an answer that gives nothing: a client that is told 200 would not ask again. */
const statusOfNothing = (error: GraphQLError): number =>
  codeOf(error) === 'SOURCE_UNAVAILABLE' ? 503 : statusOf([error]);

const statusOf = (errors: readonly GraphQLError[]): number => {
  const statuses = errors.flatMap(({ extensions: { code } }) =>
    isCode(code) ? [errorTable[code].status] : [],
  );
  return statuses.findLast((status) => status !== 200) ?? 200;
};

/** Every entry of the whole operation in the order of its judgement, then what only a part has said. */
const withheldOf = (judged: readonly Withheld[], told: readonly Withheld[]): readonly Withheld[] => [
  ...new Map(
    [...judged, ...told].map(({ coordinate, reason }) => [`${coordinate} ${reason}`, { coordinate, reason }]),
  ).values(),
];

/**
 * The answer of a whole operation out of what its parts gave: as a hub in one piece gives it, but for a part that cannot be had,
 * which costs its own fields.
 *
 * @param needed response keys of roots that may not be null.
 */
export const settleAnswer = (
  { data = null, errors = [] }: ExecutionResult,
  {
    needed,
    judged,
    told,
  }: {
    readonly needed: ReadonlySet<string>;
    readonly judged: readonly Withheld[];
    readonly told: readonly Withheld[];
  },
): SettledAnswer => {
  // What the gateway itself says of a null where there must be none only repeats what a part said of its cause.
  const known = errors.filter(({ extensions }) => isCode(extensions['code']));
  const settled = settledRoots({ data, errors: once(known) }, needed);
  const placed = settled.errors ?? [];
  const refused = placed.find((error) => partOf(error) !== null && refusesAll.has(codeOf(error)));
  if (refused) {
    const error = shown(refused, true);
    return { status: statusOf([error]), body: { errors: [error] } };
  }
  const isNothing = !settled.data || Object.values(settled.data).every((value) => value === null);
  const ofAll = placed.find((error) => partOf(error) !== null && (error.path?.length ?? 0) <= 1);
  const withheld = withheldOf(judged, told);
  if (isNothing && ofAll) {
    const error = shown(ofAll, true);
    return { status: statusOfNothing(error), body: { errors: [error] } };
  }
  const own = placed.filter((error) => partOf(error) === null);
  const hasFailed = own.some((error) => failures.has(codeOf(error)));
  return {
    status: statusOf(own),
    body: {
      ...(placed.length > 0 ? { errors: placed.map((error) => shown(error, false)) } : {}),
      data: hasFailed ? null : (settled.data ?? null),
      ...(withheld.length > 0 ? { extensions: { withheld } } : {}),
    },
  };
};
