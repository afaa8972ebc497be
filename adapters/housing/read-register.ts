import iconv from 'iconv-lite';
import { usableKey } from '../../src/domain/reading/storable-text.ts';
import type { Problem } from '../../src/domain/record-draft.ts';
import { type Cells, type Column, columns, type RegisterRow, wholeRow } from './register-row.ts';
import { type SplitRow, splitRows } from './split-rows.ts';

/** The register's file as rows that can be worked with and rows that cannot. */
export interface RegisterReading {
  readonly rowsRead: number;
  readonly rows: readonly RegisterRow[];
  readonly rowProblems: readonly Problem[];
  /** Contracts of which a row was left out: what is counted over their rows is not known. */
  readonly incompleteContracts: ReadonlySet<string>;
}

const HEADER_PROBLEM =
  'The first line must name the columns of the register, in its order and parted by semicolons. Nothing was read.';

/** The bytes that are no letter in windows-1250, and NUL. */
const NOT_WINDOWS_1250 = /[\0\x81\x83\x88\x90\x98]/;

/**
 * A cell's bytes as text, or null in the wrong encoding. Bytes beyond ASCII that are strictly valid UTF-8 are taken
 * for UTF-8: the pairs of windows-1250 letters that would look so (`Ä‡`) stand in no name and no word.
 */
const decodeCell = (letters: string): string | null => {
  if (NOT_WINDOWS_1250.test(letters)) return null;
  const bytes = Buffer.from(letters, 'latin1');
  if (bytes.every((byte) => byte < 0x80)) return letters;
  return isUtf8(bytes) ? null : iconv.decode(bytes, 'win1250');
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const decodeCells = (split: readonly string[]): Cells | null => {
  const cells: [Column, string][] = [];
  for (const [index, column] of columns.entries()) {
    const text = decodeCell(split[index] ?? '');
    if (text === null) return null;
    cells.push([column, text]);
  }
  return Object.fromEntries(cells) as Record<Column, string>;
};

/** A row with its keys, or why there is none. */
const readRow = ({ row, cells: split }: SplitRow, seen: Set<string>): RegisterRow | Problem => {
  const problem = (column: string, reason: string): Problem => ({ row, column, reason });
  if (split === null) return problem(wholeRow, 'A quotation mark in this row was opened and not closed.');
  if (split.length !== columns.length) {
    return problem(wholeRow, `This row does not have ${columns.length} columns; it may have been cut.`);
  }
  const cells = decodeCells(split);
  if (cells === null)
    return problem(wholeRow, 'This row is not written in windows-1250 as the rest of the file.');
  const entryNumber = usableKey(cells.rb);
  if (entryNumber === null) return problem('rb', 'This row has no usable number of its own.');
  const contractNumber = usableKey(cells.broj_ugovora);
  if (contractNumber === null) return problem('broj_ugovora', 'This row has no usable contract number.');
  if (seen.has(entryNumber)) return problem('rb', 'Another row of this file has the same number.');
  seen.add(entryNumber);
  return { row, entryNumber, contractNumber, cells };
};

const isHeader = (first: SplitRow | undefined): first is SplitRow =>
  first?.row === 1 &&
  first.cells?.length === columns.length &&
  columns.every((column, index) => first.cells?.[index]?.trim() === column);

/**
 * Reads the register's file. Its structure is read before its letters: windows-1250 has one byte a letter, so the
 * bytes are split as they are and each cell is decoded by itself.
 */
export const readRegister = (content: Uint8Array): RegisterReading => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const [header, ...splits] = splitRows(bytes.toString('latin1'), columns.length);
  const rows: RegisterRow[] = [];
  const rowProblems: Problem[] = [];
  const incompleteContracts = new Set<string>();
  if (!isHeader(header)) {
    rowProblems.push({ row: 1, column: wholeRow, reason: HEADER_PROBLEM });
    return { rowsRead: 0, rows, rowProblems, incompleteContracts };
  }
  const seen = new Set<string>();
  for (const split of splits) {
    const result = readRow(split, seen);
    if ('cells' in result) {
      rows.push(result);
      continue;
    }
    rowProblems.push(result);
    const contract = decodeCell(split.cells?.[columns.indexOf('broj_ugovora')] ?? '')?.trim();
    if (contract) incompleteContracts.add(contract);
  }
  return { rowsRead: splits.length, rows, rowProblems, incompleteContracts };
};
