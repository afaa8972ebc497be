/** Where the columns of a table stand. */
export interface TableHeader {
  /** How many cells each row has. */
  readonly width: number;
  /** Each declared column with its place. */
  readonly places: readonly (readonly [column: string, place: number])[];
}

/**
 * Finds the declared columns in a table's first row, or null where one is not there exactly once: then it is another register's
 * table, or none. Columns that nobody declared are left out.
 */
export const findColumns = (
  first: readonly (string | null)[],
  columns: readonly string[],
): TableHeader | null => {
  const names = first.map((cell) => cell?.trim() ?? '');
  const places: [string, number][] = [];
  for (const column of columns) {
    const place = names.indexOf(column);
    if (place === -1 || names.lastIndexOf(column) !== place) return null;
    places.push([column, place]);
  }
  return { width: first.length, places };
};

/** What a problem that is not one column's is filed under. */
export const wholeRow = '(row)';
