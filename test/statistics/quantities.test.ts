// What is told of a cell with its count: amounts of which few bring along most, and persons, whose number often follows from that of
// their households.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/linkage/seeded-random.ts';
import { leastHouseholdRule } from '../../src/statistics/cell-rule.ts';
import {
  type CountedCell,
  type Cube,
  type CubeDimension,
  hasQuantity,
  sumCube,
} from '../../src/statistics/cube.ts';
import { isDominated } from '../../src/statistics/dominance-rule.ts';
import { dimensionsOfMeasure, measuredBy } from '../../src/statistics/measures.ts';
import { quantitiesOfPopulation } from '../../src/statistics/populations.ts';
import { type ProtectedCube, protectCube } from '../../src/statistics/protect-cube.ts';
import type { Contributions, Quantity } from '../../src/statistics/quantity.ts';
import { atomsOf, boundsOf, type Known, partsOf } from './attacker.ts';

const bits = (count: number): bigint => (1n << BigInt(count)) - 1n;
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const rounds = Number(process.env['ROUNDS'] ?? 60);

describe('an amount', () => {
  test.each([
    ['of nobody', { sum: 0, largest: 0, second: 0 }, false],
    ['that many bring along alike', { sum: 1200, largest: 100, second: 100 }, false],
    ['that is one household’s', { sum: 500, largest: 500, second: 0 }, true],
    ['that two bring along', { sum: 1000, largest: 500, second: 500 }, true],
    ['of which two bring along 86 of 100', { sum: 100, largest: 50, second: 36 }, true],
    ['of which two bring along 85 of 100', { sum: 100, largest: 50, second: 35 }, false],
    ['that the second knows to 10 % of the largest', { sum: 1049, largest: 500, second: 500 }, true],
  ])('%s', (_what, amount, isTold) => {
    expect(isDominated(amount)).toBe(isTold);
  });
});

const areas: CubeDimension = { name: 'area', codes: ['A', 'B', 'C', 'D', 'E'], sensitive: [] };
const aided: CubeDimension = { name: 'aided', codes: ['YES', 'NO'], sensitive: ['YES', 'NO'] };

/** Towns in which some are aided, and a few with much more than the others. */
const drawAided = (random: () => number): Cube => {
  const cells = areas.codes.flatMap((area) =>
    aided.codes.map((code): CountedCell => {
      const households = Math.floor(-Math.log(random()) * (code === 'YES' ? 25 : 80));
      const amounts = Array.from({ length: code === 'YES' ? households : 0 }, () =>
        random() < 0.03 ? 3000 : 40 + Math.floor(random() * 100),
      ).sort((one, other) => other - one);
      const of: Contributions = {
        sum: amounts.reduce((sum, amount) => sum + amount, 0),
        largest: amounts[0] ?? 0,
        second: amounts[1] ?? 0,
      };
      return { codes: [area, code], persons: households, households: bits(households), quantities: [of] };
    }),
  );
  return sumCube([areas, aided], cells, [
    { name: 'AMOUNT', kind: 'AMOUNT', only: { dimension: 'aided', code: 'YES' }, isSpread: false },
  ]);
};

const kinds: CubeDimension = { name: 'kind', codes: ['1', '2', '3'], sensitive: [] };

/** Towns in which every household has an amount, most a little and a few much more. */
const drawDivided = (random: () => number): Cube => {
  const cells = areas.codes.flatMap((area) =>
    kinds.codes.map((code): CountedCell => {
      const households = 11 + Math.floor(-Math.log(random()) * 30);
      const usual = random() < 0.5 ? 5 : 80;
      const amounts = Array.from({ length: households }, (_each, place) =>
        place === 0 && random() < 0.2 ? 5000 : usual + Math.floor(random() * 10),
      );
      const [largest = 0, second = 0] = [...amounts].sort((one, other) => other - one);
      const of: Contributions = { sum: amounts.reduce((sum, amount) => sum + amount, 0), largest, second };
      return { codes: [area, code], persons: households, households: bits(households), quantities: [of] };
    }),
  );
  return sumCube([areas, kinds], cells, [{ name: 'AMOUNT', kind: 'AMOUNT', only: null, isSpread: false }]);
};

const sumOf = (quantity: Quantity, cell: number): number => (quantity.cells[cell] as Contributions).sum;

/** What is known of a quantity by who is told it of each given cell. */
const toldOf = ({ cube, states }: ProtectedCube, quantity: Quantity, atoms: readonly number[]): Known[] =>
  states.flatMap((state, cell) => {
    if (state !== 'GIVEN' || !hasQuantity(cube, quantity, cell)) return [];
    const sum = sumOf(quantity, cell);
    return [{ parts: partsOf(cube, cell, atoms), least: sum, most: sum }];
  });

test.each([
  ['that some have', drawAided, rounds],
  ['that everybody has', drawDivided, rounds / 4],
])(`no withheld amount %s is known to less than a fifth of it; seed ${seed}`, (_whose, draw, rounds) => {
  const random = seededRandom(seed);
  let sought = 0;
  for (let round = 0; round < rounds; round += 1) {
    const found = protectCube(draw(random), leastHouseholdRule);
    if (!found) continue;
    const { cube, states } = found;
    const quantity = cube.quantities[0] as Quantity;
    const atoms = atomsOf(cube);
    const withheld = [...states.keys()].filter(
      (cell) => states[cell] === 'SMALL' && hasQuantity(cube, quantity, cell) && sumOf(quantity, cell) > 0,
    );
    const having = (cell: number) =>
      partsOf(cube, cell, atoms).filter((part) => hasQuantity(cube, quantity, atoms[part] as number));
    const known = toldOf(found, quantity, atoms).map((each) => each);
    const bounds = boundsOf(atoms.length, known, withheld.map(having));
    for (const [place, { least, most }] of bounds.entries()) {
      const sum = sumOf(quantity, withheld[place] as number);
      sought += 1;
      expect(Math.max(sum - least, most - sum), `round ${round}`).toBeGreaterThanOrEqual(0.2 * sum - 0.001);
    }
  }
  expect(sought).toBeGreaterThan(rounds / 2);
});

test('an amount that is one household’s is withheld, though enough others have none', () => {
  const line = (area: string, households: number, amount: Contributions): CountedCell => ({
    ...{ codes: [area], persons: households, households: bits(households), quantities: [amount] },
  });
  const alike = { sum: 3000, largest: 60, second: 60 };
  const cube = sumCube(
    [{ name: 'area', codes: ['A', 'B', 'C'], sensitive: [] }],
    [line('A', 20, { sum: 4000, largest: 3900, second: 100 }), line('B', 50, alike), line('C', 60, alike)],
    [{ name: 'AMOUNT', kind: 'AMOUNT', only: null, isSpread: false }],
  );
  expect(protectCube(cube, leastHouseholdRule)?.states).toEqual(['GIVEN', 'SMALL', 'COMPLEMENTARY', 'GIVEN']);
});

// The cheapest corners have so little that with them the amount could hardly be another.
test('what is withheld beside an amount has enough of it', () => {
  const little = { sum: 60, largest: 4, second: 4 };
  const much = { sum: 3000, largest: 60, second: 60 };
  const line = (codes: readonly string[], households: number, amount: Contributions): CountedCell => ({
    ...{ codes, persons: households, households: bits(households), quantities: [amount] },
  });
  const cube = sumCube(
    [
      { name: 'area', codes: ['A', 'B', 'C'], sensitive: [] },
      { name: 'kind', codes: ['1', '2', '3'], sensitive: [] },
    ],
    [
      line(['A', '1'], 5, { sum: 3000, largest: 600, second: 600 }),
      ...['A2', 'B1', 'B2'].map((codes) => line([...codes], 15, little)),
      ...['A3', 'B3', 'C1', 'C2', 'C3'].map((codes) => line([...codes], 50, much)),
    ],
    [{ name: 'AMOUNT', kind: 'AMOUNT', only: null, isSpread: false }],
  );
  const { states } = protectCube(cube, leastHouseholdRule) as ProtectedCube;
  const withheld = ['A', 'B', 'C'].flatMap((area, row) =>
    ['1', '2', '3']
      .filter((_kind, column) => states[row + 1 + 4 * (column + 1)] !== 'GIVEN')
      .map((kind) => area + kind),
  );
  expect(withheld).toEqual(['A1', 'A3', 'B1', 'B3']);
});

// Of one-person households there are as many as of persons: two unknowns would have two equations.
test.each(['HOUSEHOLD_TYPE', 'EQUIVALISED_SIZE'] as const)(
  'persons are not told by %s, which says how many live in each household',
  (dimension) => {
    expect(measuredBy('PERSONS', ['LOCAL_COMMUNITY', dimension])).toBeNull();
    expect(dimensionsOfMeasure('PERSONS')).not.toContain(dimension);
    const divided: CubeDimension = { name: dimension, codes: ['1', '2'], sensitive: [] };
    expect(sumCube([divided], [], quantitiesOfPopulation.HOUSEHOLDS).quantities).toEqual([]);
  },
);

test('persons are told of tenants and of others, by the tables of households', () => {
  expect(measuredBy('PERSONS', ['LOCAL_COMMUNITY', 'TENURE'])).toEqual({
    ...{ population: 'HOUSEHOLDS', only: null, quantity: 'PERSONS' },
  });
  expect(measuredBy('PERSONS', ['TENURE', 'SEX'])?.population).toBe('PERSONS');
});
