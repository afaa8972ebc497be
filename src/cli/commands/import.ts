import { open } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import type { Problem } from '../../domain/record-draft.ts';
import { semicolonLine } from '../../domain/semicolon-line.ts';
import type { EndedUnits } from '../../records/end-missing.ts';
import { type ImportSummary, importRegister } from '../../records/register-import.ts';
import { contentOfOpenFile, type FileContent } from '../../sources/file/file-content.ts';
import { readRegisterFile } from '../../sources/file/read-register-file.ts';
import { checkSource } from '../check-source.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

/** Works with a file while it is open. @throws CommandFailure where it cannot be read. */
const withFile = async <Result>(
  path: string,
  work: (content: FileContent) => Promise<Result>,
): Promise<Result> => {
  const failure = new CommandFailure(`The file ${path} cannot be read.`);
  const file = await open(path).catch(() => {
    throw failure;
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw failure;
    return await work(contentOfOpenFile(file, stat.size));
  } finally {
    await file.close();
  }
};

interface ImportOptions {
  readonly data?: string;
  readonly complete?: boolean;
  readonly mayEnd?: string;
}

/** @throws CommandFailure where a number is none, or is said of a file that ends nothing. */
const completeOf = ({ complete, mayEnd }: ImportOptions): { readonly mayEnd: number | null } | null => {
  if (mayEnd === undefined) return complete ? { mayEnd: null } : null;
  if (!complete)
    throw new CommandFailure('--may-end says something of a complete file alone: add --complete.');
  if (!/^\d{1,9}$/.test(mayEnd)) throw new CommandFailure('--may-end is not a whole number.');
  return { mayEnd: Number(mayEnd) };
};

/** Progress for somebody who watches; a log or a pipe is spared the redrawn lines. */
const showProgress = (sourceId: string) => {
  const bar = new SingleBar({
    format: `${sourceId} {value} rows`,
    stream: process.stderr,
    // Without it the library draws a line a second into what is no terminal.
    noTTYOutput: false,
  });
  let isShown = false;
  return {
    update: (done: number): void => {
      if (!process.stderr.isTTY) return;
      // Of how many is known when the last is read.
      if (!isShown) bar.start(0, 0);
      isShown = true;
      bar.update(done);
    },
    stop: (): void => {
      if (isShown) bar.stop();
    },
  };
};

const printProblems = (title: string, problems: readonly Problem[]): void => {
  printLine(`${title}: ${problems.length}`);
  for (const { row, column, reason } of problems) printLine(semicolonLine([String(row), column, reason]));
};

/** What a complete file no longer has; where too much is missing, what to do. */
const printMissing = ({ ended, heldBack }: EndedUnits): void => {
  printLine(`ended: ${ended}`);
  if (heldBack === 0) return;
  printLine(`missing and not ended: ${heldBack}`);
  printLine(
    'Not all of the file seems to have come. If it has, run this again with --may-end and that number.',
  );
};

const printSummary = (summary: ImportSummary): void => {
  printLine(`source: ${summary.source}`);
  printLine(`read: ${summary.read}`);
  printLine(`accepted: ${summary.accepted}`);
  printLine(`unchanged: ${summary.unchanged}`);
  printProblems('values quarantined', summary.valueProblems);
  printProblems('rows quarantined', summary.rowProblems);
  if (summary.missing) printMissing(summary.missing);
};

const importFile = async (sourceId: string, file: string, given: ImportOptions): Promise<void> => {
  const { data } = given;
  const complete = completeOf(given);
  await checkSource(sourceId, data);
  const progress = showProgress(sourceId);
  const summary = await withFile(
    file,
    async (content) =>
      await withCore(data, async (core) => {
        const source = core.registry.sources.get(sourceId);
        const adapter = core.adapters.get(source?.adapter ?? '');
        if (!source || !adapter)
          throw new CommandFailure(`The source ${sourceId} has no adapter in this hub.`);
        const { database, reception, onItemFault: onFault } = core;
        const pages = readRegisterFile(adapter, content, new AbortController().signal);
        try {
          const summary = await importRegister({
            ...{ source, adapter, pages, database, reception, onFault },
            ...{ timeZone: core.registry.timeZone, clock: () => new Date() },
            ...(complete ? { complete } : {}),
            onProgress: progress.update,
          });
          await core.database.analyze();
          return summary;
        } finally {
          progress.stop();
        }
      }),
  );
  // A value set aside is the register's daily life; a row that was not taken needs somebody, and so does half a file.
  if (summary.rowProblems.length > 0 || (summary.missing?.heldBack ?? 0) > 0) process.exitCode = 1;
  printSummary(summary);
};

/** `import`: a register's file into the hub. */
export const addImportCommand = (program: Command): void => {
  program
    .command('import')
    .description('Reads a register file into the hub and prints what became of its rows.')
    .argument('<source>', 'the source, as the registry of agencies calls it, such as housing')
    .argument('<file>', 'its file, as the agency sends it')
    .option('--complete', 'the file is the whole register: what it leaves out has ended')
    .option('--may-end <count>', 'how many may end, where more are missing than in an ordinary day')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nThe summary counts rows read, accepted, unchanged and quarantined; each problem is a line `row;column;reason`.\n' +
        'Exit code 1 only if a row was quarantined, or more is missing from a complete file than in an ordinary day.\n' +
        'Import the housing registers first: from them the hub learns which\n' +
        'local community lies in which municipality.',
    )
    .action(
      async (source: string, file: string, options: ImportOptions) => await importFile(source, file, options),
    );
};
