import { once } from 'node:events';
import type { Command } from 'commander';
import { semicolonLine } from '../../domain/semicolon-line.ts';
import { dataOption } from '../data-option.ts';
import { addLinksExplainCommand } from '../links/explain.ts';
import { addLinksLearnCommand } from '../links/learn.ts';
import { addLinksReviewCommand } from '../links/review.ts';
import { withCore } from '../with-core.ts';
import { addLinkDecisionCommands } from './link-decisions.ts';

const linesAtOnce = 500;

/** Writes lines at the pace of whoever reads them. */
const writeLines = async (lines: readonly string[]): Promise<void> => {
  for (let start = 0; start < lines.length; start += linesAtOnce) {
    const text = lines.slice(start, start + linesAtOnce).join('\n');
    if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
  }
};

/** `links`: which local id is which person and household; why, what waits for somebody, and by what it is weighed. */
export const addLinksCommand = (program: Command): void => {
  const command = program
    .command('links')
    .description(
      "Prints source;local_id;person;household for every linked local id: an operator's view, with the hub's own ids.",
    )
    .addOption(dataOption())
    .addHelpText('after', '\nNothing of a sealed matter is linked, so nothing of one is in this list.')
    .action(async (options: { data?: string }) => {
      // Loaded late like the composition, of which it is a part.
      const { listLinks } = await import('../../store/link-store.ts');
      const links = await withCore(options.data, async ({ database }) => await listLinks(database.query));
      await writeLines([
        'source;local_id;person;household',
        ...links.map((link) => semicolonLine([link.source, link.local_id, link.person, link.household])),
      ]);
    });
  addLinksExplainCommand(command);
  addLinksReviewCommand(command);
  addLinksLearnCommand(command);
  addLinkDecisionCommands(command);
};
