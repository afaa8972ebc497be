import { type Cube, type CubeDimension, cellAt } from './cube.ts';
import type { ProtectedCube } from './protect-cube.ts';

/** What counts are rounded to (R24): who comes or goes alone is seen in few of them. */
const roundingBase = 5;

/** Of a dimension, the values whose sum is asked for, under one name. */
export interface Part {
  readonly name: string;
  readonly codes: readonly string[];
}

export interface TableQuestion {
  /** In the order of the columns. */
  readonly by: readonly { readonly dimension: string; readonly parts: readonly Part[] }[];
  /** By dimension: what alone is counted. */
  readonly where: ReadonlyMap<string, readonly string[]>;
}

/** One line of a table as it is given. */
export interface TableLine {
  /** One name for each column; null in a margin, where all of them are together. */
  readonly names: readonly (string | null)[];
  /** Rounded; null where it is withheld, for whatever reason. */
  readonly value: number | null;
}

/** A count as it is given: rounded to the nearest multiple of the base, so that it is never further from the truth than 2. */
export const roundCount = (count: number): number => Math.round(count / roundingBase) * roundingBase;

const combine = <Value>(lists: readonly (readonly Value[])[]): Value[][] =>
  lists.reduce<Value[][]>(
    (all, values) => all.flatMap((each) => values.map((value) => [...each, value])),
    [[]],
  );

const indexOf = ({ codes }: CubeDimension, code: string): number => codes.indexOf(code) + 1;

/** The cells that have one of the chosen values in each dimension, and all values together where none are chosen. */
const cellsOf = (cube: Cube, chosen: ReadonlyMap<string, readonly string[]>): readonly number[] => {
  const indexes = cube.dimensions.map((dimension) =>
    (chosen.get(dimension.name) ?? [null]).map((code) => {
      if (code === null) return 0;
      const index = indexOf(dimension, code);
      if (index === 0) throw new RangeError('a value that its dimension does not know');
      return index;
    }),
  );
  return combine(indexes).map((each) => cellAt(cube, each));
};

/**
 * Reads a table off a protected cube: what is asked of several values is the sum of what is given of each, or withheld.
 *
 * INVARIANT: every number is a given count, rounded, or a sum of such. Whoever is told it could have added it up.
 *
 * Margins are added up anew of the lines that are given, so that a table as it is printed adds up; the count of all there is under
 * fewer dimensions is another table's.
 *
 * @throws RangeError where a value is none of its dimension's.
 */
export const readTable = (
  { cube, states }: ProtectedCube,
  { by, where }: TableQuestion,
): { readonly lines: readonly TableLine[]; readonly margins: readonly TableLine[] } => {
  const lines: TableLine[] = [];
  for (const parts of combine(by.map((each) => each.parts))) {
    const chosen = new Map(where);
    for (const [column, { codes }] of parts.entries()) {
      const { dimension } = by[column] as { readonly dimension: string };
      const alone = where.get(dimension);
      chosen.set(dimension, alone ? codes.filter((code) => alone.includes(code)) : codes);
    }
    if ([...chosen.values()].some((codes) => codes.length === 0)) continue;
    const cells = cellsOf(cube, chosen);
    const isGiven = cells.every((cell) => states[cell] === 'GIVEN');
    const value = cells.reduce((sum, cell) => sum + roundCount(cube.persons[cell] as number), 0);
    lines.push({ names: parts.map(({ name }) => name), value: isGiven ? value : null });
  }
  const margins = by.map((_column, dropped): TableLine[] => {
    const sums = new Map<string, TableLine>();
    for (const { names, value } of lines) {
      if (value === null) continue;
      const kept = names.map((name, column) => (column === dropped ? null : name));
      const key = JSON.stringify(kept);
      sums.set(key, { names: kept, value: (sums.get(key)?.value ?? 0) + value });
    }
    return [...sums.values()];
  });
  return { lines, margins: margins.flat() };
};
