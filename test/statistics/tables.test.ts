// The tables of a release: what is given of a town, whatever has been asked before, and what it is not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Asked,
  createStatisticsTables,
  type StatisticsTables,
} from '../../src/records/statistics-tables.ts';
import { hangTogether } from '../../src/statistics/hang-together.ts';
import { gridTables, type StatisticsDimension } from '../../src/statistics/populations.ts';
import { readTable, roundCount } from '../../src/statistics/read-table.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { drawTown } from './draw-town.ts';

let database: Database;
let tables: StatisticsTables;
let asked: Asked;

beforeAll(async () => {
  database = await openDatabase(memoryStore());
  const release = await drawTown(database, { persons: 20_000, areas: 16, seed: 7 });
  asked = { release, municipality: 'berane', population: 'PERSONS' };
  tables = createStatisticsTables(database);
});
afterAll(async () => await database.close());

/** What is given of a table: `codes value`, and how many are not. */
const given = async (of: Asked, dimensions: readonly StatisticsDimension[]) => {
  const found = await tables.find(of, dimensions);
  if (!found) return null;
  const by = dimensions.map((dimension) => ({
    dimension,
    parts: (found.cube.dimensions.find(({ name }) => name === dimension)?.codes ?? []).map((code) => ({
      name: code,
      codes: [code],
    })),
  }));
  return readTable(found, { by, where: new Map() });
};

describe.each(['PERSONS', 'HOUSEHOLDS'] as const)('the grid of %s', (population) => {
  test('hangs together without a cycle', () => {
    expect(hangTogether(gridTables[population].map((table) => new Set(table)))).toBe(true);
  });
  test.each(gridTables[population].map((table) => [table.join(' × '), table] as const))(
    'gives %s, equal to a count by hand, rounded to 5',
    async (_name, table) => {
      const found = await given({ ...asked, population }, table);
      const store = population === 'PERSONS' ? 'statistics_person' : 'statistics_household';
      const columns = table.map((name) => name.toLowerCase()).join(', ');
      const rows = await database.query<{ codes: string[]; count: number }>(
        `select array[${columns}] as codes, count(*)::int as count from ${store} group by ${columns}`,
      );
      const counts = new Map(rows.map(({ codes, count }) => [codes.join(' '), count]));
      const lines = found?.lines ?? [];
      for (const { names, value } of lines)
        if (value !== null) expect(value).toBe(roundCount(counts.get(names.join(' ')) ?? 0));
      for (const { names, value } of lines) {
        const count = counts.get(names.join(' ')) ?? 0;
        if (count > 0 && count < 11) expect(value, names.join(' ')).toBeNull();
      }
      expect(lines.filter(({ value }) => value !== null).length / lines.length).toBeGreaterThan(0.3);
    },
  );
});

describe('a question beside the grid', () => {
  const bridge = ['LOCAL_COMMUNITY', 'AGE_BAND', 'TENURE'] as const;
  const cycle = ['AGE_BAND', 'RECIPIENT'] as const;

  test('is answered where its table hangs together with what is given', async () => {
    expect(await given(asked, bridge)).not.toBeNull();
  });
  test('agrees with the grid in what they share', async () => {
    const [one, other] = [
      await given(asked, bridge),
      await given(asked, ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX']),
    ];
    expect(one && other).not.toBeNull();
    const own = await tables.find(asked, bridge);
    const grid = await tables.find(asked, ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX']);
    const sums = (found: typeof own) =>
      readTable(found as NonNullable<typeof own>, {
        by: [
          { dimension: 'LOCAL_COMMUNITY', parts: [{ name: 'MZ 00', codes: ['MZ 00'] }] },
          { dimension: 'AGE_BAND', parts: [{ name: 'old', codes: ['Y65-79'] }] },
        ],
        where: new Map(),
      })?.lines;
    expect(sums(own)).toEqual(sums(grid));
  });
  test('that closes a cycle is not answered, and neither is it later or for somebody else', async () => {
    expect(await given(asked, cycle)).toBeNull();
    const elsewhere = createStatisticsTables(database);
    expect(await elsewhere.find(asked, cycle)).toBeNull();
  });
  test('gives everybody the same, in another process too', async () => {
    const first = await tables.find(asked, bridge);
    const second = await createStatisticsTables(database).find(asked, bridge);
    expect(second?.states).toEqual(first?.states);
  });
  test('takes nothing of the grid away, however many are asked', async () => {
    const before = await given({ ...asked, population: 'HOUSEHOLDS' }, ['LOCAL_COMMUNITY', 'RECIPIENT']);
    const dimensions = ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX', 'EMPLOYED', 'TENURE', 'RECIPIENT'] as const;
    let refused = 0;
    for (const one of dimensions)
      for (const other of dimensions)
        for (const third of dimensions)
          if (one < other && other < third && (await tables.find(asked, [one, other, third])) === null)
            refused += 1;
    expect(refused).toBeGreaterThan(10);
    for (const table of gridTables.PERSONS) expect(await tables.find(asked, table)).not.toBeNull();
    expect(await given({ ...asked, population: 'HOUSEHOLDS' }, ['LOCAL_COMMUNITY', 'RECIPIENT'])).toEqual(
      before,
    );
    expect(hangTogether((await tables.given(asked)).map((table) => new Set(table)))).toBe(true);
  });
});

test('an installation may ask for more than the rule does', async () => {
  const strict = await openDatabase(memoryStore());
  const drawn = await drawTown(strict, { persons: 4000, areas: 4, seed: 5 });
  const release = { ...drawn, facts: { ...drawn.facts, smallestCell: { persons: 60, households: 30 } } };
  const found = await createStatisticsTables(strict).find({ ...asked, release }, [
    'LOCAL_COMMUNITY',
    'AGE_BAND',
  ]);
  const givenCells = found?.states.flatMap((state, cell) =>
    state === 'GIVEN' ? [found.cube.persons[cell] ?? 0] : [],
  );
  expect(givenCells?.filter((persons) => persons > 0 && persons < 60)).toEqual([]);
  expect(givenCells?.length).toBeGreaterThan(4);
  await strict.close();
});
