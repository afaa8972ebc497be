import { cellsOf, type Delimiter } from './delimited-row.ts';
import { type Line, LinesAhead } from './lines.ts';

/** The cells of one row, still as signs, and the line it begins at; null where it has no structure. */
export interface SplitRow {
  readonly row: number;
  readonly cells: readonly string[] | null;
  readonly isTooLong: boolean;
  /** Whether a line break ends it. */
  readonly isEnded: boolean;
}

/** A cell with more line breaks than this is a quote that somebody forgot to close. */
const mostLinesInRow = 10;

interface Joined {
  readonly cells: readonly string[];
  readonly linesAdded: number;
  readonly isEnded: boolean;
}

/**
 * A row whose quoted cell runs over the next lines: as far as the width is met, and none of them is a row in itself. Of the first
 * row, which says the width, it is the first end that closes its quotes.
 */
const joinLines = async (
  lines: LinesAhead,
  delimiter: Delimiter,
  width: number | null,
): Promise<Joined | null> => {
  let text = (await lines.peek(0))?.signs ?? '';
  for (let linesAdded = 1; linesAdded < mostLinesInRow; linesAdded += 1) {
    const next = await lines.peek(linesAdded);
    if (next === undefined || next.signs === null) return null;
    if (width !== null && cellsOf(next.signs, delimiter, 'LIGHT')?.length === width) return null;
    text = `${text}\n${next.signs}`;
    const cells = cellsOf(text, delimiter, 'STRICT');
    if (cells && (width === null || cells.length === width))
      return { cells, linesAdded, isEnded: next.isEnded };
  }
  return null;
};

/**
 * Splits a table into rows of cells, line by line. The parser sees one row at a time, because in a whole file one forgotten quote
 * swallows every row up to the next quote; here it costs its own row. A quoted cell may run over several lines as long as none of
 * them is a row in itself. Empty lines are none.
 */
export async function* splitRows(
  source: AsyncIterable<Line>,
  delimiter: Delimiter,
): AsyncGenerator<SplitRow> {
  const lines = new LinesAhead(source);
  let width: number | null = null;
  try {
    for (let line = await lines.peek(0); line !== undefined; line = await lines.peek(0)) {
      const { number: row, signs, isEnded } = line;
      const alone = signs === null ? null : cellsOf(signs, delimiter, 'LIGHT');
      const joined: Joined | null =
        alone === null && signs !== null ? await joinLines(lines, delimiter, width) : null;
      lines.skip(1 + (joined?.linesAdded ?? 0));
      if (signs === '') continue;
      const cells: readonly string[] | null = joined?.cells ?? alone;
      width ??= cells?.length ?? null;
      yield { row, cells, isTooLong: signs === null, isEnded: joined?.isEnded ?? isEnded };
    }
  } finally {
    await lines.end();
  }
}
