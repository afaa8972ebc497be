import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AreaCount, type Release, releaseAreaCells } from '../../src/statistics/cells.ts';

const count = (area: string, persons: number, households: number): AreaCount => ({
  area,
  persons,
  households,
});
const cellsOf = ({ cells }: Release): string[] =>
  cells.map(
    ({ areas, rolledUp, persons, households }) =>
      `${rolledUp ? '~' : ''}${areas.join('+')} ${persons}/${households}`,
  );

const table: readonly [why: string, areas: readonly AreaCount[], cells: readonly string[]][] = [
  ['nothing asked, nothing given', [], []],
  [
    'large areas by name',
    [count('Park', 300, 90), count('Centar', 700, 210)],
    ['Centar 700/210', 'Park 300/90'],
  ],
  ['one large area', [count('Park', 300, 90)], ['Park 300/90']],
  ['one small area alone', [count('Park', 300, 49)], []],
  ['Šekular: 12 recipients in one household (S24)', [count('Šekular', 12, 1)], []],
  [
    'small areas rolled up',
    [count('Park', 300, 90), count('Šekular', 12, 1), count('Hareme', 40, 14)],
    ['Park 300/90', '~Hareme+Šekular 52/15'],
  ],
  [
    'a single small area takes the smallest named one with it',
    [count('Park', 300, 90), count('Centar', 700, 210), count('Šekular', 60, 20)],
    ['Centar 700/210', '~Park+Šekular 360/110'],
  ],
  [
    'so do two that are too small together',
    [count('Park', 300, 90), count('Centar', 700, 210), count('Šekular', 12, 1), count('Hareme', 30, 9)],
    ['Centar 700/210', '~Hareme+Park+Šekular 342/100'],
  ],
  [
    'an empty area hides nobody: everybody knows that it is empty',
    [count('Park', 300, 90), count('Centar', 700, 210), count('Šekular', 60, 20), count('Pusto', 0, 0)],
    ['Centar 700/210', '~Park+Pusto+Šekular 360/110'],
  ],
  [
    'an empty area is never told apart',
    [count('Park', 300, 90), count('Centar', 700, 210), count('Pusto', 0, 0)],
    ['Centar 700/210', '~Park+Pusto 300/90'],
  ],
  [
    'of equals the first by name joins',
    [count('B', 200, 60), count('A', 200, 60), count('Z', 9, 3)],
    ['B 200/60', '~A+Z 209/63'],
  ],
  ['everything in one cell', [count('A', 30, 10), count('B', 30, 10)], ['~A+B 60/20']],
  ['nothing, where even everything is too little', [count('A', 30, 5), count('B', 30, 5)], []],
  [
    'many households with few persons are not named',
    [count('A', 10, 80), count('B', 90, 60), count('C', 90, 70)],
    ['C 90/70', '~A+B 100/140'],
  ],
];

describe('persons and households by area', () => {
  test.each(table)('%s', (_why, areas, cells) => {
    const release = releaseAreaCells(areas);
    expect(cellsOf(release)).toEqual(cells);
    expect(release.suppressed).toEqual(cells.length > 0 ? [] : areas.map(({ area }) => area).sort());
  });

  test('persons rest on five households even where the threshold for households is lower', () => {
    const low = { persons: 3, households: 1, areaHouseholds: 1 };
    expect(cellsOf(releaseAreaCells([count('A', 20, 5), count('B', 20, 6)], low))).toEqual([
      'A 20/5',
      'B 20/6',
    ]);
    expect(cellsOf(releaseAreaCells([count('A', 20, 4), count('B', 20, 6)], low))).toEqual(['~A+B 40/10']);
  });

  test('refuses what is no table', () => {
    expect(() => releaseAreaCells([count('A', 1, 1), count('A', 1, 1)])).toThrow(RangeError);
    for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => releaseAreaCells([count('A', bad, 1)])).toThrow(RangeError);
      expect(() => releaseAreaCells([count('A', 1, bad)])).toThrow(RangeError);
    }
  });
});

// Counts around every threshold, so that each is met, missed by one, and passed.
const households = fc.oneof(fc.constantFrom(0, 1, 4, 5, 10, 11, 49, 50, 51), fc.nat(120));
const persons = fc.oneof(fc.constantFrom(0, 1, 10, 11, 12), fc.nat(400));
const tables = fc
  .array(fc.tuple(persons, households), { maxLength: 9 })
  .map((rows) =>
    rows.map(([people, homes], index) => count(`area ${String.fromCharCode(65 + index)}`, people, homes)),
  );
const runs = { numRuns: 3000 };

const isSmall = ({ persons: people, households: homes }: AreaCount): boolean => homes < 50 || people < 11;
const named = ({ cells }: Release): readonly string[] =>
  cells.filter(({ rolledUp }) => !rolledUp).flatMap(({ areas }) => areas);

describe('an attacker', () => {
  test('finds no cell below the thresholds, and no small area by its name', () => {
    fc.assert(
      fc.property(tables, (areas) => {
        for (const cell of releaseAreaCells(areas).cells) {
          expect(cell.persons).toBeGreaterThanOrEqual(11);
          expect(cell.households).toBeGreaterThanOrEqual(11);
          expect(cell.rolledUp ? cell.areas.length : cell.households).toBeGreaterThanOrEqual(
            cell.rolledUp ? 2 : 50,
          );
        }
      }),
      runs,
    );
  });

  test('who takes any parts off the published total isolates nothing, also knowing which villages are empty', () => {
    fc.assert(
      fc.property(tables, (areas) => {
        const { cells } = releaseAreaCells(areas);
        const byName = new Map(areas.map((each) => [each.area, each]));
        for (let subset = 0; subset < 2 ** cells.length - 1; subset += 1) {
          const left = cells.filter((_, index) => (subset & (1 << index)) === 0);
          expect(left.reduce((sum, cell) => sum + cell.persons, 0)).toBeGreaterThanOrEqual(11);
          expect(left.reduce((sum, cell) => sum + cell.households, 0)).toBeGreaterThanOrEqual(11);
          const inhabited = left
            .flatMap((cell) => cell.areas.map((area) => byName.get(area)))
            .filter((each) => each !== undefined && each.persons + each.households > 0);
          expect(
            inhabited.length === 1 && inhabited.some((each) => each !== undefined && isSmall(each)),
          ).toBe(false);
        }
      }),
      runs,
    );
  });

  test('who adds one person to an area that is not named changes no name, unless a threshold is crossed', () => {
    let compared = 0;
    fc.assert(
      fc.property(tables, fc.nat(), (areas, pick) => {
        const before = releaseAreaCells(areas);
        const hidden = [
          ...before.suppressed,
          ...before.cells.filter(({ rolledUp }) => rolledUp).flatMap((cell) => cell.areas),
        ];
        const area = hidden[pick % Math.max(1, hidden.length)];
        const chosen = areas.find((each) => each.area === area);
        if (!chosen) return;
        const small = areas.filter(isSmall).reduce((sum, each) => sum + each.persons, 0);
        const crosses = chosen.persons === 10 || small === 10 || chosen.persons + chosen.households === 0;
        if (crosses) return;
        compared += 1;
        const after = releaseAreaCells(
          areas.map((each) => (each === chosen ? { ...each, persons: each.persons + 1 } : each)),
        );
        expect(named(after)).toEqual(named(before));
        expect(after.suppressed).toEqual(before.suppressed);
      }),
      runs,
    );
    expect(compared).toBeGreaterThan(1000);
  });

  test('who asks in another order, or again, learns nothing more', () => {
    fc.assert(
      fc.property(
        tables.chain((areas) =>
          fc.tuple(fc.constant(areas), fc.shuffledSubarray(areas, { minLength: areas.length })),
        ),
        ([areas, shuffled]) => {
          const frozen = Object.freeze(areas.map((each) => Object.freeze({ ...each })));
          expect(releaseAreaCells(shuffled)).toEqual(releaseAreaCells(frozen));
        },
      ),
      runs,
    );
  });

  test('every area is in one cell, or nothing is given and all are named as suppressed', () => {
    fc.assert(
      fc.property(tables, (areas) => {
        const { cells, suppressed } = releaseAreaCells(areas);
        const all = areas.map(({ area }) => area).sort();
        expect(cells.length > 0 ? cells.flatMap((cell) => cell.areas).sort() : suppressed).toEqual(all);
        expect(cells.length === 0 || suppressed.length === 0).toBe(true);
        const total = (of: readonly { persons: number }[]): number =>
          of.reduce((sum, each) => sum + each.persons, 0);
        if (cells.length > 0) expect(total(cells)).toBe(total(areas));
      }),
      runs,
    );
  });
});
