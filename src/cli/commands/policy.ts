import type { Command } from 'commander';
import { policyDiff, printAccessChange } from '../../policy/policy-diff.ts';
import { dataOption } from '../data-option.ts';
import { dayOf } from '../day-of.ts';
import { printLine } from '../print-line.ts';
import { openShownAgreements, storeHelp } from '../shown-agreements.ts';

interface DiffOptions {
  readonly day?: string;
  readonly data?: string;
}

const print = async (file: string, other: string | undefined, options: DiffOptions): Promise<void> => {
  const { agencies, sources, catalogue, day, inFile, inStore } = await openShownAgreements(options);
  const after = inFile(other ?? file);
  const before = other === undefined ? await inStore() : inFile(file);
  const changes = policyDiff({ before, after, agencies, sources, catalogue, day });
  for (const change of changes) printLine(printAccessChange(change));
};

/** `policy diff`: what a change of the agreements opens and closes. It is decided before any data about people is read. */
export const addPolicyCommand = (program: Command): void => {
  program
    .command('policy')
    .description('Looks at what agreements say.')
    .command('diff')
    .description(
      'Prints each agency, purpose, role and field that a file of agreements WIDENS, NARROWS or CHANGES against what is in force, or against another file; nothing where both say the same.',
    )
    .argument('<file>', 'a file of agreements, all of them: what it leaves out counts as ended')
    .argument('[other]', 'the file that comes after it: then two files are compared, and no store is opened')
    .option('--day <date>', 'as of this day, yyyy-mm-dd (default: today)', dayOf)
    .addOption(dataOption())
    .addHelpText('after', storeHelp)
    .action(
      async (file: string, other: string | undefined, options: DiffOptions) =>
        await print(file, other, options),
    );
};
