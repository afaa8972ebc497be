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
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { Unauthenticated } from '../access/unauthenticated.ts';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import type { HubError } from '../domain/hub-error.ts';
import type { OperationRequest } from '../graph/operation-request.ts';
import { documentLimits } from '../policy/document-budget.ts';
import { createDocumentGate, type DocumentJudge, type GatedContext } from './document-gate.ts';

/** What Apollo hands from a request's head to its execution. */
export interface ServerContext extends GatedContext {
  readonly idempotencyKey: string | null;
  readonly requestId: string;
  /** What of the request a ticket goes with. */
  readonly presented: {
    readonly authorization: string;
    readonly method: string;
    /** The SHA-256 of its one proof of possession. */
    readonly proof: string | null;
  };
}

/** What Apollo stands before: a schema, and what executes an operation on it. */
export interface Executing {
  readonly schema: GraphQLSchema;
  readonly execute: (
    request: OperationRequest,
    sent: { readonly query: string; readonly presented: ServerContext['presented'] },
  ) => Promise<ExecutionResult>;
}

export interface ApolloOptions {
  readonly introspection: boolean;
  readonly logFault: (error: unknown) => string;
  readonly judge: DocumentJudge;
}

/** Document and variable errors, those of a budget among them: 400, but 200 where the client asked for plain JSON (GraphQL over HTTP, section 6.4.1). */
const requestErrors: ReadonlySet<string> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'OPERATION_NOT_REGISTERED',
]);

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errorTable;

/**
 * What graphql-js may say of a document: sentences of names alone, of the schema's and of the document's own fields,
 * arguments, variables and fragments. Anything else could quote a literal, so nothing else is passed on.
 */
const tellable: readonly RegExp[] = [
  /^Cannot query field "\w+" on type "\w+"\.$/,
  /^Unknown (type|fragment|directive) "@?\w+"\.$/,
  /^Unknown argument "\w+" on (field "\w+\.\w+"|directive "@\w+")\.$/,
  /^(Field "\w+"|Directive "@\w+") argument "\w+" of type "[\w![\]]+" is required, but it was not provided\.$/,
  /^Field "\w+" of type "[\w![\]]+" must have a selection of subfields\.$/,
  /^Field "\w+" must not have a selection since type "[\w![\]]+" has no subfields\.$/,
  /^Field "\w+" is not defined by type "\w+"\.$/,
  /^Field "\w+\.\w+" of required type "[\w![\]]+" was not provided\.$/,
  /^Variable "\$\w+" is (not defined|never used)\.$/,
  /^Variable "\$\w+" of type "[\w![\]]+" used in position expecting type "[\w![\]]+"\.$/,
  /^Fragment "\w+" is never used\.$/,
];

/** How graphql-js begins what it says of a literal. */
const ofLiteral = /^(Expected value|Value |Enum |Can only|\w+ cannot represent)/;

/** INVARIANT: no value that the client sent comes back, and no name of its operation, which can be any word. */
const validationMessage = (message: string): string => {
  const named = message.replace(/ (by|in) operation "\w+"\.$/, '.');
  if (tellable.some((sentence) => sentence.test(named))) return named;
  return ofLiteral.test(message)
    ? 'A value does not fit its type.'
    : errorTable.GRAPHQL_VALIDATION_FAILED.message;
};

/** Apollo's own codes for a request that is none: it was asked to run a document by its hash. */
const notRequests: ReadonlySet<unknown> = new Set([
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

export const formatError = (
  formatted: GraphQLFormattedError,
  log: (error: unknown) => string,
  error: unknown,
): GraphQLFormattedError => {
  const code = formatted.extensions?.['code'];
  const place = formatted.locations ? { locations: formatted.locations } : {};
  if (code === 'GRAPHQL_PARSE_FAILED')
    return { message: errorTable[code].message, ...place, extensions: { code } };
  if (code === 'GRAPHQL_VALIDATION_FAILED') {
    return { message: validationMessage(formatted.message), ...place, extensions: { code } };
  }
  if (notRequests.has(code))
    return { message: errorTable.BAD_REQUEST.message, extensions: { code: 'BAD_REQUEST' } };
  if (isCode(code)) return formatted;
  return { message: errorTable.INTERNAL.message, extensions: { code: 'INTERNAL', reference: log(error) } };
};

const graphqlResponse = 'application/graphql-response+json';

/**
 * Status and media type, which go together: whoever accepts the media type of GraphQL over HTTP gets it with the true
 * status, and plain JSON answers document and variable errors with 200.
 */
const statuses: ApolloServerPlugin<ServerContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response }) => {
      if (response.body.kind !== 'single') return;
      const accepted = (request.http?.headers.get('accept') ?? '').toLowerCase().includes(graphqlResponse);
      // Always said here: Apollo would choose one, or none and 406, after everything ran.
      const type = accepted ? graphqlResponse : 'application/json';
      response.http.headers.set('content-type', `${type}; charset=utf-8`);
      const { errors, data } = response.body.singleResult;
      const first = errors?.[0]?.extensions?.['code'];
      if (data !== undefined || typeof first !== 'string') return;
      if (requestErrors.has(first)) response.http.status = accepted ? 400 : 200;
      // Apollo answers a persisted query with 200, for its own client's sake.
      if (first === 'BAD_REQUEST' && (response.http.status ?? 200) === 200) response.http.status = 400;
    },
  }),
};

/**
 * The answer to a caller who could not be told: one and the same 401, whatever was wrong with the token (the response
 * contract), or 503 where the store cannot say whether it was revoked.
 */
export const refusedCaller = (error: HubError): GraphQLError => {
  const headers = new HeaderMap();
  if (error instanceof Unauthenticated) headers.set('www-authenticate', error.challenge);
  if (error.retryAfterSeconds !== undefined) headers.set('retry-after', String(error.retryAfterSeconds));
  return new GraphQLError(error.message, {
    extensions: { code: error.code, http: { status: error.status, headers } } as Record<string, unknown>,
  });
};

/** A request that is none of GraphQL over HTTP, found before anything of it ran. */
export const unreadableRequest = (status: 400 | 406): GraphQLError =>
  new GraphQLError(errorTable.BAD_REQUEST.message, { extensions: { code: 'BAD_REQUEST', http: { status } } });

const quiet = (): void => undefined;

/** INVARIANT: Apollo's own words about an error can quote the request: the hub's log alone speaks, by reference. */
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet };

type Gateway = ApolloServerOptionsWithGateway<ServerContext>['gateway'];

const gatewayOf = ({ schema, execute }: Executing): Gateway => {
  type Listener = (context: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void;
  const listeners = new Set<Listener>();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener as never);
      return () => listeners.delete(listener as never);
    },
    load: async () => {
      for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return {
        executor: async ({ document, queryHash, request, context }) => {
          const { caller, idempotencyKey, requestId, judged, presented } =
            context as unknown as ServerContext;
          const result = await execute(
            {
              caller,
              document,
              documentHash: queryHash,
              operationName: request.operationName ?? null,
              variables: request.variables ?? {},
              idempotencyKey,
              requestId,
              judged,
              event: null,
            },
            { query: request.query ?? '', presented },
          );
          return result as never;
        },
      };
    },
    stop: async () => undefined,
  };
};

/** Apollo Server before the hub's own executor. */
export const createApollo = async (
  executing: Executing,
  options: ApolloOptions,
): Promise<ApolloServer<ServerContext>> => {
  const apollo = new ApolloServer<ServerContext>({
    gateway: gatewayOf(executing),
    logger: silent,
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: documentLimits.tokens },
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => formatError(formatted, options.logFault, error),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      createDocumentGate<ServerContext>(options.judge),
      statuses,
    ],
  });
  await apollo.start();
  return apollo;
};
