import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { projectFile } from '../../server/configuration.ts';
import { loadComposition } from '../load-composition.ts';
import { printLine } from '../print-line.ts';

/** `schema`: writes the graph with its labels to `schema/hub.graphql`, where it differs from what lies there. */
export const addSchemaCommand = (program: Command): void => {
  program
    .command('schema')
    .description('Writes schema/hub.graphql: the whole graph with its labels, as contracts and code make it.')
    .action(async () => {
      const { loadGraph } = await loadComposition();
      const file = projectFile('schema', 'hub.graphql');
      const printed = loadGraph().print();
      // An unchanged file keeps its date, so that what is made from it need not be made anew.
      if (existsSync(file) && readFileSync(file, 'utf8') === printed) {
        printLine('schema/hub.graphql is up to date.');
        return;
      }
      writeFileSync(file, printed);
      printLine('schema/hub.graphql was written.');
    });
};
