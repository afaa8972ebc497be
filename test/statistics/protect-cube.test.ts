// Which cells of a table are given (R24), and what can be found out of those that are: an attacker who knows linear programming.
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/linkage/seeded-random.ts';
import { type CellRule, leastCellRule, reaches } from '../../src/statistics/cell-rule.ts';
import {
  type Cube,
  type CubeDimension,
  cellAt,
  maskOf,
  parentOf,
  sumCube,
} from '../../src/statistics/cube.ts';
import { type ProtectedCube, protectCube } from '../../src/statistics/protect-cube.ts';
import { isWholeShare } from '../../src/statistics/whole-share.ts';
import { atomsOf, boundsOf, partsOf } from './attacker.ts';
import { drawCube } from './draw-cube.ts';

const area = (...codes: string[]): CubeDimension => ({ name: 'area', codes, sensitive: [] });
const aided: CubeDimension = { name: 'aided', codes: ['YES', 'NO'], sensitive: ['YES', 'NO'] };
const sex: CubeDimension = { name: 'sex', codes: ['F', 'M'], sensitive: [] };
const bits = (count: number): bigint => (1n << BigInt(count)) - 1n;

/** `area value persons/households`, by lines. */
const table = (dimensions: readonly CubeDimension[], lines: string): Cube =>
  sumCube(
    dimensions,
    lines
      .trim()
      .split('\n')
      .map((line) => {
        const words = line.trim().split(/\s+/);
        const [persons, households] = (words.at(-1) ?? '').split('/').map(Number);
        return { codes: words.slice(0, -1), persons: persons ?? 0, households: bits(households ?? 0) };
      }),
  );

const given = ({ cube, states }: ProtectedCube): string[] =>
  states.flatMap((state, cell) => {
    if (state !== 'GIVEN') return [];
    const codes = cube.dimensions.map(({ codes: known }, dimension) => {
      const stride = cube.strides[dimension] as number;
      return known[(Math.floor(cell / stride) % (known.length + 1)) - 1] ?? 'all';
    });
    return [`${codes.join(' ')} ${cube.persons[cell]}`];
  });

const protectedOf = (cube: Cube, rule: CellRule = leastCellRule): ProtectedCube => {
  const found = protectCube(cube, rule);
  if (!found) throw new Error('nothing of the table can be given');
  return found;
};

describe('a table', () => {
  test('gives what is large enough', () => {
    expect(given(protectedOf(table([area('Park', 'Centar')], 'Park 300/90\nCentar 200/60')))).toEqual([
      'all 500',
      'Park 300',
      'Centar 200',
    ]);
  });
  test('gives a zero as a zero', () => {
    const cube = table([area('Park', 'Centar', 'Pusto')], 'Park 300/90\nCentar 200/60\nPusto 0/0');
    expect(given(protectedOf(cube))).toContain('Pusto 0');
  });
  test('withholds ten persons, and with them the smallest of the others', () => {
    const cube = table([area('Park', 'Centar', 'Donje')], 'Park 300/90\nCentar 200/60\nDonje 10/6');
    expect(given(protectedOf(cube))).toEqual(['all 510', 'Park 300']);
  });
  test('withholds twelve persons of one household: Šekular (S24)', () => {
    const cube = table([area('Park', 'Centar', 'Šekular')], 'Park 300/90\nCentar 200/60\nŠekular 12/1');
    expect(given(protectedOf(cube))).toEqual(['all 512', 'Park 300']);
  });
  test('withholds two small cells with a third, where together they are still too few', () => {
    const cube = table([area('A', 'B', 'C', 'D')], 'A 3/3\nB 4/4\nC 80/30\nD 90/30');
    expect(given(protectedOf(cube))).toEqual(['all 177', 'D 90']);
  });
  test('withholds a share of 100 %, and of 0 %: Hareme, where 14 of 14 families are aided (S24)', () => {
    const cube = table(
      [area('Park', 'Centar', 'Hareme'), aided],
      `Park YES 40/20\nPark NO 260/70\nCentar YES 50/25\nCentar NO 150/40\nHareme YES 60/14\nHareme NO 0/0`,
    );
    const found = given(protectedOf(cube));
    expect(found.filter((each) => each.startsWith('Hareme'))).toEqual(['Hareme all 60']);
    // Otherwise the town's sum less the others would be Hareme's.
    expect(found.filter((each) => / YES/.test(each))).toHaveLength(2);
  });
  test('withholds a rectangle, so that no row and no column gives the small one back', () => {
    const cube = table(
      [area('A', 'B', 'C'), sex],
      'A F 4/4\nA M 60/20\nB F 70/30\nB M 80/30\nC F 90/30\nC M 95/30',
    );
    expect(given(protectedOf(cube))).not.toEqual(expect.arrayContaining(['A M 60']));
    expect(given(protectedOf(cube))).toContain('C F 90');
  });
  test('gives nothing where all of it is too little', () => {
    expect(given(protectedOf(table([area('A', 'B')], 'A 4/2\nB 5/3')))).toEqual([]);
  });
  test('cannot withhold what another table gives', () => {
    const cube = table([area('Park', 'Centar', 'Donje')], 'Park 300/90\nCentar 200/60\nDonje 10/6');
    const centar = cellAt(cube, [2]);
    expect(protectCube(cube, leastCellRule, { given: new Set([centar]), hidden: new Set() })).toBeNull();
  });
  test('withholds what another table withholds', () => {
    const cube = table([area('Park', 'Centar', 'Lug')], 'Park 300/90\nCentar 200/60\nLug 100/40');
    const shared = { given: new Set<number>(), hidden: new Set([cellAt(cube, [3])]) };
    const found = protectCube(cube, leastCellRule, shared);
    expect(found && given(found)).toEqual(['all 600', 'Park 300']);
  });
});

const seed = Date.now() % 2 ** 31;

describe(`random tables, seed ${seed}`, () => {
  test('no small cell and no share of nobody or everybody is found out of what is given', () => {
    const random = seededRandom(seed);
    let sought = 0;
    for (let round = 0; round < 500; round += 1) {
      const cube = drawCube(random);
      const found = protectCube(cube, leastCellRule);
      if (!found) continue;
      const { states } = found;
      const atoms = atomsOf(cube);
      const known = states.flatMap((state, cell) => {
        const persons = cube.persons[cell] as number;
        return state === 'GIVEN'
          ? [{ parts: partsOf(cube, cell, atoms), least: persons, most: persons }]
          : [];
      });
      const isShare = (cell: number): boolean =>
        cube.dimensions.some(
          (_dimension, dimension) =>
            maskOf(cube, cell) & (1 << dimension) &&
            states[parentOf(cube, cell, dimension)] === 'GIVEN' &&
            isWholeShare(cube, [cell], dimension),
        );
      const isSmall = (cell: number): boolean =>
        (cube.persons[cell] as number) > 0 &&
        !reaches(leastCellRule, cube.persons[cell] as number, cube.households[cell] as number);
      const targets = states.flatMap((_state, cell) => (isSmall(cell) || isShare(cell) ? [cell] : []));
      const bounds = boundsOf(
        atoms.length,
        known,
        targets.map((cell) => partsOf(cube, cell, atoms)),
      );
      for (const [place, cell] of targets.entries()) {
        const persons = cube.persons[cell] as number;
        const { least, most } = bounds[place] ?? { least: persons, most: persons };
        sought += 1;
        const hides =
          persons > 0 && persons < leastCellRule.persons
            ? least < 0.001 || most > leastCellRule.persons - 0.001
            : most - least > 4.999;
        expect(hides, `round ${round}: ${persons} in ${least} to ${most}`).toBe(true);
      }
    }
    expect(sought).toBeGreaterThan(1000);
  });
});
