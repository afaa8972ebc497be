import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Closes, when the server does, connections by which nothing was asked yet. Node closes those that are idle between two requests, and
 * would wait a minute for the first request of one that a client has opened beforehand.
 */
export const closeUnused = (server: FastifyInstance): void => {
  const unused = new Set<Socket>();
  let isClosing = false;
  server.server.on('connection', (socket: Socket) => {
    // One that was let in while the door closes.
    if (isClosing) socket.destroy();
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => unused.delete(socket));
  server.server.on('upgrade', ({ socket }) => unused.delete(socket));
  server.addHook('preClose', async () => {
    isClosing = true;
    for (const socket of unused) socket.destroy();
  });
};
