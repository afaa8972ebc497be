import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import type { Caller } from '../domain/caller.ts';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import type { Hub } from './compose.ts';
import type { ReadSubscription, SubscriptionRequest } from './read-subscription.ts';
import { shownResult } from './shown-result.ts';

/** Where subscriptions are asked for over HTTP: server-sent events, a connection for each. */
const eventsPath = '/graphql/stream';

/** A comment that keeps proxies from closing what is silent; nothing of what is silent shows in when it comes. */
const beatMilliseconds = 12_000;

const acceptsEvents = ({ headers }: FastifyRequest): boolean =>
  (headers.accept ?? '')
    .toLowerCase()
    .split(',')
    .some((range) => range.trim().split(';')[0] === 'text/event-stream');

/** Resolves once what was written has left for the network, so that whoever does not read holds nobody up but itself. */
const write = async (response: ServerResponse, text: string): Promise<void> =>
  await new Promise((resolve, reject) => {
    if (response.writableEnded || response.destroyed) return reject(new Error('the connection is closed'));
    response.write(text, (error) => (error ? reject(error) : resolve()));
  });

const statusOf = ({ extensions }: GraphQLError): number => {
  const code = extensions['code'];
  const status = typeof code === 'string' && code in errorTable ? errorTable[code as ErrorCode].status : 400;
  return status === 200 ? 400 : status;
};

/**
 * Subscriptions by the protocol of graphql-sse in its mode of distinct connections. Written here and not by its package, whose
 * server takes events as fast as they can be made and queues them without end for who does not read.
 */
export const serveEvents = (
  server: FastifyInstance,
  {
    hub,
    read,
    callerOf,
  }: {
    readonly hub: Hub;
    readonly read: ReadSubscription;
    readonly callerOf: (request: FastifyRequest) => Promise<Caller>;
  },
): void => {
  server.post(eventsPath, async (request, reply) => {
    const caller = await callerOf(request);
    if (!acceptsEvents(request)) return await reply.code(406).send();
    const subscribed = read((request.body ?? {}) as SubscriptionRequest, caller);
    if ('length' in subscribed) {
      const [first] = subscribed;
      return await reply
        .code(first ? statusOf(first) : 400)
        .type('application/json; charset=utf-8')
        .send(shownResult({ errors: subscribed }));
    }
    const { raw } = reply;
    const answers = hub.streams.open({
      ...{ ...subscribed, caller },
      stillHolds: async () => await hub.verifier.stillHolds(request.headers.authorization),
      cut: () => raw.destroy(),
    });
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    });
    raw.flushHeaders();
    const beat = setInterval(() => raw.write(':\n\n'), beatMilliseconds).unref();
    raw.once('close', () => void answers.return(undefined));
    try {
      for await (const answer of answers)
        await write(raw, `event: next\ndata: ${JSON.stringify(answer)}\n\n`);
      await write(raw, 'event: complete\ndata: \n\n');
    } catch {
      // Whoever went away is told nothing.
    } finally {
      clearInterval(beat);
      raw.end();
    }
  });
};
