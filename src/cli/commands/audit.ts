import type { Command } from 'commander';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { type VerifiedLog, verifiedLog } from '../verified-log.ts';
import { withCore } from '../with-core.ts';

const fail = (text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};

const report = ({ verification, headsFile, hasHeadsFile }: VerifiedLog): void => {
  if (!verification.ok) {
    const where = verification.position === null ? '' : ` at position ${verification.position}`;
    fail(`The log does not hold${where}: ${verification.reason}.`);
    return;
  }
  const { entries, sealedTo, heads, warnings } = verification;
  // Without heads a chain computed anew looks as good as the first one, so "it holds" would be said too lightly.
  if (sealedTo > 0 && !hasHeadsFile) {
    fail(`The chain is whole to position ${sealedTo}, but nothing vouches for it: there is no ${headsFile}.`);
    return;
  }
  printLine('The log holds.');
  printLine(`entries: ${entries}`);
  printLine(`sealed to position: ${sealedTo}`);
  printLine(`signed heads that agree: ${heads}`);
  if (warnings.unsealedOverdue > 0) {
    printLine(`warning: ${warnings.unsealedOverdue} entries have waited more than a minute to be sealed`);
  }
  if (warnings.beyondLastHead > 0) {
    printLine(
      `warning: no head outside the database vouches yet for the last ${warnings.beyondLastHead} entries`,
    );
  }
};

/** `audit verify`: the log's chain from its first entry, against the signed heads outside the database. */
export const addAuditCommand = (program: Command): void => {
  program
    .command('audit')
    .description('Works on the log of what was disclosed.')
    .command('verify')
    .description('Recomputes the chain of the log and compares it with the signed heads. Changes nothing.')
    .addOption(dataOption())
    .addHelpText('after', '\nExit code 1 and the first bad position where the log is not as it was sealed.')
    .action(async (options: { data?: string }) => report(await withCore(options.data, verifiedLog)));
};
