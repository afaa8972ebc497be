import { parse } from 'csv-parse/sync';

/** The cells of one row, still as bytes (a letter for each), and the line it begins at; null where it has no structure. */
export interface SplitRow {
  readonly row: number;
  readonly cells: readonly string[] | null;
}

/** A cell with more line breaks than this is a quote that somebody forgot to close. */
const MOST_LINES_IN_A_ROW = 10;

const parseRow = (text: string, relaxed: boolean): readonly string[] | null => {
  try {
    const records: unknown = parse(text, {
      delimiter: ';',
      record_delimiter: '\n',
      relax_column_count: true,
      // An inch mark inside an unquoted cell is no quote.
      relax_quotes: relaxed,
    });
    const [cells, ...others] = records as string[][];
    return cells !== undefined && others.length === 0 ? cells : null;
  } catch {
    return null;
  }
};

const withoutCarriageReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/**
 * Splits a file into rows of cells, line by line. csv-parse sees one row at a time, because in a whole file one
 * forgotten quote swallows every row up to the next quote; here it costs its own row. A quoted cell may run over
 * several lines as long as none of them is a row in itself.
 */
export const splitRows = (text: string, width: number): SplitRow[] => {
  const lines = text.split('\n').map(withoutCarriageReturn);
  const rows: SplitRow[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const row = index + 1;
    const alone = parseRow(line, true);
    const joined = alone === null ? joinLines(lines, index, width) : null;
    rows.push({ row, cells: joined?.cells ?? alone });
    index += joined?.linesAdded ?? 0;
  }
  return rows;
};

interface JoinedLines {
  readonly cells: readonly string[];
  readonly linesAdded: number;
}

const joinLines = (lines: readonly string[], from: number, width: number): JoinedLines | null => {
  let text = lines[from] ?? '';
  for (let linesAdded = 1; linesAdded < MOST_LINES_IN_A_ROW; linesAdded += 1) {
    const next = lines[from + linesAdded];
    if (next === undefined || parseRow(next, true)?.length === width) return null;
    text = `${text}\n${next}`;
    const cells = parseRow(text, false);
    if (cells?.length === width) return { cells, linesAdded };
  }
  return null;
};
