import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

/** What stands between cells: a comma as it was given, and what spreadsheets write where the comma is in numbers. */
const delimiters = [',', ';', '\t'];

/**
 * The lines of a copy as cells, read in each way that a spreadsheet may have written them. Read in a wrong way a line bears no mark, and
 * a file that is no table at all has no lines.
 */
const cellsOf = async (text: string): Promise<readonly (readonly string[])[]> => {
  const { parse } = await import('csv-parse/sync');
  const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
  return delimiters.flatMap((delimiter): readonly (readonly string[])[] => {
    try {
      return parse(text, { ...options, delimiter }) as string[][];
    } catch {
      return [];
    }
  });
};

/** `extract-trace`: who fetched a copy that was found. */
export const addExtractTraceCommand = (program: Command): void => {
  program
    .command('extract-trace')
    .description('Says which download a copy of an extract is of, from any of its rows.')
    .argument('<file>', 'the copy, or rows of it, as CSV with the column `mark` last')
    .addOption(dataOption())
    .action(async (file: string, options: { data?: string }) => {
      const rows = await cellsOf(readFileSync(file, 'utf8'));
      const { createExtractMarks } = await import('../../access/extract-mark.ts');
      const { traceExtract } = await import('../../records/trace-extract.ts');
      const found = await withCore(
        options.data,
        async ({ database, secrets }) =>
          await traceExtract(rows, { database, markOf: createExtractMarks(secrets.hashing).markOf }),
      );
      if (found.length === 0) throw new CommandFailure('No row of this file is of a download that is known.');
      printLine('rows;recipient;project;actor;at;download');
      for (const { rows: count, recipient, project, actor, at, id } of found)
        printLine([String(count), recipient, project, actor, at, id].join(';'));
    });
};
