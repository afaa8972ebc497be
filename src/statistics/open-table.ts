import type { CellRule } from './cell-rule.ts';
import { type Cube, cellAt, indexIn } from './cube.ts';
import { hangTogether } from './hang-together.ts';
import { type ProtectedCube, protectCube } from './protect-cube.ts';

/** What one table has decided of the sums that it shares with another: those over all dimensions that only one of them has. */
const addSharedSums = (
  { cube, states }: ProtectedCube,
  other: Cube,
  into: { readonly given: Set<number>; readonly hidden: Set<number> },
): void => {
  const placeInOther = cube.dimensions.map(({ name }) =>
    other.dimensions.findIndex((dimension) => dimension.name === name),
  );
  for (const [cell, state] of states.entries()) {
    const indexes = other.dimensions.map(() => 0);
    const isShared = placeInOther.every((place, dimension) => {
      const index = indexIn(cube, cell, dimension);
      if (index === 0) return true;
      if (place >= 0) indexes[place] = index;
      return place >= 0;
    });
    if (isShared) (state === 'GIVEN' ? into.given : into.hidden).add(cellAt(other, indexes));
  }
};

/** Whether a table may be opened beside others, as far as their dimensions tell. */
export const mayOpen = (given: readonly (readonly string[])[], dimensions: readonly string[]): boolean =>
  hangTogether([...given, dimensions].map((each) => new Set(each)));

/**
 * Opens a table of one population beside those that are given of it; null where it cannot be given.
 *
 * INVARIANT: what is given hangs together without a cycle, and agrees in what it shares: so no small group is found out of all of it
 * together that could not be out of one table (`protectCube`).
 */
export const openTable = (
  given: readonly ProtectedCube[],
  cube: Cube,
  rule: CellRule,
): ProtectedCube | null => {
  const namesOf = (of: Cube): string[] => of.dimensions.map(({ name }) => name);
  if (
    !mayOpen(
      given.map((each) => namesOf(each.cube)),
      namesOf(cube),
    )
  )
    return null;
  const shared = { given: new Set<number>(), hidden: new Set<number>() };
  for (const each of given) addSharedSums(each, cube, shared);
  return protectCube(cube, rule, shared);
};
