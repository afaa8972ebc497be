import { randomUUID } from 'node:crypto';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ProvenRequest } from '../access/dpop-proof.ts';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import { HubError } from '../domain/hub-error.ts';
import { ping } from '../store/reach-store.ts';
import { createApollo, refusedCaller } from './apollo.ts';
import type { Hub } from './compose.ts';
import { faultOf } from './fault-of.ts';
import { serveGraphiql } from './graphiql.ts';

/** A body larger than this is refused, never cut. */
const mostBodyBytes = 4_194_304;

const isStatus = (error: unknown, status: number): boolean =>
  typeof error === 'object' && error !== null && (error as { statusCode?: number }).statusCode === status;

const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof HubError) return error.code;
  if (isStatus(error, 413)) return 'PAYLOAD_TOO_LARGE';
  if (isStatus(error, 415)) return 'UNSUPPORTED_MEDIA_TYPE';
  return isStatus(error, 400) ? 'BAD_REQUEST' : 'INTERNAL';
};

const headerOf = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** What of a request a proof of possession must speak of: the route's own path, not what the client wrote of it. */
const provenBy = ({ method, raw, routeOptions }: FastifyRequest): ProvenRequest => ({
  method,
  path: routeOptions.url ?? '',
  // Node joins headers of one name; the proofs must stay apart, because two are one too many.
  proofs: raw.headersDistinct['dpop'] ?? [],
});

const refuse = async (
  reply: FastifyReply,
  code: ErrorCode,
  details: Readonly<Record<string, string>> = {},
): Promise<void> => {
  await reply
    .code(errorTable[code].status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message: errorTable[code].message, extensions: { code, ...details } }] });
};

/** The hub over HTTP: `/graphql`, the two health addresses, and GraphiQL in the demo. */
export const createHttp = async (hub: Hub, logger: Logger): Promise<FastifyInstance> => {
  const server = Fastify({
    bodyLimit: mostBodyBytes,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    // Fastify's own answers to an address that is none, or that nobody serves, quote it.
    frameworkErrors: (_error, _request, reply) => void refuse(reply, 'BAD_REQUEST'),
  });
  server.setNotFoundHandler(async (_request, reply) => await reply.code(404).send());
  server.removeContentTypeParser('text/plain');
  const logFault = (error: unknown): string => {
    const reference = randomUUID();
    logger.error({ reference, kind: error instanceof Error ? error.name : typeof error }, 'fault');
    return reference;
  };
  const apollo = await createApollo(hub, { introspection: hub.configuration.profile === 'demo', logFault });

  server.setErrorHandler(async (error, _request, reply) => {
    const code = codeOf(error);
    await refuse(reply, code, code === 'INTERNAL' ? { reference: logFault(error) } : {});
  });
  server.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        try {
          return {
            caller: await hub.verifier.verify(request.headers.authorization, provenBy(request)),
            idempotencyKey: headerOf(request.headers['idempotency-key']),
          };
        } catch (error) {
          if (!(error instanceof HubError)) throw error;
          if (error.code === 'UNAUTHENTICATED') logger.info({ reason: error.internal }, 'token refused');
          else logger.error({ fault: faultOf(error) }, 'a token could not be judged');
          throw refusedCaller(error);
        }
      },
    }),
  });
  server.get('/health/live', async (_request, reply) => await reply.code(204).send());
  server.get('/health/ready', async (_request, reply) => {
    const ready = await ping(hub.database).then(
      () => true,
      () => false,
    );
    await reply.code(ready ? 204 : 503).send();
  });
  server.addHook('onClose', async () => await apollo.stop());
  if (hub.configuration.profile === 'demo') await serveGraphiql(server);
  return server;
};
