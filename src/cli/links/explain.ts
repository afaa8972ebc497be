import type { Command } from 'commander';
import { checkSource } from '../check-source.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';
import { explainedLine, explainedLineText } from './explained-line.ts';

/** `links explain`: why a line is the person and household that it is. */
export const addLinksExplainCommand = (links: Command): void => {
  links
    .command('explain')
    .description('Prints why a line is the person and household that it is: rule, weights and certainty.')
    .argument('<source>', 'the source, as the registry of agencies calls it, such as housing')
    .argument('<local-id>', 'the number of a person, contract, case or observation in it')
    .option('--json', 'as JSON')
    .addOption(dataOption())
    .addHelpText(
      'after',
      "\nNames, dates and ids of persons are not in it, the hub's own ids are. A line that a matter seals, or that is for its own\n" +
        'source alone, is answered like one that does not exist.',
    )
    .action(async (source: string, localId: string, _options: object, command: Command) => {
      // `links` has --data as well, and takes it.
      const options = command.optsWithGlobals<{ data?: string; json?: boolean }>();
      await checkSource(source, options.data);
      // Loaded late like the composition, of which it is a part.
      const { findLinkedLine } = await import('../../store/link-review-store.ts');
      const found = await withCore(
        options.data,
        async ({ database }) => await findLinkedLine(database.query, source, localId),
      );
      if (found.length === 0) throw new CommandFailure('This source has no linked line of that number.');
      if (options.json) printLine(JSON.stringify(explainedLine(source, localId, found), null, 2));
      else for (const line of explainedLineText(source, localId, found)) printLine(line);
    });
};
