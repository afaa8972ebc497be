import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ProvenRequest } from '../access/dpop-proof.ts';
import { publishedKey } from '../access/receipt-signer.ts';
import { Unauthenticated } from '../access/unauthenticated.ts';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { ping } from '../store/reach-store.ts';
import { serveAuthzen } from './authzen.ts';
import { closeUnused } from './close-unused.ts';
import type { Hub } from './compose.ts';
import { createDocumentJudge } from './document-gate.ts';
import { faultOf } from './fault-of.ts';
import { serveGraphiql } from './graphiql.ts';
import { provenBy } from './proven-request.ts';
import { createSubscriptionReader } from './read-subscription.ts';
import { codeOf, mostBodyBytes, refuse, requestIdHeader } from './refuse.ts';
import { serveEvents } from './serve-events.ts';
import { serveExtracts } from './serve-extracts.ts';
import { serveGraphql } from './serve-graphql.ts';
import { serveSockets } from './serve-sockets.ts';

/**
 * The hub over HTTP: `/graphql`, the Authorization API, the two health addresses, and GraphiQL in the demo.
 *
 * @param createRequestId a random id for each request. Every answer carries it, and so does each line of the log that the
 *   request wrote; what a client sends under that header is not read.
 */
export const createHttp = async (
  hub: Hub,
  logger: Logger,
  createRequestId: () => string,
): Promise<FastifyInstance> => {
  const server = Fastify({
    bodyLimit: mostBodyBytes,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: createRequestId,
    // Fastify's own answers to an address that is none, or that nobody serves, quote it.
    frameworkErrors: (_error, request, reply) =>
      void refuse(reply.header(requestIdHeader, request.id), 'BAD_REQUEST'),
  });
  closeUnused(server);
  server.addHook('onRequest', async (request, reply) => {
    reply.header(requestIdHeader, request.id);
  });
  server.setNotFoundHandler(async (_request, reply) => await reply.code(404).send());
  server.removeContentTypeParser('text/plain');
  const logFault = (error: unknown): string => {
    const reference = randomUUID();
    logger.error({ reference, kind: error instanceof Error ? error.name : typeof error }, 'fault');
    return reference;
  };
  const isDemo = hub.configuration.profile === 'demo';
  const judge = createDocumentJudge({
    documents: hub.documents,
    onRefused: ({ caller, hash, reason }) =>
      logger.info(
        { agency: caller.kind === 'AGENCY' ? caller.agency : null, hash, reason },
        'document refused',
      ),
  });
  const reading = { introspection: isDemo, logFault, judge };

  const answerError = async (reply: FastifyReply, error: unknown): Promise<void> => {
    const code = codeOf(error);
    const said = error instanceof HubError ? { message: error.message } : {};
    if (error instanceof Unauthenticated) reply.header('www-authenticate', error.challenge);
    if (error instanceof HubError && error.retryAfterSeconds !== undefined)
      reply.header('retry-after', String(error.retryAfterSeconds));
    await refuse(reply, code, code === 'INTERNAL' ? { reference: logFault(error) } : {}, said);
  };
  server.setErrorHandler(async (error, _request, reply) => await answerError(reply, error));
  const verify = async (request: FastifyRequest, presented: ProvenRequest): Promise<Caller> => {
    try {
      return await hub.verifier.verify(request.headers.authorization, presented);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      if (error.code === 'UNAUTHENTICATED') logger.info({ reason: error.internal }, 'token refused');
      else logger.error({ fault: faultOf(error) }, 'a token could not be judged');
      throw error;
    }
  };
  const stopGraphql = await serveGraphql(server, {
    ...{ hub, reading, verify },
    refuseMethod: async (reply) =>
      await refuse(reply.header('allow', 'POST'), 'BAD_REQUEST', {}, { status: 405 }),
  });
  server.addHook('onClose', stopGraphql);
  server.get('/health/live', async (_request, reply) => await reply.code(204).send());
  server.get('/health/ready', async (_request, reply) => {
    const ready = await ping(hub.database).then(
      () => true,
      () => false,
    );
    await reply.code(ready ? 204 : 503).send();
  });
  // A part of the graph is asked by routers and by nobody else: everything but its operations is the core's.
  if (!hub.isCore) return server;
  const read = createSubscriptionReader(hub, reading);
  serveEvents(server, {
    ...{ hub, read },
    callerOf: async (request) => await verify(request, provenBy(request)),
  });
  const closeSockets = serveSockets(server.server, {
    ...{ hub, read },
    onRefused: (error) =>
      logger.info({ reason: error instanceof HubError ? error.internal : 'fault' }, 'token refused'),
  });
  // Before the server waits for what is under way: a stream never ends by itself.
  server.addHook('preClose', async () => {
    hub.streams.close();
    await closeSockets();
  });
  await serveAuthzen(server, { hub, provenBy, answerError });
  serveExtracts(server, { hub, callerOf: async (request) => await verify(request, provenBy(request)) });
  // Whoever is shown a receipt of a consent verifies it by this key, without asking anybody (R4).
  const published = { keys: [publishedKey(hub.secrets.receipts), hub.eventSigner.publicKey] };
  server.get(
    '/.well-known/jwks.json',
    async (_request, reply) =>
      await reply
        .type('application/jwk-set+json')
        .header('cache-control', 'public, max-age=300')
        .send(published),
  );
  if (isDemo) await serveGraphiql(server);
  return server;
};
