import type { DrawnOperation } from '../operations/draw-operation.ts';
import type { Chosen } from '../operations/draw-selection.ts';
import { shapes } from '../operations/draw-selection.ts';
import { type Route, routes, type SchemaMap } from '../operations/schema-map.ts';
import type { Received } from '../worlds/world.ts';

/** What else a field was asked through, besides its form and its root. */
const ways = ['relation', 'relation back', 'cursor', 'again', 'replay', 'error', 'refused'] as const;

/** By what a field can be reached: the columns of the table. */
export const paths: readonly string[] = [...shapes, ...routes, ...ways];

/** How input positions were given: the columns of the second table, and those of them that must be reached. */
export const manners = ['literal', 'variable', 'refused'] as const;
export const neededManners = ['literal', 'variable'] as const;

/** How often each field was reached by each path, and each input position was used. */
export interface Coverage {
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly inputs: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly note: (operation: DrawnOperation, received: Received, more: readonly string[]) => void;
  readonly count: (coordinate: string, path: string) => number;
  readonly add: (other: CoverageCounts) => void;
  readonly counts: () => CoverageCounts;
}

/** Coverage as a worker hands it over. */
export interface CoverageCounts {
  readonly fields: readonly (readonly [string, readonly (readonly [string, number])[]])[];
  readonly inputs: readonly (readonly [string, readonly (readonly [string, number])[]])[];
}

type Table = Map<string, Map<string, number>>;

const bump = (table: Table, row: string, column: string, by = 1): void => {
  const cells = table.get(row) ?? new Map<string, number>();
  cells.set(column, (cells.get(column) ?? 0) + by);
  table.set(row, cells);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const flat = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.flatMap(flat) : isObject(value) ? [value] : [];

export const createCoverage = (): Coverage => {
  const fields: Table = new Map();
  const inputs: Table = new Map();
  /** A field is reached where the answer has an object that holds it. */
  const walk = (
    chosen: readonly Chosen[],
    parents: readonly Record<string, unknown>[],
    more: readonly string[],
  ): void => {
    for (const field of chosen) {
      const holding = parents.filter((parent) => Object.hasOwn(parent, field.key));
      if (holding.length === 0) continue;
      for (const path of [...field.marks, ...more]) bump(fields, field.coordinate, path);
      if (field.children.length > 0) {
        const below = holding.flatMap((parent) => flat(parent[field.key]));
        if (below.length > 0) walk(field.children, below, more);
      }
    }
  };
  const all = (chosen: readonly Chosen[]): readonly string[] =>
    chosen.flatMap(({ coordinate, children }) => [coordinate, ...all(children)]);
  return {
    fields,
    inputs,
    note: (operation, received, more) => {
      const answer = JSON.parse(received.text || '{}') as { data?: unknown; errors?: unknown };
      if (isObject(answer.data)) walk(operation.chosen, [answer.data], more);
      if (answer.errors !== undefined) {
        // In a document that was refused whole, a field is asked for and nothing else.
        const kind = answer.data === undefined || answer.data === null ? 'refused' : 'error';
        for (const coordinate of new Set(all(operation.chosen))) bump(fields, coordinate, kind);
      }
      for (const [position, how] of operation.positions) {
        bump(inputs, position, received.status >= 400 ? 'refused' : how);
      }
    },
    count: (coordinate, path) => fields.get(coordinate)?.get(path) ?? 0,
    counts: () => ({
      fields: [...fields].map(([row, cells]) => [row, [...cells]]),
      inputs: [...inputs].map(([row, cells]) => [row, [...cells]]),
    }),
    add: (other) => {
      for (const [row, cells] of other.fields)
        for (const [column, count] of cells) bump(fields, row, column, count);
      for (const [row, cells] of other.inputs)
        for (const [column, count] of cells) bump(inputs, row, column, count);
    },
  };
};

/** The paths by which a field can be reached at all, read from the graph. */
export const pathsTo = (map: SchemaMap, coordinate: string): readonly string[] => {
  const [type = ''] = coordinate.split('.');
  const leading = map.roots.filter(({ types }) =>
    types.some((from) => map.distance(from, type) !== undefined),
  );
  const found: readonly Route[] = [...new Set(leading.map(({ route }) => route))];
  const hasBelow = found.some((route) => !['payload', 'aggregate', 'other'].includes(route));
  return [...shapes, ...found, 'again', ...(hasBelow ? ['relation', 'error'] : []), 'refused'];
};
