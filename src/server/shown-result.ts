import { type ExecutionResult, GraphQLError } from 'graphql';

/** An answer as it leaves on a stream: of an error its text, path and extensions, without what was meant for HTTP's head. */
export const shownResult = ({ data, errors, extensions }: ExecutionResult): ExecutionResult => ({
  ...(data === undefined ? {} : { data }),
  ...(errors
    ? {
        errors: errors.map(
          ({ message, path, extensions: { http: _http, ...told } }) =>
            new GraphQLError(message, { ...(path ? { path } : {}), extensions: told }),
        ),
      }
    : {}),
  ...(extensions ? { extensions } : {}),
});
