import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Caller } from '../domain/caller.ts';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import type { HubError } from '../domain/hub-error.ts';
import type { Hub } from './compose.ts';

/** What Apollo hands from a request's head to its execution. */
export interface ServerContext {
  readonly caller: Caller;
  readonly idempotencyKey: string | null;
}

// A small document; issue by issue the budgets grow finer, but nothing larger than this is ever parsed whole.
const mostTokens = 5000;

/** Document and variable errors: 400, but 200 where the client asked for plain JSON (GraphQL over HTTP, section 6.4.1). */
const requestErrors: ReadonlySet<string> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errorTable;

/** Texts of graphql-js that quote what the client sent: a literal's value, or a token of it. */
const echoes = /found|cannot represent|Unexpected|Expected|invalid value/i;

const formatError = (
  formatted: GraphQLFormattedError,
  log: (error: unknown) => string,
  error: unknown,
): GraphQLFormattedError => {
  const code = formatted.extensions?.['code'];
  const place = formatted.locations ? { locations: formatted.locations } : {};
  if (code === 'GRAPHQL_PARSE_FAILED')
    return { message: errorTable[code].message, ...place, extensions: { code } };
  if (code === 'GRAPHQL_VALIDATION_FAILED') {
    // INVARIANT: no value that the client sent comes back; names of the document may, where no literal stands beside them.
    const message = echoes.test(formatted.message) ? 'A value does not fit its type.' : formatted.message;
    return { message, ...place, extensions: { code } };
  }
  if (code === 'BAD_REQUEST') return { message: errorTable.BAD_REQUEST.message, extensions: { code } };
  if (isCode(code)) return formatted;
  return { message: errorTable.INTERNAL.message, extensions: { code: 'INTERNAL', reference: log(error) } };
};

/** Statuses for clients that accept plain JSON only. */
const plainJsonStatuses: ApolloServerPlugin<ServerContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response }) => {
      if (response.body.kind !== 'single') return;
      const { errors, data } = response.body.singleResult;
      const first = errors?.[0]?.extensions?.['code'];
      const isRequestError = data === undefined && typeof first === 'string' && requestErrors.has(first);
      if (!isRequestError) return;
      const accept = request.http?.headers.get('accept') ?? '';
      response.http.status = accept.includes('application/graphql-response+json') ? 400 : 200;
    },
  }),
};

/** One and the same 401, whatever was wrong with the token (the response contract). */
export const unauthenticated = (error: HubError): GraphQLError =>
  new GraphQLError(error.message, {
    extensions: {
      code: error.code,
      http: { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer error="invalid_token"']]) },
    },
  });

type Gateway = ApolloServerOptionsWithGateway<ServerContext>['gateway'];

const gatewayOf = (hub: Hub): Gateway => {
  const listeners = new Set<
    (context: { apiSchema: typeof hub.graph.schema; coreSupergraphSdl: string }) => void
  >();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener as never);
      return () => listeners.delete(listener as never);
    },
    load: async () => {
      for (const listener of listeners) listener({ apiSchema: hub.graph.schema, coreSupergraphSdl: '' });
      return {
        executor: async ({ document, queryHash, request, context }) => {
          const { caller, idempotencyKey } = context as unknown as ServerContext;
          const result = await hub.execute({
            caller,
            document,
            documentHash: queryHash,
            operationName: request.operationName ?? null,
            variables: request.variables ?? {},
            idempotencyKey,
          });
          return result as never;
        },
      };
    },
    stop: async () => undefined,
  };
};

/** Apollo Server before the hub's own executor. */
export const createApollo = async (
  hub: Hub,
  options: { readonly introspection: boolean; readonly logFault: (error: unknown) => string },
): Promise<ApolloServer<ServerContext>> => {
  const apollo = new ApolloServer<ServerContext>({
    gateway: gatewayOf(hub),
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: mostTokens },
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => formatError(formatted, options.logFault, error),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      plainJsonStatuses,
    ],
  });
  await apollo.start();
  return apollo;
};
