import { type Edit, type Facts, type Row, rowNames } from '../oracle/facts.ts';

/** The store's unique keys besides the primary ones, each with the rows that it speaks of. */
const keys: readonly (readonly [table: string, columns: readonly string[], holds: (row: Row) => boolean])[] =
  [
    ...Object.entries(rowNames).map(([table, columns]) => [table, columns, () => true] as const),
    ['record', ['source', 'unit', 'kind', 'local_id', 'compartment', 'version'], () => true],
    ['matter', ['controller', 'reference'], () => true],
    ['link', ['entity', 'source', 'local_id'], (row) => row['ended_at'] === null],
  ];

const nameOf = (columns: readonly string[], row: Row): string =>
  columns.map((column) => String(row[column])).join('\u0000');

/** Rows that belong to a row of another table. */
const belonging: readonly (readonly [table: string, column: string, to: string])[] = [
  ['consent_event', 'consent_id', 'consent'],
  ['rights_decision', 'request_id', 'rights_request'],
  ['matter_party', 'matter_id', 'matter'],
  ['emergency_person', 'access_id', 'emergency_access'],
];

const belongs = (after: Facts, edits: readonly Edit[]): boolean =>
  belonging.every(([table, column, to]) =>
    edits.every(
      ({ table: of, after: row }) =>
        of !== table || row === null || (after[to] ?? []).some((each) => each['id'] === row[column]),
    ),
  );

/** Whether the store's own keys would take these edits over the facts that they have led to. */
export const isStorable = (after: Facts, edits: readonly Edit[]): boolean =>
  belongs(after, edits) &&
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
