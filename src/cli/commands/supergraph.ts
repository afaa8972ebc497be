import type { Command } from 'commander';
import { loadComposition } from '../load-composition.ts';
import { writeGenerated } from '../write-generated.ts';

/** `supergraph`: writes what routers of a split graph plan with to `schema/supergraph.graphql`. */
export const addSupergraphCommand = (program: Command): void => {
  program
    .command('supergraph')
    .description('Writes schema/supergraph.graphql: the parts of the graph, composed for a router.')
    .action(async () => {
      const { loadGraph } = await loadComposition();
      const { composeSupergraph } = await import('../../graph/compose-supergraph.ts');
      writeGenerated('schema', 'supergraph.graphql', composeSupergraph(loadGraph()));
    });
};
