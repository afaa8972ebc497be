import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { ProvenRequest } from '../access/dpop-proof.ts';
import type { Caller } from '../domain/caller.ts';
import type { Hub } from './compose.ts';
import type { ReadSubscription } from './read-subscription.ts';
import { shownResult } from './shown-result.ts';
import type { Subscribed } from './streams.ts';

/** Where subscriptions are asked for by WebSocket, by the protocol of graphql-ws. */
const socketsPath = '/graphql/ws';

/** A client writes operations and nothing else. */
const mostMessageBytes = 1_048_576;

type Opened = {
  readonly request: IncomingMessage;
  authorization?: string;
  caller?: Caller;
  readonly socket: { readonly terminate: () => void };
};

/**
 * Who opened a socket: by the head of its first request, with a proof where the token needs one, or by `authorization` among
 * the parameters of `connection_init`, which is all that a browser can send.
 */
const tokenOf = (
  request: IncomingMessage,
  parameters: Readonly<Record<string, unknown>> | undefined,
): { readonly authorization: string | undefined; readonly proven?: ProvenRequest } => {
  if (request.headers.authorization === undefined) {
    const given = parameters?.['authorization'];
    return { authorization: typeof given === 'string' ? given : undefined };
  }
  const proofs = request.rawHeaders.filter(
    (_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === 'dpop',
  );
  return {
    authorization: request.headers.authorization,
    proven: { method: request.method ?? '', path: socketsPath, proofs },
  };
};

/** Serves subscriptions, and nothing else, over WebSocket. @returns what closes them all. */
export const serveSockets = (
  server: Server,
  {
    hub,
    read,
    onRefused,
  }: { readonly hub: Hub; readonly read: ReadSubscription; readonly onRefused: (error: unknown) => void },
): (() => Promise<void>) => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes, handleProtocols });
  const served = useServer<Record<string, unknown>, Opened>(
    {
      isProd: true,
      connectionInitWaitTimeout: 5000,
      onConnect: async ({ extra, connectionParams }) => {
        const { authorization, proven } = tokenOf(extra.request, connectionParams);
        try {
          extra.caller = await hub.verifier.verify(authorization, proven);
          if (authorization !== undefined) extra.authorization = authorization;
          return true;
        } catch (error) {
          onRefused(error);
          // One and the same for every cause: 4403.
          return false;
        }
      },
      onSubscribe: async ({ extra }, _id, payload) => {
        const { caller, authorization } = extra;
        if (!caller || !(await hub.verifier.stillHolds(authorization))) {
          extra.socket.terminate();
          return [];
        }
        const found = read({ ...payload, documentId: payload.extensions?.['documentId'] }, caller);
        if ('length' in found) return (shownResult({ errors: found }).errors ?? []) as never;
        const subscribed: Subscribed = {
          ...{ ...found, caller },
          stillHolds: async () => await hub.verifier.stillHolds(authorization),
          cut: () => extra.socket.terminate(),
        };
        const { document, operationName, variables } = found;
        return {
          ...{ schema: hub.graph.schema, document, operationName, variableValues: variables },
          contextValue: subscribed,
        };
      },
      subscribe: ((args: { readonly contextValue: Subscribed }) =>
        hub.streams.open(args.contextValue)) as never,
    },
    sockets,
  );
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] !== socketsPath) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  };
  server.on('upgrade', upgrade);
  return async () => {
    server.off('upgrade', upgrade);
    for (const socket of sockets.clients) socket.terminate();
    await served.dispose();
  };
};
