import { type CellRule, reaches } from './cell-rule.ts';
import type { CellState } from './cell-state.ts';
import { type Cube, hasQuantity, indexIn, lineOf, parentOf } from './cube.ts';
import { isDominated } from './dominance-rule.ts';
import { addContributions, type Contributions, nothing } from './quantity.ts';
import { isWholeShare } from './whole-share.ts';

/**
 * Withholds more of each line of which the sum is given, until what it withholds is more than one cell and may be told of
 * together: the sum less the others is their sum (R24).
 *
 * @param cells those with one value in each of the dimensions given, and in no other.
 */
export const widenLines = (
  cube: Cube,
  states: CellState[],
  {
    cells,
    dimensions,
    rule,
  }: { readonly cells: readonly number[]; readonly dimensions: readonly number[]; readonly rule: CellRule },
): void => {
  const persons = (cell: number): number => cube.persons[cell] as number;

  const isDominatedIn = (hidden: readonly number[]): boolean =>
    cube.quantities.some((quantity) => {
      const having = hidden.filter((cell) => hasQuantity(cube, quantity, cell));
      const together = having
        .map((cell) => quantity.cells[cell] as Contributions)
        .reduce((sum, each) => addContributions(sum, each, quantity.isSpread), nothing);
      return quantity.kind === 'AMOUNT' && isDominated(together);
    });

  const isEnough = (hidden: readonly number[]): boolean => {
    if (hidden.length === 0) return true;
    if (dimensions.some((dimension) => isWholeShare(cube, hidden, dimension))) return false;
    const sum = hidden.reduce((total, cell) => total + persons(cell), 0);
    const households = Math.max(...hidden.map((cell) => cube.households[cell] as number));
    return sum === 0 || (hidden.length > 1 && reaches(rule, sum, households) && !isDominatedIn(hidden));
  };

  /** @returns whether there was more to withhold. */
  const widen = (line: readonly number[]): boolean => {
    if (isEnough(line.filter((cell) => states[cell] !== 'GIVEN'))) return false;
    const [next] = line
      .filter((cell) => states[cell] === 'GIVEN' && persons(cell) > 0)
      .sort((left, right) => persons(left) - persons(right) || left - right);
    if (next === undefined) return false;
    states[next] = 'COMPLEMENTARY';
    return true;
  };

  const lines = dimensions.flatMap((dimension) =>
    cells
      .filter(
        (cell) => indexIn(cube, cell, dimension) === 1 && states[parentOf(cube, cell, dimension)] === 'GIVEN',
      )
      .map((cell) => lineOf(cube, cell, dimension)),
  );
  // A cell withheld in one line is withheld in the lines that cross it.
  let isWider = true;
  while (isWider) {
    isWider = false;
    for (const line of lines) while (widen(line)) isWider = true;
  }
};
