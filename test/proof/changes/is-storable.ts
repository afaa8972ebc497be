import { type Edit, type Facts, type Row, rowNames } from '../oracle/facts.ts';

/** The store's unique keys besides the primary ones, each with the rows that it speaks of. */
const keys: readonly (readonly [table: string, columns: readonly string[], holds: (row: Row) => boolean])[] =
  [
    ...Object.entries(rowNames).map(([table, columns]) => [table, columns, () => true] as const),
    ['record', ['source', 'unit', 'kind', 'local_id', 'compartment', 'version'], () => true],
    ['link', ['entity', 'source', 'local_id'], (row) => row['ended_at'] === null],
  ];

/** Whether the store's own keys would take these edits over the facts that they have led to. */
export const isStorable = (after: Facts, edits: readonly Edit[]): boolean =>
  edits.every(({ table, after: row }) =>
    keys
      .filter(([of, , holds]) => of === table && row !== null && holds(row))
      .every(([, columns, holds]) => {
        const same = (other: Row): boolean => columns.every((column) => other[column] === row?.[column]);
        return (after[table] ?? []).filter((other) => holds(other) && same(other)).length === 1;
      }),
  );
