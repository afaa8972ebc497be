import type { Command } from 'commander';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

interface LeaveOptions {
  readonly to: string;
  readonly out: string;
  readonly data?: string;
}

const leave = async (agency: string, { to, out, data }: LeaveOptions): Promise<void> => {
  // Loaded late like the composition, of which it is a part.
  const { leaveHub } = await import('../agency-departure.ts');
  const { certificate, file, ended, leftToOfficers } = await withCore(
    data,
    async (core) => await leaveHub(core, { agency, to, folder: out }, () => new Date()),
  );
  const { handedOver, erased, day } = certificate;
  printLine(`${agency} left on ${day}. Its tokens are refused.`);
  for (const { file: name, lines, sha256 } of handedOver.files)
    printLine(`${name}: ${lines} lines, SHA-256 ${sha256}`);
  printLine(`erased: ${erased.records.reduce((sum, { count }) => sum + count, 0)} records`);
  printLine(`consents ended: ${erased.consentsEnded}`);
  printLine(`agreements ended: ${ended.length === 0 ? 'none' : ended.join(', ')}`);
  for (const id of leftToOfficers) printLine(`left to the officers, because it forbids something: ${id}`);
  printLine(`certificate: ${file}`);
  printLine(`Hand ${out} over to ${to}, erase it here, and take ${agency} out of the registry of agencies.`);
};

/** `agency leave`: hand-over, erasure and certificate where an agency's part in the hub ends (R21). */
export const addAgencyCommand = (program: Command): void => {
  program
    .command('agency')
    .description('Works on agencies of the registry.')
    .command('leave')
    .description(
      'Hands what an agency is controller of over to another controller, erases it, and certifies both.',
    )
    .argument('<id>', 'the agency that leaves, such as berane.support')
    .requiredOption('--to <controller>', 'the agency that receives its data')
    .requiredOption(
      '--out <folder>',
      'a folder that does not exist yet: records as NDJSON, manifest and certificate',
    )
    .addOption(dataOption())
    .addHelpText(
      'after',
      "\nThe agency's tokens are refused first, nothing is erased before the folder is durable, and what is erased does not\n" +
        'come back with a backup. Cut off at any point, the same command completes it.',
    )
    .action(async (id: string, options: LeaveOptions) => await leave(id, options));
};
