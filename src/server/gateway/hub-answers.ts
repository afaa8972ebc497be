import { randomUUID } from 'node:crypto';
import type { GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { type ErrorCode, errorTable } from '../../domain/error-code.ts';
import { neededRoots } from '../../graph/settled-roots.ts';
import type { Withheld } from '../../policy/operation-plan.ts';
import type { Judged } from './judge-request.ts';
import { failedPart, settleAnswer } from './settle-answer.ts';

/** What the gateway knows of one request while its parts run. */
export interface GatewayRequest {
  readonly judged: Judged;
  /** The client's `Accept`. */
  readonly accept: string;
  /** What parts said was withheld. */
  readonly told: Withheld[];
  /** Seconds after which a part said to try again. */
  retryAfter: string | null;
}

/** What the gateway's context holds besides its own. */
export interface HubContext {
  readonly hub: GatewayRequest;
}

const isCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errorTable;

const graphqlResponse = 'application/graphql-response+json';

const unavailable = (): GraphQLError =>
  new GraphQLError(errorTable.SOURCE_UNAVAILABLE.message, { extensions: { code: 'SOURCE_UNAVAILABLE' } });

/** What a part said, or that it said nothing that is ours. */
const errorOf = (error: GraphQLError, part: string, hasData: boolean): GraphQLError => {
  const isOurs = isCode(error.extensions?.['code']);
  const told = isOurs ? error : unavailable();
  const isOfRequest = !isOurs || (!error.path && !hasData);
  // The transport adds how it asked: nothing of it is anybody's outside.
  const { code, reference, problems, source } = told.extensions;
  return new GraphQLError(told.message, {
    ...(error.path ? { path: error.path } : {}),
    extensions: {
      code,
      ...(reference === undefined ? {} : { reference }),
      ...(problems === undefined ? {} : { problems }),
      ...(source === undefined ? {} : { source }),
      ...(isOfRequest ? { [failedPart]: part } : {}),
    },
  });
};

/**
 * What routers lose of a subgraph's answer, carried through: `extensions.withheld`, codes and statuses. Of a whole operation the
 * answer is that of a hub in one piece.
 */
export const hubAnswers = (logger: Logger): GatewayPlugin<HubContext> => ({
  onSubgraphExecute: ({ subgraphName, executionRequest }) => {
    const { hub } = executionRequest.context as HubContext;
    return ({ result, setResult }) => {
      if (Symbol.asyncIterator in result) return;
      const { withheld } = (result.extensions ?? {}) as { withheld?: readonly Withheld[] };
      hub.told.push(...(withheld ?? []));
      const errors = (result.errors ?? []) as readonly GraphQLError[];
      if (errors.length === 0) return;
      for (const { extensions } of errors)
        if (!isCode(extensions?.['code']))
          logger.warn({ part: subgraphName }, 'a part of the graph cannot be had');
      const hasData = result.data !== undefined && result.data !== null;
      setResult({
        data: result.data ?? null,
        errors: errors.map((error) => errorOf(error, subgraphName, hasData)),
      });
    };
  },
  onFetch: ({ context }) => {
    return ({ response }) => {
      const after = response.headers.get('retry-after');
      if (after !== null && 'hub' in context && context.hub) context.hub.retryAfter = after;
    };
  },
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      const { hub } = args.contextValue as HubContext;
      const { errors = [], ...rest } = result as ExecutionResult;
      for (const error of errors)
        if (!isCode(error.extensions['code']))
          logger.debug({ message: error.message }, 'said by the gateway');
      const { body, status } = settleAnswer(
        { ...rest, errors },
        {
          needed: neededRoots(args.schema, args.document, args.operationName ?? null),
          judged: hub.judged.withheld,
          told: hub.told,
        },
      );
      if (errors.length > 0 && !body.errors?.length) {
        const reference = randomUUID();
        logger.error({ reference, kind: errors[0]?.name }, 'fault');
        const { message } = errorTable.INTERNAL;
        setResult({
          errors: [new GraphQLError(message, { extensions: { code: 'INTERNAL', reference } })],
          status: 500,
        } as never);
        return;
      }
      setResult({ ...body, status } as never);
    },
  }),
  onResultProcess: ({ setResultProcessor, serverContext, result }) => {
    const { hub } = serverContext as unknown as HubContext;
    const accepted = hub.accept.toLowerCase().includes(graphqlResponse);
    const type = accepted ? graphqlResponse : 'application/json';
    setResultProcessor((_given, { Response }) => {
      const { errors, data, extensions, status } = result as ExecutionResult & { readonly status?: number };
      return new Response(`${JSON.stringify({ errors, data, extensions })}\n`, {
        status: status ?? 500,
        headers: {
          'content-type': `${type}; charset=utf-8`,
          ...(hub.retryAfter !== null && (status ?? 200) !== 200 ? { 'retry-after': hub.retryAfter } : {}),
        },
      });
    }, type);
  },
});
