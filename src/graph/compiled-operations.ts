import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

/** One operation to run. */
export interface Operation {
  /** The SHA-256 of the document's text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly name: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Runs operations, compiled where they are seen again. */
export interface CompiledOperations {
  readonly run: (operation: Operation, context: unknown) => Promise<ExecutionResult>;
}

type Run = (context: unknown, variables: Readonly<Record<string, unknown>>) => Promise<ExecutionResult>;

const keptOperations = 1000;

/**
 * Executes by compiled functions (graphql-jit). Compiling costs a millisecond, and a hundred for hundreds of aliases, so an
 * operation is compiled on its second sight; the first runs as graphql-js runs it. What the compiler cannot take stays so.
 */
export const createCompiledOperations = (schema: GraphQLSchema): CompiledOperations => {
  const seen = new LRUCache<string, Run | 'SEEN_ONCE'>({ max: keptOperations });

  const interpreted =
    ({ document, name }: Operation): Run =>
    async (contextValue, variableValues) =>
      await execute({ schema, document, contextValue, variableValues, operationName: name });

  const compiled = (operation: Operation): Run => {
    const query = compileQuery(schema, operation.document, operation.name ?? '');
    if (!isCompiledQuery(query)) return interpreted(operation);
    return async (context, variables) => await query.query(undefined, context, { ...variables });
  };

  return {
    run: async (operation, context) => {
      const key = JSON.stringify([operation.hash, operation.name]);
      const known = seen.get(key);
      if (known === undefined) {
        seen.set(key, 'SEEN_ONCE');
        return await interpreted(operation)(context, operation.variables);
      }
      const run = known === 'SEEN_ONCE' ? compiled(operation) : known;
      seen.set(key, run);
      return await run(context, operation.variables);
    },
  };
};
