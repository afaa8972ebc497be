import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import httpProxy from '@fastify/http-proxy';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { corePart } from '../../graph/graph-parts.ts';
import { closeUnused } from '../close-unused.ts';
import { projectFile } from '../configuration.ts';
import { codeOf, mostBodyBytes, refuse, requestIdHeader } from '../refuse.ts';
import { graphqlPath } from '../serve-graphql.ts';
import { isOurs } from './forward.ts';
import type { GatewayConfiguration } from './gateway-configuration.ts';
import type { GatewayRequest, HubContext } from './hub-answers.ts';
import { type Judged, judgeRequest } from './judge-request.ts';
import { openRouter } from './open-router.ts';

/** A gateway that listens. */
export interface RunningGateway {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

const readSupergraph = (): string => {
  const file = projectFile('schema', 'supergraph.graphql');
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError('schema/supergraph.graphql is missing: `npm run supergraph` writes it.');
  }
};

/** Serves a split graph at one address: operations by way of the parts, and everything else as the core serves it. */
export const startGateway = async (
  configuration: GatewayConfiguration,
  logger: Logger,
): Promise<RunningGateway> => {
  const core = configuration.parts.get(corePart) as string;
  const agent = new Agent({ keepAlive: true });
  const router = openRouter(configuration, { supergraph: readSupergraph(), logger, agent });
  const server = Fastify({
    bodyLimit: mostBodyBytes,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // Fastify's own answer to an address that is none quotes it.
    frameworkErrors: (_error, request, reply) =>
      void refuse(reply.header(requestIdHeader, request.id), 'BAD_REQUEST'),
  });
  const unavailable = async (reply: FastifyReply): Promise<void> =>
    await refuse(reply.header(requestIdHeader, reply.request.id), 'SOURCE_UNAVAILABLE', {}, { status: 503 });
  server.setErrorHandler(async (error, request, reply) => {
    const code = codeOf(error);
    const details = code === 'INTERNAL' ? { reference: request.id } : {};
    if (code === 'INTERNAL') logger.error({ reference: request.id, kind: (error as Error).name }, 'fault');
    await refuse(reply.header(requestIdHeader, request.id), code, details);
  });
  // Bodies are the core's to read: what is no JSON it says in its own words.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const run = async (judged: Judged, accept: string): Promise<Response> => {
    const hub: GatewayRequest = { judged, accept, told: [], retryAfter: null };
    const asked = new Request(`http://gateway${graphqlPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(judged.asked),
    });
    return await router.fetch(asked, { hub } satisfies HubContext);
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const body = request.body instanceof Uint8Array ? request.body : null;
    const sent = {
      method: request.method,
      path: request.raw.url ?? '',
      rawHeaders: request.raw.rawHeaders,
      body,
    };
    const judged = await judgeRequest({ core, gatewayKey: configuration.gatewayKey, agent }, sent).catch(
      (error: unknown) => {
        logger.warn({ part: corePart, kind: (error as Error).name }, 'a part of the graph cannot be had');
        return null;
      },
    );
    if (judged === null) return await unavailable(reply);
    if ('body' in judged) {
      await reply.code(judged.status).headers(judged.headers).send(judged.body);
      return;
    }
    const response = await run(judged, request.headers.accept ?? '');
    for (const [name, value] of response.headers) reply.header(name, value);
    await reply
      .code(response.status)
      .headers({ [requestIdHeader]: judged.requestId, 'cache-control': 'no-store' })
      .send(await response.text());
  };
  closeUnused(server);
  // Operations are finished; what is open without end, such as a stream, is cut, and goes on elsewhere after its last event.
  const open = new Set<ServerResponse>();
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === graphqlPath) return;
    open.add(reply.raw);
    reply.raw.once('close', () => open.delete(reply.raw));
  });
  server.addHook('preClose', async () => {
    for (const answered of open) answered.destroy();
  });
  server.route({ url: graphqlPath, method: ['GET', 'POST'], handler: answer });
  await server.register(httpProxy, {
    upstream: core,
    websocket: true,
    replyOptions: {
      // INVARIANT: what gateway and core say to each other, no client says to either.
      rewriteRequestHeaders: (_request, headers) =>
        Object.fromEntries(Object.entries(headers).filter(([name]) => !isOurs(name))),
      onError: (reply) => void unavailable(reply as unknown as FastifyReply),
    },
  });
  await server.listen({ host: configuration.host, port: configuration.port });
  const { address, port, family } = server.server.address() as AddressInfo;
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    stop: async () => {
      await server.close();
      await router.dispose();
      agent.destroy();
    },
  };
};
