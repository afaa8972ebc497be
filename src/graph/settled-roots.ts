import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  getNullableType,
  isNonNullType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The schema that queries run on: what has to have a value at the root may be null there. Executors answer as soon as one
 * such root fails, and leave the others running: which of their errors an answer holds, and what of them is logged, would
 * depend on how long they take. So all roots run to their end, and `settledRoots` says what the answer is.
 */
export const withNullableRoots = (schema: GraphQLSchema): GraphQLSchema =>
  mapSchema(schema, {
    [MapperKind.QUERY_ROOT_FIELD]: (field) => ({ ...field, type: getNullableType(field.type) }),
  });

/** The response keys of an operation's query roots that may not be null by the public schema. */
export const neededRoots = (
  schema: GraphQLSchema,
  document: DocumentNode,
  name: string | null,
): ReadonlySet<string> => {
  const operations = separateOperations(document);
  const operation = operations[name ?? ''] ?? Object.values(operations)[0];
  const needed = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  if (operation)
    visit(
      operation,
      visitWithTypeInfo(typeInfo, {
        Field: (field) => {
          if (typeInfo.getParentType() === schema.getQueryType() && isNonNullType(typeInfo.getType()))
            needed.add(field.alias?.value ?? field.name.value);
        },
      }),
    );
  return needed;
};

/** Whether a document asks about the schema: then it must be run on the public one, because executors answer of their own. */
export const introspects = (document: DocumentNode): boolean => {
  let found = false;
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
};

/** Where a path lies in the answer, as numbers that compare. */
const positionOf = (path: GraphQLError['path'], data: unknown): readonly number[] => {
  const position: number[] = [];
  let at = data;
  for (const step of path ?? []) {
    const isObject = typeof at === 'object' && at !== null;
    position.push(typeof step === 'number' ? step : isObject ? Object.keys(at as object).indexOf(step) : 0);
    at = isObject ? (at as Record<string | number, unknown>)[step] : null;
  }
  return position;
};

const byPosition = (one: readonly number[], other: readonly number[]): number => {
  for (const [index, step] of one.entries()) {
    const difference = step - (other[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
};

/** An answer, with the errors that are no part of it: what failed still happened, and the log says so. */
export type SettledResult = ExecutionResult & { readonly unanswered: readonly GraphQLError[] };

/**
 * The answer of an operation whose roots all ran to their end: errors in the order of the answer, whichever came first; and
 * where a needed root is null, no data (GraphQL, section 6.4.4) and the errors of such roots alone.
 */
export const settledRoots = (result: ExecutionResult, needed: ReadonlySet<string>): SettledResult => {
  const { data, errors = [] } = result;
  if (!data || errors.length === 0) return { ...result, unanswered: [] };
  const placed = errors
    .map((error) => ({ error, position: positionOf(error.path, data) }))
    .sort((one, other) => byPosition(one.position, other.position))
    .map(({ error }) => error);
  const failed = new Set([...needed].filter((key) => data[key] === null));
  if (failed.size === 0) return { ...result, errors: placed, unanswered: [] };
  const isOfFailed = ({ path }: GraphQLError): boolean => failed.has(String(path?.[0]));
  return {
    data: null,
    errors: placed.filter(isOfFailed),
    unanswered: placed.filter((error) => !isOfFailed(error)),
  };
};
