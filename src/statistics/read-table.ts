import { type Cube, type CubeDimension, cellAt, parentOf } from './cube.ts';
import type { ProtectedCube } from './protect-cube.ts';
import type { Contributions, Quantity } from './quantity.ts';

/** What counts are rounded to (R24): who comes or goes alone is seen in few of them. */
const roundingBase = 5;

/** What amounts are rounded to: it is more than what most households have of them in a month. */
const amountBase = 100;

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
  /** Whose share of all a line tells: of those who have any value of this dimension. */
  readonly shareOf?: string | null;
  /** What is told of the cells beside how many they count; null where nothing is. */
  readonly quantity?: string | null;
}

/** One line of a table as it is given. */
export interface TableLine {
  /** One name for each column; null in a margin, where all of them are together. */
  readonly names: readonly (string | null)[];
  /** Rounded; null where it is withheld, for whatever reason. */
  readonly value: number | null;
  /** Rounded: of an amount that is asked for. */
  readonly amount: number | null;
  /** How many all are of whom the value is a part, rounded; null where a share is not asked for or not told. */
  readonly whole: number | null;
}

/** A count as it is given: rounded to the nearest multiple of the base, so that it is never further from the truth than 2. */
export const roundCount = (count: number): number => Math.round(count / roundingBase) * roundingBase;

/** An amount as it is given. */
const roundAmount = (amount: number): number => Math.round(amount / amountBase) * amountBase;

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

const isGivenIn = ({ states }: ProtectedCube, cells: readonly number[]): boolean =>
  cells.every((cell) => states[cell] === 'GIVEN');

const sumOf = (cells: readonly number[], of: (cell: number) => number): number =>
  cells.reduce((sum, cell) => sum + of(cell), 0);

/** Of how many the cells are a part: of those with any value of the dimension; null where that is not told. */
const wholeOf = (found: ProtectedCube, cells: readonly number[], dimension: number): number | null => {
  const groups = [...new Set(cells.map((cell) => parentOf(found.cube, cell, dimension)))];
  return isGivenIn(found, groups)
    ? sumOf(groups, (cell) => roundCount(found.cube.persons[cell] as number))
    : null;
};

/** @throws RangeError where the cube does not set those apart who have it. */
const quantityOf = (cube: Cube, name: string): Quantity => {
  const quantity = cube.quantities.find((each) => each.name === name);
  if (!quantity) throw new RangeError('the table does not tell of this quantity');
  return quantity;
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
  found: ProtectedCube,
  { by, where, quantity: asked = null, shareOf: named = null }: TableQuestion,
): { readonly lines: readonly TableLine[]; readonly margins: readonly TableLine[] } => {
  const { cube } = found;
  const quantity = asked === null ? null : quantityOf(cube, asked);
  const place = cube.dimensions.findIndex(({ name }) => name === named);
  const shareOf = place >= 0 ? place : null;
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
    const isGiven = isGivenIn(found, cells);
    const counted = (cell: number): number => roundCount(cube.persons[cell] as number);
    const told = (cell: number): number => {
      const sum = quantity ? (quantity.cells[cell] as Contributions).sum : 0;
      return quantity?.kind === 'AMOUNT' ? roundAmount(sum) : roundCount(sum);
    };
    const names = parts.map(({ name }) => name);
    lines.push({
      names,
      value: isGiven ? sumOf(cells, quantity?.kind === 'COUNT' ? told : counted) : null,
      amount: isGiven && quantity?.kind === 'AMOUNT' ? sumOf(cells, told) : null,
      whole: isGiven && shareOf !== null ? wholeOf(found, cells, shareOf) : null,
    });
  }
  const margins = by.map((_column, dropped): TableLine[] => {
    const sums = new Map<string, TableLine>();
    for (const { names, value, amount, whole } of lines) {
      if (value === null) continue;
      const kept = names.map((name, column) => (column === dropped ? null : name));
      const key = JSON.stringify(kept);
      const before = sums.get(key) ?? { names: kept, value: 0, amount: 0, whole: 0 };
      const add = (one: number | null, other: number | null) =>
        one === null || other === null ? null : one + other;
      sums.set(key, {
        names: kept,
        value: (before.value ?? 0) + value,
        amount: add(before.amount, amount),
        whole: add(before.whole, whole),
      });
    }
    return [...sums.values()];
  });
  return { lines, margins: margins.flat() };
};
