import { FileRefusal } from './file-refusal.ts';
import { longestLine } from './letters.ts';
import type { SheetCell } from './xlsx-cell-text.ts';
import { formatOfNumber } from './xlsx-number-format.ts';
import { attributeOf, readPart } from './xlsx-parts.ts';
import { openTextParts, withoutEscapes } from './xlsx-text-parts.ts';
import type { Workbook } from './xlsx-workbook.ts';
import type { XmlElement } from './xml-parser.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A row of a sheet: its number as the spreadsheet shows it, and its cells by their place, from 0. */
export interface SheetRow {
  readonly row: number;
  readonly cells: ReadonlyMap<number, SheetCell>;
}

const mostRows = 1_048_576;
const mostColumns = 16_384;

/** The place of a column by its letters, from 0, or null where they are none: `C5` is 2. */
const placeOf = (reference: string): number | null => {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(reference)?.[1];
  if (letters === undefined) return null;
  let place = 0;
  for (const letter of letters) place = place * 26 + letter.charCodeAt(0) - 0x40;
  return place <= mostColumns ? place - 1 : null;
};

interface OpenCell {
  readonly place: number;
  readonly element: XmlElement;
  value: string | null;
  hasFormula: boolean;
}

/** Reads a sheet's rows in their order. Rows and cells that are not written are left out. @throws FileRefusal STRUCTURE. */
export async function* readSheetRows(archive: ZipArchive, workbook: Workbook): AsyncGenerator<SheetRow> {
  let rows: SheetRow[] = [];
  let [row, place, signs] = [0, -1, 0];
  let cells = new Map<number, SheetCell>();
  let cell: OpenCell | null = null;
  let isValue = false;
  const inline = openTextParts('is', (text) => {
    if (cell) cell.value = text;
  });

  const openRow = (element: XmlElement): void => {
    const number = Number(attributeOf(element, 'r') ?? row + 1);
    // A row twice, or out of its order, is a file that somebody made up.
    if (!Number.isInteger(number) || number <= row || number > mostRows) throw new FileRefusal('STRUCTURE');
    [row, place, signs] = [number, -1, 0];
    cells = new Map();
  };
  const openCell = (element: XmlElement): OpenCell => {
    const reference = attributeOf(element, 'r');
    const at = reference === null ? place + 1 : placeOf(reference);
    if (at === null || at <= place || at >= mostColumns) throw new FileRefusal('STRUCTURE');
    place = at;
    return { place, element, value: null, hasFormula: false };
  };
  const closeCell = ({ element, value, hasFormula }: OpenCell): void => {
    if (value === null && !hasFormula) return;
    const type = attributeOf(element, 't') ?? 'n';
    const format = workbook.formats[Number(attributeOf(element, 's') ?? 0)] ?? formatOfNumber(0);
    cells.set(place, {
      type,
      format,
      value: value !== null && type === 'str' ? withoutEscapes(value) : value,
    });
  };

  const parts = readPart(archive, workbook.sheet, {
    open: (element) => {
      const { name } = element;
      if (name === 'row') openRow(element);
      else if (name === 'c') cell = openCell(element);
      else if (name === 'f' && cell) cell.hasFormula = true;
      isValue = name === 'v' && cell !== null;
      inline.open(element);
    },
    text: (text) => {
      inline.text(text);
      if (isValue && cell) cell.value = (cell.value ?? '') + text;
      signs += text.length;
      if (signs > longestLine) throw new FileRefusal('STRUCTURE', row);
    },
    close: (name) => {
      inline.close(name);
      isValue = false;
      if (name === 'c' && cell) {
        closeCell(cell);
        cell = null;
      } else if (name === 'row') rows.push({ row, cells });
    },
  });
  for await (const _ of parts) {
    yield* rows;
    rows = [];
  }
  yield* rows;
}
