import { GraphQLError } from 'graphql';
import { HubError } from '../domain/hub-error.ts';

/** Where the internal half of an error goes. */
export interface FaultLog {
  /** @param reference random; the only thing of the fault that the caller is given. */
  readonly fault: (reference: string, error: unknown) => void;
}

const httpOf = (error: HubError): Readonly<Record<string, unknown>> =>
  error.status === 200
    ? {}
    : {
        http: {
          status: error.status,
          headers: new Map(
            error.retryAfterSeconds === undefined ? [] : [['retry-after', String(error.retryAfterSeconds)]],
          ),
        },
      };

/** A hub error as GraphQL answers it: code and public half. */
export const graphqlErrorOf = (error: HubError, path?: readonly (string | number)[]): GraphQLError =>
  new GraphQLError(error.message, {
    ...(path ? { path: [...path] } : {}),
    extensions: { code: error.code, ...(error.problems && { problems: error.problems }), ...httpOf(error) },
  });

/**
 * What an error of execution becomes in the answer. Anything that is not the hub's own is INTERNAL with a random reference:
 * no text, path, value, SQL or stack of it leaves (the response contract).
 */
export const answerError = (
  error: unknown,
  path: readonly (string | number)[] | undefined,
  log: FaultLog,
  createReference: () => string,
): GraphQLError => {
  const cause = error instanceof GraphQLError && error.originalError ? error.originalError : error;
  if (cause instanceof HubError) {
    if (cause.internal) log.fault(cause.code, cause);
    return graphqlErrorOf(cause, path);
  }
  const reference = createReference();
  log.fault(reference, cause);
  const internal = graphqlErrorOf(new HubError('INTERNAL'));
  return new GraphQLError(internal.message, { extensions: { ...internal.extensions, reference } });
};
