import type { FileOutcome, RowOutcome } from '../../domain/file-drop.ts';
import { semicolonLine } from '../../domain/semicolon-line.ts';

/**
 * The report beside a file: `row;outcome;column;reason`, and at its end how many rows came to each outcome.
 *
 * INVARIANT: it holds no value of anybody: outcomes are words, reasons the program's own sentences, columns the register's.
 */
export const reportOf = ({ rows, counts }: Pick<FileOutcome, 'rows' | 'counts'>): string => {
  const line = ({ row, outcome, column, reason }: RowOutcome): string =>
    semicolonLine([String(row), outcome, column, reason]);
  const totals = Object.entries(counts).map(([outcome, count]) =>
    semicolonLine(['', outcome, '', `${count} in all`]),
  );
  return [semicolonLine(['row', 'outcome', 'column', 'reason']), ...rows.map(line), ...totals]
    .map((each) => `${each}\r\n`)
    .join('');
};
