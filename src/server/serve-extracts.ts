import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../domain/caller.ts';
import type { Hub } from './compose.ts';

/** Where an extract is fetched by who planned it. */
const extractPath = '/extracts/:id';

/** Serves copies of extracts as CSV, a page at a time and no faster than they are read: what is wrong half-way breaks the connection. */
export const serveExtracts = (
  server: FastifyInstance,
  { hub, callerOf }: { readonly hub: Hub; readonly callerOf: (request: FastifyRequest) => Promise<Caller> },
): void => {
  // A copy is counted, logged and marked as it is read: asking for its head alone would read it all.
  server.get<{ Params: { id: string } }>(extractPath, { exposeHeadRoute: false }, async (request, reply) => {
    const caller = await callerOf(request);
    const copy = await hub.extractCopies.open({
      ...{ caller, requestId: request.id, id: request.params.id },
      stillHolds: async () => await hub.verifier.stillHolds(request.headers.authorization),
    });
    return await reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="extract.csv"')
      .send(Readable.from(copy));
  });
};
