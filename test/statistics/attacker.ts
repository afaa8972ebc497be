import loadHighs from 'highs';
import { type Cube, indexIn, maskOf } from '../../src/statistics/cube.ts';

// Its types are those of the CommonJS build, where the loader lies one level deeper.
const highs = await (loadHighs as unknown as typeof loadHighs.default)();
const {
  objectiveSense: { minimize, maximize },
  modelStatus,
} = highs.constants;

/** What somebody knows of a sum of counts. */
export interface Known {
  readonly parts: readonly number[];
  readonly least: number;
  readonly most: number;
}

export interface Interval {
  readonly least: number;
  readonly most: number;
}

/** The smallest counts of a cube: those with one value in each dimension. */
export const atomsOf = (cube: Cube): readonly number[] => {
  const whole = (1 << cube.dimensions.length) - 1;
  return Array.from({ length: cube.size }, (_value, cell) => cell).filter(
    (cell) => maskOf(cube, cell) === whole,
  );
};

/** The smallest counts that a cell is the sum of. */
export const partsOf = (
  cube: Cube,
  cell: number,
  atoms: readonly number[] = atomsOf(cube),
): readonly number[] =>
  atoms.flatMap((atom, place) =>
    cube.dimensions.every((_dimension, dimension) => {
      const index = indexIn(cube, cell, dimension);
      return index === 0 || index === indexIn(cube, atom, dimension);
    })
      ? [place]
      : [],
  );

/** Between which numbers each sum lies, by linear programming over all that is known; nobody is counted less than no times. */
export const boundsOf = (
  atoms: number,
  known: readonly Known[],
  sought: readonly (readonly number[])[],
): readonly Interval[] => {
  const indices: number[] = [];
  const starts = [0];
  for (const { parts } of known) {
    indices.push(...parts);
    starts.push(indices.length);
  }
  const model = highs.createModel({
    numCols: atoms,
    numRows: known.length,
    colCost: new Float64Array(atoms),
    colLower: new Float64Array(atoms),
    colUpper: new Float64Array(atoms).fill(highs.infinity),
    rowLower: Float64Array.from(known, ({ least }) => least),
    rowUpper: Float64Array.from(known, ({ most }) => most),
    matrix: {
      format: 'csr',
      numRows: known.length,
      numCols: atoms,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: new Float64Array(indices.length).fill(1),
    },
  });
  try {
    model.options.set({ output_flag: false });
    const solve = (sense: typeof minimize): number => {
      model.changeObjectiveSense(sense);
      model.run();
      const status = model.getModelStatus();
      if (status === modelStatus.optimal) return model.getObjectiveValue();
      if (
        sense === maximize &&
        (status === modelStatus.unbounded || status === modelStatus.unboundedOrInfeasible)
      )
        return Number.POSITIVE_INFINITY;
      throw new Error(`the bounds cannot be found: ${status}`);
    };
    return sought.map((parts) => {
      for (const part of parts) model.changeColCost(part, 1);
      const found = { least: solve(minimize), most: solve(maximize) };
      for (const part of parts) model.changeColCost(part, 0);
      return found;
    });
  } finally {
    model.dispose();
  }
};
