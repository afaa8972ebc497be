import { type CellRule, reaches } from './cell-rule.ts';
import type { CellState } from './cell-state.ts';
import { type Cube, hasQuantity, indexIn, lineOf, maskOf, parentOf } from './cube.ts';
import { isDominated } from './dominance-rule.ts';
import { hideByHypercube } from './hypercube.ts';
import type { Contributions } from './quantity.ts';
import { isWholeShare } from './whole-share.ts';
import { widenLines } from './widen-lines.ts';

/** A cube of which it is decided what is given. */
export interface ProtectedCube {
  readonly cube: Cube;
  /** By place. */
  readonly states: readonly CellState[];
  /** Sums that had to be withheld because nothing beside them protects one of their parts. */
  readonly hidden: ReadonlySet<number>;
}

/** What other tables have decided of the sums that this one shares with them. */
interface SharedSums {
  readonly given: ReadonlySet<number>;
  readonly hidden: ReadonlySet<number>;
}

/** So many times sums are withheld for their parts' sake before the table is given up. */
const mostRounds = 12;

const dimensionsOf = (cube: Cube, mask: number): number[] =>
  cube.dimensions.flatMap((_dimension, place) => (mask & (1 << place) ? [place] : []));

/** Cells by the dimensions that they have a value in, fewer dimensions first: what larger tables give rests on the smaller ones. */
const levelsOf = (cube: Cube): { readonly dimensions: number[]; readonly cells: number[] }[] => {
  const cells = Array.from({ length: 1 << cube.dimensions.length }, (): number[] => []);
  for (let cell = 0; cell < cube.size; cell += 1) cells[maskOf(cube, cell)]?.push(cell);
  return cells
    .map((each, mask) => ({ dimensions: dimensionsOf(cube, mask), cells: each, mask }))
    .sort((left, right) => left.dimensions.length - right.dimensions.length || left.mask - right.mask);
};

const sumsAround = (cube: Cube, cells: readonly number[]): number[] =>
  cells.flatMap((cell) =>
    cube.dimensions
      .map((_dimension, dimension) => parentOf(cube, cell, dimension))
      .filter((parent) => parent !== cell && parent !== 0),
  );

const besideOf = (cube: Cube, cell: number): number[] =>
  cube.dimensions.flatMap((_dimension, dimension) =>
    indexIn(cube, cell, dimension) === 0 ? [] : lineOf(cube, cell, dimension),
  );

interface Attempt {
  readonly states: CellState[];
  /** Cells that could be found out all the same. */
  readonly unprotected: readonly number[];
}

/** Whether few bring along most of an amount that the cell would tell. */
const isDominatedIn = (cube: Cube, cell: number): boolean =>
  cube.quantities.some(
    (quantity) =>
      quantity.kind === 'AMOUNT' &&
      hasQuantity(cube, quantity, cell) &&
      isDominated(quantity.cells[cell] as Contributions),
  );

const attempt = (cube: Cube, rule: CellRule, hidden: ReadonlySet<number>): Attempt => {
  const states: CellState[] = Array.from({ length: cube.size }, () => 'GIVEN');
  const unprotected: number[] = [];
  for (const { dimensions, cells } of levelsOf(cube)) {
    const targets: number[] = [];
    for (const cell of cells) {
      const persons = cube.persons[cell] as number;
      const isSmall =
        (persons > 0 && !reaches(rule, persons, cube.households[cell] as number)) ||
        isDominatedIn(cube, cell);
      // Of a group that is withheld itself nobody is told who all of it are.
      const isWhole = dimensions.some(
        (dimension) =>
          states[parentOf(cube, cell, dimension)] === 'GIVEN' && isWholeShare(cube, [cell], dimension),
      );
      const isInside = dimensions.some((dimension) => states[parentOf(cube, cell, dimension)] !== 'GIVEN');
      if (isSmall || isWhole) {
        states[cell] = 'SMALL';
        targets.push(cell);
      } else if (isInside || hidden.has(cell)) states[cell] = 'COMPLEMENTARY';
    }
    unprotected.push(...hideByHypercube(cube, states, { targets, dimensions, rule }));
    widenLines(cube, states, { cells, dimensions, rule });
  }
  return { states, unprotected };
};

/**
 * Decides which cells of a cube are given, so that none below the rule can be found out of those that are (R24); null where nothing
 * can be given so.
 *
 * Method. Fewer dimensions come first. At each: (1) what lies in a withheld cell of fewer dimensions is withheld; (2) the
 * minimum frequency rule, in a sensitive dimension shares of 0 and 100 %, and of amounts the dominance rules; (3) for each cell withheld so, the hypercube method
 * (D. Repsilber, Preservation of confidentiality in aggregated data, 1994; S. Giessing and D. Repsilber, Tools and strategies to
 * protect multiple tables with the GHQUAR cell suppression engine, 2002): with it the corners of a hypercube, so that it could
 * be 0, or as large as may be given, without any sum that is given changing; (4) in each line of which the sum is given, more
 * than one cell is withheld, and together they reach the rule. Where (3) finds no hypercube, the sums around the cell are
 * withheld, and all begins anew.
 *
 * INVARIANT: for each small cell there is another table with the same given cells, in which it is 0 or as large as may be given. Tables
 * that agree in what they share of their sums, and hang together without a cycle, keep that together (A. Dobra and
 * S. Fienberg, Bounds for cell entries in contingency tables given marginal totals and decomposable graphs, PNAS 97, 2000).
 *
 * @param shared sums whose state is decided: what is given elsewhere cannot be withheld here.
 */
export const protectCube = (
  cube: Cube,
  rule: CellRule,
  shared: SharedSums = { given: new Set(), hidden: new Set() },
): ProtectedCube | null => {
  let hidden = shared.hidden;
  for (let round = 0; round < mostRounds; round += 1) {
    const { states, unprotected } = attempt(cube, rule, hidden);
    if (unprotected.length === 0)
      return [...shared.given].every((cell) => states[cell] === 'GIVEN') ? { cube, states, hidden } : null;
    const wider = new Set([...hidden, ...sumsAround(cube, unprotected)]);
    // Where these are withheld already, those of the cells that it could change places with.
    const besides = (): number[] =>
      sumsAround(
        cube,
        unprotected.flatMap((cell) => besideOf(cube, cell)),
      );
    const widest = wider.size > hidden.size ? wider : new Set([...hidden, ...besides()]);
    if (widest.size === hidden.size) return null;
    hidden = widest;
  }
  return null;
};
