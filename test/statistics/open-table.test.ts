// What can be found out of several tables together: one after the other is opened, by whoever asks, and an attacker puts together what all of
// them were given (THREATS.md I6, I7).
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/linkage/seeded-random.ts';
import { leastCellRule } from '../../src/statistics/cell-rule.ts';
import {
  type CountedCell,
  type Cube,
  type CubeDimension,
  maskOf,
  sumCube,
} from '../../src/statistics/cube.ts';
import { openTable } from '../../src/statistics/open-table.ts';
import { type ProtectedCube, protectCube } from '../../src/statistics/protect-cube.ts';
import { atomsOf, boundsOf, type Known, partsOf } from './attacker.ts';

const dimensions: readonly CubeDimension[] = [
  { name: 'area', codes: ['1', '2', '3'], sensitive: [] },
  { name: 'age', codes: ['young', 'grown', 'old'], sensitive: [] },
  { name: 'sex', codes: ['F', 'M'], sensitive: [] },
  { name: 'tenure', codes: ['rented', 'owned'], sensitive: [] },
];

/** A town whose people are known one by one. */
const drawPeople = (random: () => number): readonly CountedCell[] => {
  const people = 40 + Math.floor(random() * 600);
  const lean = dimensions.map(({ codes }) => codes.map(() => random() ** 2 + 0.02));
  const pick = (weights: readonly number[]): number => {
    let left = random() * weights.reduce((sum, each) => sum + each, 0);
    for (const [place, weight] of weights.entries()) {
      left -= weight;
      if (left <= 0) return place;
    }
    return 0;
  };
  return Array.from({ length: people }, (_value, person) => ({
    codes: dimensions.map(({ codes }, place) => codes[pick(lean[place] ?? [])] as string),
    persons: 1,
    households: 1n << BigInt(Math.floor(person / 2.5)),
  }));
};

const cubeOf = (people: readonly CountedCell[], places: readonly number[]): Cube =>
  sumCube(
    places.map((place) => dimensions[place] as CubeDimension),
    people.map((each) => ({ ...each, codes: places.map((place) => each.codes[place] as string) })),
  );

/** What a table tells of the people of the whole cube. */
const knownBy = (
  { cube, states }: ProtectedCube,
  places: readonly number[],
  whole: Cube,
): readonly Known[] => {
  const atoms = atomsOf(whole);
  return states.flatMap((state, cell) => {
    if (state !== 'GIVEN') return [];
    const indexes = dimensions.map(() => 0);
    for (const [own, place] of places.entries())
      indexes[place] =
        Math.floor(cell / (cube.strides[own] as number)) % ((cube.dimensions[own]?.codes.length ?? 0) + 1);
    const place = indexes.reduce(
      (sum, index, dimension) => sum + index * (whole.strides[dimension] as number),
      0,
    );
    const persons = cube.persons[cell] as number;
    return [{ parts: partsOf(whole, place, atoms), least: persons, most: persons }];
  });
};

const tables = [
  ...[
    [0, 1, 2],
    [0, 1, 3],
    [0, 2, 3],
    [1, 2, 3],
  ],
  ...[
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ],
];
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const rounds = Number(process.env['ROUNDS'] ?? 60);

interface Given {
  readonly found: ProtectedCube;
  readonly places: readonly number[];
}

/** Draws towns, opens tables of each, and counts the groups of 1 to 10 that are sought and those that are found out. */
const attack = (open: (given: readonly ProtectedCube[], cube: Cube) => ProtectedCube | null) => {
  const random = seededRandom(seed);
  const counts = { sought: 0, opened: 0, refused: 0, found: [] as string[] };
  for (let round = 0; round < rounds; round += 1) {
    const people = drawPeople(random);
    const whole = cubeOf(people, [0, 1, 2, 3]);
    const given: Given[] = [];
    const inTurn = tables
      .map((places) => ({ places, turn: random() }))
      .sort((one, other) => one.turn - other.turn);
    for (const { places } of inTurn) {
      const found = open(
        given.map((each) => each.found),
        cubeOf(people, places),
      );
      if (found) given.push({ found, places });
      else counts.refused += 1;
    }
    counts.opened += given.length;
    const known = given.flatMap(({ found, places }) => knownBy(found, places, whole));
    const atoms = atomsOf(whole);
    const small = [...whole.persons.keys()].filter((cell) => {
      const persons = whole.persons[cell] as number;
      return persons > 0 && persons < leastCellRule.persons && maskOf(whole, cell) > 0;
    });
    const bounds = boundsOf(
      atoms.length,
      known,
      small.map((cell) => partsOf(whole, cell, atoms)),
    );
    counts.sought += small.length;
    for (const { least, most } of bounds)
      if (least > 0.001 && most < leastCellRule.persons - 0.001)
        counts.found.push(`round ${round}: ${least} to ${most}`);
  }
  return counts;
};

test(`whatever tables are opened, and in whatever order, no group of 1 to 10 is found out of all of them; seed ${seed}`, () => {
  const { found, sought, opened, refused } = attack((given, cube) => openTable(given, cube, leastCellRule));
  expect(found).toEqual([]);
  expect(Math.min(sought, opened, refused)).toBeGreaterThan(rounds);
});

test('the same attack finds such groups where each table is protected by itself alone', () => {
  const { found } = attack((_given, cube) => protectCube(cube, leastCellRule));
  expect(found.length).toBeGreaterThan(0);
});
