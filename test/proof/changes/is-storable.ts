import { type Edit, type Facts, type Row, rowNames } from '../oracle/facts.ts';

/** The store's unique keys besides the primary ones, each with the rows that it speaks of. */
const keys: readonly (readonly [table: string, columns: readonly string[], holds: (row: Row) => boolean])[] =
  [
    ...Object.entries(rowNames).map(([table, columns]) => [table, columns, () => true] as const),
    ['record', ['source', 'unit', 'kind', 'local_id', 'compartment', 'version'], () => true],
    ['link', ['entity', 'source', 'local_id'], (row) => row['ended_at'] === null],
  ];

const nameOf = (columns: readonly string[], row: Row): string =>
  columns.map((column) => String(row[column])).join('\u0000');

/** Whether the store's own keys would take these edits over the facts that they have led to. */
export const isStorable = (after: Facts, edits: readonly Edit[]): boolean =>
  keys.every(([table, columns, holds]) => {
    const names = edits.flatMap(({ table: of, after: row }) =>
      of === table && row !== null && holds(row) ? [nameOf(columns, row)] : [],
    );
    if (names.length === 0) return true;
    const held = new Map(names.map((name) => [name, 0]));
    for (const row of after[table] ?? []) {
      if (!holds(row)) continue;
      const name = nameOf(columns, row);
      const times = held.get(name);
      if (times !== undefined) held.set(name, times + 1);
    }
    return [...held.values()].every((times) => times === 1);
  });
