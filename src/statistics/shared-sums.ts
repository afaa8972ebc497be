import { type Cube, cellAt, indexIn } from './cube.ts';
import type { ProtectedCube } from './protect-cube.ts';

/**
 * What one table has decided of the sums that it shares with another: those over all dimensions that only one of them has.
 *
 * @param into places in the other cube, by what was decided of them; added to.
 */
export const sharedSums = (
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
    if (!isShared) continue;
    (state === 'GIVEN' ? into.given : into.hidden).add(cellAt(other, indexes));
  }
};
