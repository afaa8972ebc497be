import type { Command } from 'commander';
import { loadComposition } from '../load-composition.ts';
import { writeGenerated } from '../write-generated.ts';

/** `schema`: writes the graph with its labels to `schema/hub.graphql`. */
export const addSchemaCommand = (program: Command): void => {
  program
    .command('schema')
    .description('Writes schema/hub.graphql: the whole graph with its labels, as contracts and code make it.')
    .action(async () => {
      const { loadGraph } = await loadComposition();
      writeGenerated('schema', 'hub.graphql', loadGraph().print());
    });
};
