import { type Cube, type CubeDimension, indexIn, parentOf } from './cube.ts';

/** Whether cells hold nobody, or everybody of their groups, who have what tells something of each of them (R24). */
export const isWholeShare = (cube: Cube, cells: readonly number[], dimension: number): boolean => {
  const { codes, sensitive } = cube.dimensions[dimension] as CubeDimension;
  if (sensitive.length === 0) return false;
  let [part, whole] = [0, 0];
  for (const cell of cells) {
    const group = parentOf(cube, cell, dimension);
    if (group === cell || !sensitive.includes(codes[indexIn(cube, cell, dimension) - 1] as string))
      return false;
    part += cube.persons[cell] as number;
    whole += cube.persons[group] as number;
  }
  return whole > 0 && (part === 0 || part === whole);
};
