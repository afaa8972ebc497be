import {
  addContributions,
  type Contributions,
  nothing,
  type Quantity,
  type QuantityDeclaration,
} from './quantity.ts';

/** One variable by which a table is divided. */
export interface CubeDimension {
  readonly name: string;
  /** Every value, in the order it is shown in. */
  readonly codes: readonly string[];
  /** Values that tell something of whoever has one: nobody may learn of a group that all of it or none have it (R24). */
  readonly sensitive: readonly string[];
}

/** How many live under one combination of values, as the store counts them. */
export interface CountedCell {
  /** One value for each dimension. */
  readonly codes: readonly string[];
  readonly persons: number;
  /** Which households they live in: a bit each, or one bit for several, so that there are at least as many as bits. */
  readonly households: bigint;
  /** In the order of the cube's quantities. */
  readonly quantities?: readonly Contributions[];
}

/**
 * Counts by every combination of values, and by every combination of fewer of them: index 0 of a dimension is all of its values
 * together, index i its i-th value.
 */
export interface Cube {
  readonly dimensions: readonly CubeDimension[];
  /** By how much the place of a cell grows with each dimension's index. */
  readonly strides: readonly number[];
  readonly size: number;
  readonly persons: Float64Array;
  /** At least so many households. */
  readonly households: Float64Array;
  /** What is told of a cell with its count. */
  readonly quantities: readonly Quantity[];
}

const bitsOf = (value: bigint): number => {
  let bits = 0;
  for (const digit of value.toString(2)) if (digit === '1') bits += 1;
  return bits;
};

/** The index that a cell has in one dimension. */
export const indexIn = (cube: Cube, cell: number, dimension: number): number =>
  Math.floor(cell / (cube.strides[dimension] as number)) %
  ((cube.dimensions[dimension] as CubeDimension).codes.length + 1);

/** Which dimensions a cell fixes: bit d is set where it has one value of dimension d. */
export const maskOf = (cube: Cube, cell: number): number =>
  cube.dimensions.reduce(
    (mask, _dimension, place) => (indexIn(cube, cell, place) === 0 ? mask : mask | (1 << place)),
    0,
  );

/** The cell with all values of one dimension together. */
export const parentOf = (cube: Cube, cell: number, dimension: number): number =>
  cell - indexIn(cube, cell, dimension) * (cube.strides[dimension] as number);

/** The cells with each value of one dimension, of which the one given is one or the sum. */
export const lineOf = (cube: Cube, cell: number, dimension: number): readonly number[] => {
  const parent = parentOf(cube, cell, dimension);
  const stride = cube.strides[dimension] as number;
  return (cube.dimensions[dimension] as CubeDimension).codes.map(
    (_code, index) => parent + (index + 1) * stride,
  );
};

/** The place of a cell, by an index for each dimension. */
export const cellAt = (cube: Pick<Cube, 'strides'>, indexes: readonly number[]): number =>
  indexes.reduce((place, index, dimension) => place + index * (cube.strides[dimension] as number), 0);

/** Whether a cell has the quantity: elsewhere it is neither told nor is any of it there. */
export const hasQuantity = (cube: Cube, { place }: Quantity, cell: number): boolean =>
  place === null || indexIn(cube, cell, place.dimension) === place.index;

/** Where a quantity is in a cube; undefined where it is not told, or where the cube does not tell those who have it from others. */
const placeOf = (
  { only, except = [] }: QuantityDeclaration,
  dimensions: readonly CubeDimension[],
): Quantity['place'] | undefined => {
  if (dimensions.some(({ name }) => except.includes(name))) return undefined;
  if (only === null) return null;
  const dimension = dimensions.findIndex(({ name }) => name === only.dimension);
  const index = (dimensions[dimension]?.codes.indexOf(only.code) ?? -1) + 1;
  return index > 0 ? { dimension, index } : undefined;
};

/**
 * Sums counted cells to a cube.
 *
 * @param declared quantities, in the order in which cells have them; of those that the dimensions do not set apart nothing is kept.
 * @throws RangeError where a cell has a value that its dimension does not know.
 */
export const sumCube = (
  dimensions: readonly CubeDimension[],
  cells: readonly CountedCell[],
  declared: readonly QuantityDeclaration[] = [],
): Cube => {
  const strides: number[] = [];
  let size = 1;
  for (const { codes } of dimensions) {
    strides.push(size);
    size *= codes.length + 1;
  }
  const persons = new Float64Array(size);
  const marks = new Map<number, bigint>();
  const sums = declared.map(() => Array.from({ length: size }, () => nothing));
  const indexes = dimensions.map(({ codes }) => new Map(codes.map((code, index) => [code, index + 1])));
  for (const cell of cells) {
    const places = cell.codes.map((code, dimension) => {
      const index = indexes[dimension]?.get(code);
      if (index === undefined) throw new RangeError('a cell has a value that its dimension does not know');
      return index * (strides[dimension] as number);
    });
    for (let kept = 0; kept < 1 << dimensions.length; kept += 1) {
      const place = places.reduce((sum, each, dimension) => (kept & (1 << dimension) ? sum + each : sum), 0);
      persons[place] = (persons[place] as number) + cell.persons;
      marks.set(place, (marks.get(place) ?? 0n) | cell.households);
      for (const [which, added] of (cell.quantities ?? []).entries()) {
        const of = sums[which] as Contributions[];
        const { isSpread } = declared[which] as QuantityDeclaration;
        of[place] = addContributions(of[place] as Contributions, added, isSpread);
      }
    }
  }
  const households = new Float64Array(size);
  for (const [place, mark] of marks) households[place] = bitsOf(mark);
  const quantities = declared.flatMap((each, which): Quantity[] => {
    const place = placeOf(each, dimensions);
    return place === undefined ? [] : [{ ...each, place, cells: sums[which] as Contributions[] }];
  });
  return { dimensions, strides, size, persons, households, quantities };
};
