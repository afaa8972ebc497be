import { randomUUID } from 'node:crypto';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import { HubError } from '../domain/hub-error.ts';
import { ping } from '../store/reach-store.ts';
import { createApollo, unauthenticated } from './apollo.ts';
import type { Hub } from './compose.ts';
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

/** The `documentId` of a request's body or address, where it is one text. */
const documentIdOf = ({ body, query }: FastifyRequest): string | null => {
  for (const place of [body, query]) {
    const id = (place as { documentId?: unknown } | null | undefined)?.documentId;
    if (id !== undefined) return String(id);
  }
  return null;
};

const refuse = async (
  reply: FastifyReply,
  code: ErrorCode,
  details: Readonly<Record<string, string>> = {},
  status: number = errorTable[code].status,
): Promise<void> => {
  await reply
    .code(status)
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
  const isDemo = hub.configuration.profile === 'demo';
  const apollo = await createApollo(hub, {
    introspection: isDemo,
    logFault,
    onRefused: ({ caller, hash, reason }) =>
      logger.info(
        { agency: caller.kind === 'AGENCY' ? caller.agency : null, hash, reason },
        'document refused',
      ),
  });

  server.setErrorHandler(async (error, _request, reply) => {
    const code = codeOf(error);
    await refuse(reply, code, code === 'INTERNAL' ? { reference: logFault(error) } : {});
  });
  server.route({
    url: '/graphql',
    // A GET carries its variables in the address, and addresses stand in the logs of every proxy on the way.
    method: isDemo ? ['GET', 'POST'] : ['POST'],
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        try {
          return {
            caller: await hub.verifier.verify(request.headers.authorization),
            documentId: documentIdOf(request),
            idempotencyKey: headerOf(request.headers['idempotency-key']),
          };
        } catch (error) {
          if (!(error instanceof HubError) || error.code !== 'UNAUTHENTICATED') throw error;
          logger.info({ reason: error.internal }, 'token refused');
          throw unauthenticated(error);
        }
      },
    }),
  });
  if (!isDemo) {
    server.get('/graphql', async (_request, reply) => {
      reply.header('allow', 'POST');
      await refuse(reply, 'BAD_REQUEST', {}, 405);
    });
  }
  server.get('/health/live', async (_request, reply) => await reply.code(204).send());
  server.get('/health/ready', async (_request, reply) => {
    const ready = await ping(hub.database).then(
      () => true,
      () => false,
    );
    await reply.code(ready ? 204 : 503).send();
  });
  server.addHook('onClose', async () => await apollo.stop());
  if (isDemo) await serveGraphiql(server);
  return server;
};
