import { type CountedCell, type Cube, type CubeDimension, sumCube } from '../../src/statistics/cube.ts';

const pick = <Value>(random: () => number, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)] as Value;

const everyCombination = (dimensions: readonly CubeDimension[]): string[][] =>
  dimensions.reduce<string[][]>(
    (combinations, { codes }) => combinations.flatMap((each) => codes.map((code) => [...each, code])),
    [[]],
  );

/** Draws a cube as registers have none: sparse, uneven, with groups of which all or none have something. */
export const drawCube = (random: () => number): Cube => {
  const mean = pick(random, [3, 12, 40, 120]);
  const dimensions = Array.from({ length: pick(random, [1, 2, 3]) }, (_value, place): CubeDimension => {
    const isSensitive = random() < 0.3;
    const codes = Array.from(
      { length: isSensitive ? 2 : pick(random, [2, 3, 4, 5]) },
      (_code, index) => `${index}`,
    );
    return { name: `dimension ${place}`, codes, sensitive: isSensitive ? codes : [] };
  });
  const cells = everyCombination(dimensions).map((codes): CountedCell => {
    const persons = random() < 0.2 ? 0 : Math.floor(-Math.log(random()) * mean);
    let households = 0n;
    for (let left = Math.ceil(persons / (1 + random() * 3)); left > 0; left -= 1)
      households |= 1n << BigInt(Math.floor(random() * 256));
    return { codes, persons, households };
  });
  return sumCube(dimensions, cells);
};
