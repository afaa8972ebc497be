import type { GatheredRow, TranslationContext } from '../../src/domain/adapter.ts';
import { isItem } from '../../src/domain/reading/item-reader.ts';
import { usableKey } from '../../src/domain/reading/storable-text.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { type Cells, type Column, columns, type RegisterRow, wholeRow } from './register-row.ts';
import { translateContract } from './translate-contract.ts';

const isRow = (value: unknown): value is GatheredRow =>
  isItem(value) && typeof (value as GatheredRow).row === 'number' && isItem((value as GatheredRow).columns);

/** The cells of a row: text, or nothing where the register has none. A column that is not there is another register. */
const cellsOf = (row: GatheredRow): Cells | Column => {
  const cells: [Column, string][] = [];
  for (const column of columns) {
    const value = Object.hasOwn(row.columns, column) ? row.columns[column] : undefined;
    if (value !== null && typeof value !== 'string') return column;
    cells.push([column, value ?? '']);
  }
  return Object.fromEntries(cells) as Cells;
};

/**
 * Translates one contract out of its rows, as a connector gathers them. A row without a number of its own is left out and noted,
 * as in a file; rows that are not of one contract are none.
 */
export const translateRows = (
  item: unknown,
  index: number,
  context: TranslationContext,
): UnitDraft | Problem => {
  if (!Array.isArray(item) || !item.every(isRow))
    return { row: index, column: wholeRow, reason: 'These are no rows of a contract.' };
  const problems: Problem[] = [];
  const rows: RegisterRow[] = [];
  const contracts = new Set<string | null>();
  const seen = new Set<string>();
  let isWhole = true;
  for (const each of item as readonly GatheredRow[]) {
    const { row } = each;
    if (each.isMissing) {
      isWhole = false;
      continue;
    }
    const cells = cellsOf(each);
    if (typeof cells === 'string')
      return { row, column: cells, reason: 'This column is not there, or no text.' };
    const contractNumber = usableKey(cells.broj_ugovora);
    contracts.add(contractNumber);
    if (contractNumber === null)
      return { row, column: 'broj_ugovora', reason: 'This row has no usable contract number.' };
    const entryNumber = usableKey(cells.rb);
    if (entryNumber === null) {
      problems.push({ row, column: 'rb', reason: 'This row has no usable number of its own.' });
    } else if (seen.has(entryNumber)) {
      problems.push({ row, column: 'rb', reason: 'Another row of this contract has the same number.' });
    } else {
      seen.add(entryNumber);
      rows.push({ row, entryNumber, contractNumber, cells });
    }
  }
  const [first, ...others] = rows;
  if (first === undefined) return problems[0] ?? { row: index, column: wholeRow, reason: 'There is no row.' };
  if (contracts.size > 1)
    return { row: first.row, column: 'broj_ugovora', reason: 'These rows are of several contracts.' };
  const complete = isWhole && problems.length === 0;
  const unit = translateContract(first.contractNumber, [first, ...others], complete, context);
  return { ...unit, problems: [...problems, ...unit.problems].sort((one, other) => one.row - other.row) };
};
