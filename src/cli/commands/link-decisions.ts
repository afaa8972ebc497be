import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { DecidedLinks, LinkAuthor } from '../../records/split-lines.ts';
import type { LineName } from '../../store/link-decision-store.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

interface DecisionOptions {
  readonly agency: string;
  readonly actor: string;
  readonly reason: string;
  readonly data?: string;
}

const saysSomething = (text: string): boolean =>
  /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u.test(text) && text.trim() !== '';

const authorOf = (
  { agency, actor, reason }: DecisionOptions,
  agencies: ReadonlyMap<string, unknown>,
): LinkAuthor => {
  if (!agencies.has(agency))
    throw new CommandFailure(`No agency is called ${agency}. Known: ${[...agencies.keys()].join(', ')}.`);
  for (const [name, text] of [
    ['--actor', actor],
    ['--reason', reason],
  ] as const)
    if (!saysSomething(text)) throw new CommandFailure(`${name} has 1 to 200 printable characters.`);
  return { agency, actor, reason, requestId: null };
};

const decide = async (
  options: DecisionOptions,
  work: (
    decisions: ReturnType<typeof import('../../records/link-decisions.ts').createLinkDecisions>,
    author: LinkAuthor,
  ) => Promise<DecidedLinks>,
): Promise<DecidedLinks> => {
  // Loaded late like the composition, of which it is a part.
  const { createLinkDecisions } = await import('../../records/link-decisions.ts');
  const { HubError } = await import('../../domain/hub-error.ts');
  try {
    return await withCore(options.data, async ({ database, secrets, registry }) => {
      const decisions = createLinkDecisions({
        ...{ database, clock: () => new Date(), createId: randomUUID, hashingKey: secrets.hashing },
      });
      return await work(decisions, authorOf(options, registry.agencies));
    });
  } catch (error) {
    if (error instanceof HubError) throw new CommandFailure(error.message);
    throw error;
  }
};

const withAuthor = (command: Command): Command =>
  command
    .addOption(new Option('--agency <id>', 'the agency whose steward decides').makeOptionMandatory())
    .addOption(new Option('--actor <name>', 'the steward, by name').makeOptionMandatory())
    .addOption(new Option('--reason <text>', 'why: it is kept with the decision').makeOptionMandatory())
    .addOption(dataOption());

const addPersonCommands = (links: Command): void => {
  withAuthor(links.command('split'))
    .description(
      'Takes lines away from the person whom they were linked to: a steward says that they are another.',
    )
    .argument('<source>', 'the source, as the registry of agencies calls it, such as housing')
    .argument('<local ids...>', 'the lines, by their ids in the source; together they become one person')
    .addHelpText(
      'after',
      '\nThe pair does not join again by itself, whatever registers say later. Whoever read the lines as of the wrong person\n' +
        'is told (`corrections`), and the register of breaches has an entry. Nothing of a sealed matter can be named here.',
    )
    .action(async (source: string, localIds: readonly string[], _options: object, command: Command) => {
      const options = command.optsWithGlobals<DecisionOptions>();
      const lines = localIds.map((localId): LineName => ({ source, localId }));
      const { person, other } = await decide(
        options,
        async (decisions, author) => await decisions.split(lines, author),
      );
      printLine(`two people: ${person} and ${other}`);
    });
  withAuthor(links.command('join'))
    .description('Says that two lines are of one person: from now on all lines of the two are.')
    .argument('<source>', 'the source of the one line')
    .argument('<local id>', 'its id in the source')
    .argument('<other source>', 'the source of the other line')
    .argument('<other local id>', 'its id in that source')
    .addHelpText(
      'after',
      '\nThe id that disappears leads to the one that stays. Consents given before cover what they covered, and nothing more.\n' +
        'Refused where one contract or case names them both, or where two checked national ids differ.',
    )
    .action(
      async (
        source: string,
        localId: string,
        otherSource: string,
        otherLocalId: string,
        _options: object,
        command: Command,
      ) => {
        const options = command.optsWithGlobals<DecisionOptions>();
        const lines = [
          { source, localId },
          { source: otherSource, localId: otherLocalId },
        ] as const;
        const { person, other } = await decide(
          options,
          async (decisions, author) => await decisions.join(lines, author),
        );
        printLine(`one person: ${person}; ${other} leads there`);
      },
    );
};

const addHouseholdCommands = (links: Command): void => {
  withAuthor(links.command('split-household'))
    .description('Says that a contract, case or observation is not of the household where it stands.')
    .argument('<source>', 'the source, as the registry of agencies calls it, such as housing')
    .argument('<unit>', 'the contract, case or observation, by its id in the source')
    .argument(
      '[other source]',
      'where it stands in another household: the source of a contract or case of the one that it is not',
    )
    .argument('[other unit]', 'the id of that contract or case')
    .addHelpText(
      'after',
      '\nIt does not come back by itself, whatever registers say later. The contracts and cases that stay keep the id. Which household\n' +
        'it is, the rules say as if those were not there. Nothing of a sealed matter can be named here.',
    )
    .action(
      async (
        source: string,
        localId: string,
        otherSource: string | undefined,
        otherUnit: string | undefined,
        _options: object,
        command: Command,
      ) => {
        const options = command.optsWithGlobals<DecisionOptions>();
        if (otherSource !== undefined && otherUnit === undefined)
          throw new CommandFailure('Name the other contract or case with its source and its id.');
        const from =
          otherSource === undefined || otherUnit === undefined
            ? null
            : { source: otherSource, localId: otherUnit };
        const { person, other } = await decide(
          options,
          async (decisions, author) => await decisions.splitHousehold({ source, localId }, from, author),
        );
        printLine(`two households: ${person} and ${other}`);
      },
    );
  withAuthor(links.command('join-households'))
    .description('Says that two contracts or cases, or one and an observation, are one household.')
    .argument('<source>', 'the source of the one')
    .argument('<unit>', 'its id in the source')
    .argument('<other source>', 'the source of the other')
    .argument('<other unit>', 'its id in that source')
    .addHelpText(
      'after',
      '\nThey stay together whatever they say later. An id that disappears leads to the one that stays.\n' +
        'Refused where one register has them as two households, or where they are of two municipalities.',
    )
    .action(
      async (
        source: string,
        localId: string,
        otherSource: string,
        otherUnit: string,
        _options: object,
        command: Command,
      ) => {
        const options = command.optsWithGlobals<DecisionOptions>();
        const units = [
          { source, localId },
          { source: otherSource, localId: otherUnit },
        ] as const;
        const { person } = await decide(
          options,
          async (decisions, author) => await decisions.joinHouseholds(units, author),
        );
        printLine(`one household: ${person}`);
      },
    );
};

/** `links split`, `links join` and the same of households: what a steward decides about who is who. */
export const addLinkDecisionCommands = (links: Command): void => {
  addPersonCommands(links);
  addHouseholdCommands(links);
};
