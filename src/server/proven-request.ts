import type { FastifyRequest } from 'fastify';
import type { ProvenRequest } from '../access/dpop-proof.ts';

/** What of a request a proof of possession must speak of: the route's own path, not what the client wrote of it. */
export const provenBy = ({ method, raw, routeOptions }: FastifyRequest): ProvenRequest => ({
  method,
  path: routeOptions.url ?? '',
  // Node joins headers of one name; the proofs must stay apart, because two are one too many.
  proofs: raw.rawHeaders.filter(
    (_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === 'dpop',
  ),
});
