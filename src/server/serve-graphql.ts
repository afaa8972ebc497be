import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { ProvenRequest } from '../access/dpop-proof.ts';
import { type Ticket, ticketHeader } from '../access/ticket.ts';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import {
  type ApolloOptions,
  createApollo,
  refusedCaller,
  type ServerContext,
  unreadableRequest,
} from './apollo.ts';
import type { Hub } from './compose.ts';
import { provenBy } from './proven-request.ts';
import { acceptsAnswer, documentIdOf } from './request-head.ts';

/** Where operations are sent, by clients and by routers. */
export const graphqlPath = '/graphql';
/** Where the gateway asks the core whether an operation may run at all. */
export const judgementPath = '/graphql/judgement';
/** By which the gateway shows the core that it is the gateway. */
export const gatewayHeader = 'komsiluk-gateway';

export interface GraphqlRoutes {
  readonly hub: Hub;
  readonly reading: ApolloOptions;
  readonly verify: (request: FastifyRequest, presented: ProvenRequest) => Promise<Caller>;
  readonly refuseMethod: (reply: FastifyReply) => Promise<void>;
}

const headerOf = (value: string | string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A proof as a ticket names it, or null where there is not exactly one. */
const proofOf = ({ proofs }: ProvenRequest): string | null =>
  proofs.length === 1 ? digestOf(proofs[0] ?? '').toString('base64url') : null;

/** What a request presents: of a part, that its proof was taken for the whole, whose method it names. */
const presentedBy = (request: FastifyRequest, ticket: Ticket | null): ProvenRequest => {
  const presented = { ...provenBy(request), path: graphqlPath };
  if (ticket === null) return presented;
  return {
    ...presented,
    method: ticket.method,
    isTaken: ticket.proof !== null && ticket.proof === proofOf(presented),
  };
};

/** Serves operations, and in the core of a split graph the judgement of whole ones. @returns what ends it. */
export const serveGraphql = async (
  server: FastifyInstance,
  { hub, reading, verify, refuseMethod }: GraphqlRoutes,
): Promise<() => Promise<void>> => {
  const { split } = hub;
  const isDemo = hub.configuration.profile === 'demo';

  const callerOf = async (request: FastifyRequest, ticket: Ticket | null): Promise<Caller> =>
    await verify(request, presentedBy(request, ticket)).catch((error: unknown) => {
      throw error instanceof HubError ? refusedCaller(error) : error;
    });

  /** @throws GraphQLError 400 where the request has a ticket that is none: nothing that is not ours is half believed */
  const ticketOf = (request: FastifyRequest): Ticket | null => {
    const text = request.headers[ticketHeader];
    if (!split || text === undefined) return null;
    const ticket = typeof text === 'string' ? split.tickets.read(text, request.headers.authorization) : null;
    if (ticket === null) throw unreadableRequest(400);
    return ticket;
  };

  const contextOf = async (request: FastifyRequest, ticket: Ticket | null): Promise<ServerContext> => {
    const caller = await callerOf(request, ticket);
    // INVARIANT: decided before anything runs: a change must not have happened where its answer cannot be given.
    if (!acceptsAnswer(request.headers.accept)) throw unreadableRequest(406);
    try {
      return {
        caller,
        documentId: documentIdOf(request),
        idempotencyKey: headerOf(request.headers['idempotency-key']),
        requestId: ticket?.requestId ?? request.id,
        judged: ticket && { ...ticket.operation, policyVersion: ticket.policyVersion },
        presented: {
          authorization: request.headers.authorization ?? '',
          method: request.method,
          proof: proofOf(provenBy(request)),
        },
      };
    } catch (error) {
      throw error instanceof HubError ? unreadableRequest(400) : error;
    }
  };

  const route = (
    url: string,
    apollo: ApolloServer<ServerContext>,
    context: (request: FastifyRequest) => Promise<ServerContext>,
  ): void => {
    // A GET carries its variables in the address, and addresses stand in the logs of every proxy on the way.
    const method: HTTPMethods[] = isDemo ? ['GET', 'POST'] : ['POST'];
    server.route({ url, method, handler: fastifyApolloHandler(apollo, { context }) });
    if (!isDemo) server.get(url, async (_request, reply) => await refuseMethod(reply));
  };

  const served = [await createApollo({ schema: hub.schema, execute: hub.execute }, reading)];
  route(graphqlPath, served[0] as ApolloServer<ServerContext>, async (request) =>
    contextOf(request, ticketOf(request)),
  );
  if (split?.judgement) {
    const { schema, judge, gatewayKey } = split.judgement;
    const isGateway = (request: FastifyRequest): boolean =>
      timingSafeEqual(digestOf(headerOf(request.headers[gatewayHeader]) ?? ''), digestOf(gatewayKey));
    const apollo = await createApollo(
      {
        schema,
        execute: async (request, { query, presented }) => {
          const judged = await judge(request);
          if ('refused' in judged) return judged.refused;
          const { withheld, policyVersion } = judged;
          const operation = { name: request.operationName, hash: request.documentHash };
          const { authorization, method, proof } = presented;
          const ticket = split.tickets.issue(
            { requestId: request.requestId, operation, policyVersion, method, proof },
            authorization,
          );
          const { operationName, variables } = request;
          // INVARIANT: what runs is what was judged, to the letter: the gateway reads none of it from the client's body.
          const asked = { query, operationName, variables };
          return { data: {}, extensions: { withheld, ticket, asked } };
        },
      },
      reading,
    );
    served.push(apollo);
    route(judgementPath, apollo, async (request) => {
      // INVARIANT: a ticket is for the gateway alone: it says that the client was counted, and the client must not bring one.
      if (!isGateway(request)) throw unreadableRequest(400);
      return await contextOf(request, null);
    });
  }
  return async () => {
    for (const apollo of served) await apollo.stop();
  };
};
