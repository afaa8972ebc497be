import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openFileHeadStore } from '../../audit/head-store.ts';
import type { RestoreWords } from '../../audit/record-restore.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { type VerifiedLog, verifiedLog } from '../verified-log.ts';
import { withCore } from '../with-core.ts';

const fail = (text: string): void => {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
};

/** The log is whole, and somebody has signed that a part of it is gone: neither well nor a fault that nobody knows of. */
const exitWithLoss = 3;

const report = ({ verification, headsFile, hasHeadsFile }: VerifiedLog): void => {
  if (!verification.ok) {
    const where = verification.position === null ? '' : ` at position ${verification.position}`;
    fail(`The log does not hold${where}: ${verification.reason}.`);
    return;
  }
  const { entries, sealedTo, heads, warnings } = verification;
  // Without heads a chain computed anew looks as good as the first one, so "it holds" would be said too lightly.
  if (sealedTo > 0 && heads === 0) {
    const missing = hasHeadsFile ? `no head in ${headsFile}` : `no ${headsFile}`;
    fail(`The chain is whole to position ${sealedTo}, but nothing vouches for it: there is ${missing}.`);
    return;
  }
  const { restores } = verification;
  printLine(
    restores.length === 0 ? 'The log holds.' : 'The log holds, but for what was lost with restored backups.',
  );
  for (const { by, reason, at, from, to } of restores) {
    printLine(`gone: positions ${to.position + 1} to ${from.position}, said by ${by} at ${at}: ${reason}`);
    process.exitCode = exitWithLoss;
  }
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

interface RestoredOptions extends RestoreWords {
  readonly data?: string;
}

const restored = async ({ data, by, reason }: RestoredOptions): Promise<void> => {
  // Loaded late like the composition, of which it is a part.
  const { recordRestore } = await import('../../audit/record-restore.ts');
  const { at, from, to } = await withCore(data, async ({ configuration, database, registry, secrets }) => {
    const heads = await openFileHeadStore(join(configuration.headsDirectory, 'heads.jsonl'));
    const { d: _private, ...publicKey } = secrets.signing;
    try {
      return await recordRestore(
        {
          ...{ database, heads, signingKey: secrets.signing, keyId: secrets.signing.kid ?? '', publicKey },
          ...{ clock: () => new Date(), createId: randomUUID, agencies: [...registry.agencies.keys()] },
        },
        { by, reason },
      );
    } finally {
      await heads.close();
    }
  });
  printLine(`On record at ${at}, signed, said by ${by}: ${reason}`);
  printLine(`gone: what was sealed at positions ${to.position + 1} to ${from.position}`);
  printLine(`The log goes on from position ${to.position}. Every data protection officer is told.`);
};

/** `audit verify`: the log's chain against the signed heads outside the database; `audit restored`: that it was cut short. */
export const addAuditCommand = (program: Command): void => {
  const audit = program.command('audit').description('Works on the log of what was disclosed.');
  audit
    .command('verify')
    .description('Recomputes the chain of the log and compares it with the signed heads. Changes nothing.')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nExit code 1 and the first bad position where the log is not as it was sealed; 3 and the positions that are gone\n' +
        'where it is, but for what `audit restored` put on record.',
    )
    .action(async (options: { data?: string }) => report(await withCore(options.data, verifiedLog)));
  audit
    .command('restored')
    .description('Puts on record that a backup was restored, so that the log is sealed again.')
    .requiredOption('--by <name>', 'who says so: it is signed, logged and shown')
    .requiredOption('--reason <text>', 'why, in one line that names nobody of the town')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nFor a log that ends before the last signed head and agrees with every head up to its end. What was signed stays in\n' +
        'the file of heads, every data protection officer is told how many lines are gone, and `audit verify` names them.',
    )
    .action(restored);
};
