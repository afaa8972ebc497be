import { parse } from 'csv-parse/sync';

/** What parts the cells of a table. */
export type Delimiter = string;

/**
 * The cells of one row, or null where its quotes have no structure. An inch mark inside an unquoted cell is no quote where quotes
 * are taken lightly.
 */
export const cellsOf = (
  row: string,
  delimiter: Delimiter,
  quotes: 'STRICT' | 'LIGHT',
): readonly string[] | null => {
  // What most rows are, and fifty times as fast.
  if (!row.includes('"')) return row.includes('\n') ? null : row.split(delimiter);
  try {
    const rows: unknown = parse(row, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: quotes === 'LIGHT',
    });
    const [cells, ...others] = rows as string[][];
    return cells !== undefined && others.length === 0 ? cells : null;
  } catch {
    return null;
  }
};
