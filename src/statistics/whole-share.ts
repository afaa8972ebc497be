import { type Cube, type CubeDimension, parentOf } from './cube.ts';

/** Whether cells hold nobody, or everybody of their groups, in a dimension that tells something of each of them (R24). */
export const isWholeShare = (cube: Cube, cells: readonly number[], dimension: number): boolean => {
  if (!(cube.dimensions[dimension] as CubeDimension).isSensitive) return false;
  let [part, whole] = [0, 0];
  for (const cell of cells) {
    const group = parentOf(cube, cell, dimension);
    if (group === cell) return false;
    part += cube.persons[cell] as number;
    whole += cube.persons[group] as number;
  }
  return whole > 0 && (part === 0 || part === whole);
};
