import type { Delivered } from '../../domain/delivered.ts';
import type { DelimitedShape } from '../../domain/file-drop.ts';
import type { FileContent } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';
import { type Letters, openLetters } from './letters.ts';
import { type Line, linesOf } from './lines.ts';
import { type SplitRow, splitRows } from './split-rows.ts';
import { findColumns, type TableHeader, wholeRow } from './table-header.ts';

/** A first line by which one program tells another how to part the rest: `sep=;`. */
const HINT = /^sep=.$/i;

async function* withoutHint(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const line of lines) if (line.number > 1 || !HINT.test(line.signs ?? '')) yield line;
}

const rowsOf = (letters: Letters, delimiter: string): AsyncGenerator<SplitRow> =>
  splitRows(withoutHint(linesOf(letters.pieces())), delimiter);

const delimitersOf = ({ format, delimiter }: DelimitedShape): readonly string[] => {
  if (delimiter !== undefined) return [delimiter];
  return format === 'TSV' ? ['\t'] : [';', ',', '\t', '|'];
};

interface OpenedTable {
  readonly header: TableHeader;
  readonly delimiter: string;
}

const openTable = async (letters: Letters, shape: DelimitedShape): Promise<OpenedTable> => {
  for (const delimiter of delimitersOf(shape)) {
    for await (const { cells } of rowsOf(letters, delimiter)) {
      const header = cells && findColumns(cells.map(letters.decode), shape.columns);
      if (header) return { header, delimiter };
      break;
    }
  }
  throw new FileRefusal('COLUMNS');
};

const reasonOf = (
  { cells, isTooLong, isEnded }: SplitRow,
  { width }: TableHeader,
  { endsWithLineBreak = false }: DelimitedShape,
): string | null => {
  if (isTooLong) return 'This row is longer than a row may be.';
  if (cells === null) return 'A quotation mark in this row was opened and not closed.';
  if (cells.length !== width) return `This row does not have ${width} columns; it may have been cut.`;
  if (!isEnded && endsWithLineBreak)
    return 'The last row does not end with a line break; it may have been cut.';
  return null;
};

/**
 * Reads a table whose cells are parted by a sign. A row that cannot be read costs itself.
 *
 * @throws FileRefusal where the first row does not name the columns, or in an encoding that is not expected.
 */
export async function* readDelimited(content: FileContent, shape: DelimitedShape): AsyncGenerator<Delivered> {
  const letters = await openLetters(content, shape);
  const { header, delimiter } = await openTable(letters, shape);
  let isHeader = true;
  for await (const split of rowsOf(letters, delimiter)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const { row } = split;
    const decoded = header.places.map(
      ([column, place]) => [column, letters.decode(split.cells?.[place] ?? '')] as const,
    );
    const cells = Object.fromEntries(
      decoded.filter((each): each is readonly [string, string] => each[1] !== null),
    );
    const isDecoded = decoded.every(([, text]) => text !== null);
    const reason =
      reasonOf(split, header, shape) ??
      (isDecoded ? null : `This row is not written in ${letters.encoding} as the rest of the file.`);
    if (reason === null) yield { kind: 'ITEM', row, item: cells };
    else yield { kind: 'UNREADABLE', row, problem: { row, column: wholeRow, reason }, cells };
  }
}
