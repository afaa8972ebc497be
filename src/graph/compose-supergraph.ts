import { composeServices, compositionHasErrors } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Graph } from './assemble-graph.ts';

/** Where a part is reached when nobody says otherwise: by its name, as in docker-compose.yml. */
const placeOf = (name: string): string => `http://${name}:4000/graphql`;

/**
 * Composes the parts of the graph into the supergraph that routers plan with: what `schema/supergraph.graphql` holds.
 *
 * @throws ConfigurationError with what does not fit together
 */
export const composeSupergraph = (graph: Pick<Graph, 'partNames' | 'part'>): string => {
  const composed = composeServices(
    graph.partNames.map((name) => ({ name, url: placeOf(name), typeDefs: parse(graph.part(name).sdl) })),
  );
  if (compositionHasErrors(composed))
    throw new ConfigurationError(
      `The parts of the graph do not compose: ${composed.errors.map(({ message }) => message).join('; ')}`,
    );
  return `${composed.supergraphSdl.trim()}\n`;
};
