import type { Delivered } from '../../domain/delivered.ts';
import type { SpreadsheetShape } from '../../domain/file-drop.ts';
import type { FileContent } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';
import { findColumns, type TableHeader } from './table-header.ts';
import { type CellText, textOfCell } from './xlsx-cell-text.ts';
import { readSheetRows, type SheetRow } from './xlsx-rows.ts';
import { openWorkbook, type Workbook } from './xlsx-workbook.ts';
import { openZipArchive } from './zip-archive.ts';

/** How far down the columns may be named: people write a title above a table. */
const mostRowsAbove = 20;

const noText: CellText = { text: '' };

/** The first reading's header. A cell that cannot be read names no column. */
const headerOf = (
  { cells }: SheetRow,
  workbook: Workbook,
  columns: readonly string[],
): TableHeader | null => {
  const width = Math.max(-1, ...cells.keys()) + 1;
  const names = Array.from({ length: width }, (_, place) => {
    const cell = cells.get(place);
    const read = cell ? textOfCell(cell, { ...workbook, isText: false }) : noText;
    return 'text' in read ? read.text : null;
  });
  return findColumns(names, columns);
};

const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** A row as an item, or null where nothing is written in it. */
const deliver = (
  { row, cells }: SheetRow,
  { places }: TableHeader,
  workbook: Workbook,
  textColumns: readonly string[],
): Delivered | null => {
  const texts: [string, string][] = [];
  let problem: { readonly column: string; readonly reason: string } | null = null;
  for (const [column, place] of places) {
    const cell = cells.get(place);
    const read = cell ? textOfCell(cell, { ...workbook, isText: textColumns.includes(column) }) : noText;
    if (!('text' in read)) problem ??= { column, reason: read.reason };
    else if (isText(read.text)) texts.push([column, read.text]);
    else problem ??= { column, reason: 'This holds signs that are not text.' };
  }
  const item = Object.fromEntries(texts);
  if (problem !== null) return { kind: 'UNREADABLE', row, problem: { row, ...problem }, cells: item };
  return texts.some(([, text]) => text.trim() !== '') ? { kind: 'ITEM', row, item } : null;
};

/**
 * Reads the rows of one sheet beneath the row that names its columns. A row of which one declared cell cannot be read costs itself.
 *
 * @throws FileRefusal where it is no workbook, larger than may be, or names its columns nowhere near its top; after the rows
 *   before a place where it is cut.
 */
export async function* readXlsx(content: FileContent, shape: SpreadsheetShape): AsyncGenerator<Delivered> {
  const archive = await openZipArchive(content);
  const workbook = await openWorkbook(archive, shape.sheet ?? null);
  let header: TableHeader | null = null;
  let above = 0;
  for await (const sheetRow of readSheetRows(archive, workbook)) {
    if (header === null) {
      header = headerOf(sheetRow, workbook, shape.columns);
      above += 1;
      if (header === null && above >= mostRowsAbove) throw new FileRefusal('COLUMNS');
      continue;
    }
    const delivered = deliver(sheetRow, header, workbook, shape.textColumns ?? []);
    if (delivered) yield delivered;
  }
  if (header === null) throw new FileRefusal('COLUMNS');
}
