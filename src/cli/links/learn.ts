import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

/** `links learn`: weights from the hub's own lines. */
export const addLinksLearnCommand = (links: Command): void => {
  links
    .command('learn')
    .description(
      "Learns the weights of linking from the hub's own lines; nobody has to say which are one person.",
    )
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nLinks made from now on are weighed by what was learned; those that stand stay. What is kept names nobody: no value that\n' +
        'fewer than 11 people have, and counts in tens. What a matter seals teaches nothing.',
    )
    .action(async (_options: object, command: Command) => {
      // `links` has --data as well, and takes it.
      const { data } = command.optsWithGlobals<{ data?: string }>();
      const { learnLinks } = await import('../../records/learn-links.ts');
      const learned = await withCore(
        data,
        async ({ database, nicknames }) =>
          await learnLinks({ database, nicknames, now: new Date(), createId: randomUUID }),
      );
      if (learned === null) throw new CommandFailure('There is no line yet that could be learned from.');
      printLine(`model: ${learned.id}`);
      printLine(`lines: ${learned.lines}`);
      printLine(`people, in tens: ${learned.people}`);
    });
};
