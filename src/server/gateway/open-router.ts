import type { Agent } from 'node:http';
import { createGatewayRuntime, type GatewayRuntime } from '@graphql-hive/gateway-runtime';
import type { Logger } from 'pino';
import { graphqlPath } from '../serve-graphql.ts';
import type { GatewayConfiguration } from './gateway-configuration.ts';
import { type HubContext, hubAnswers } from './hub-answers.ts';

/** Longer than any part takes that still answers. */
const partMilliseconds = 30_000;

/**
 * Hive Gateway over the parts of the graph, which plans and joins and decides nothing: each part enforces by itself, and what may be
 * asked at all the core has judged before.
 *
 * @param supergraph as `schema/supergraph.graphql` holds it; where its parts are, the configuration says.
 */
export const openRouter = (
  { parts }: Pick<GatewayConfiguration, 'parts'>,
  {
    supergraph,
    logger,
    agent,
  }: { readonly supergraph: string; readonly logger: Logger; readonly agent: Agent },
): GatewayRuntime<HubContext> =>
  createGatewayRuntime<HubContext>({
    supergraph,
    graphqlEndpoint: graphqlPath,
    transportEntries: {
      // INVARIANT: two requests of equal text are two requests: each is counted and logged by its own ticket.
      '*.http': { options: { deduplicateInflightRequests: false } },
      ...Object.fromEntries(
        [...parts].map(([name, address]) => [name, { location: `${address}${graphqlPath}` }]),
      ),
    },
    // Tokens pass through as they came; nothing that is said of a caller is said by the gateway.
    propagateHeaders: {
      fromClientToSubgraphs: ({ context }) => ({ ...(context as unknown as HubContext).hub.judged.headers }),
    },
    upstreamTimeout: partMilliseconds,
    customAgent: ({ url }) => (url.startsWith('https:') ? undefined : agent),
    plugins: () => [hubAnswers(logger)],
    maskedErrors: false,
    subgraphErrors: false,
    logging: false,
    landingPage: false,
    graphiql: false,
    cors: false,
    requestId: false,
  });
