// What analysts are answered: by whom they are, and by what they ask.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import {
  createStatistics,
  type StatisticsAnswer,
  type StatisticsQuestion,
} from '../../src/records/statistics.ts';
import { createStatisticsTables } from '../../src/records/statistics-tables.ts';
import { tableCsv, tableSdmxCsv } from '../../src/statistics/table-csv.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { Release } from '../../src/store/statistics-release-store.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { agreements, callerOf, graph, registry } from '../policy/demo-house.ts';
import { drawTown } from './draw-town.ts';

let database: Database;
let release: Release;
const analyst = callerOf('statistics', 'provide-official-statistics');

const grant = (changes: Partial<Agreement> = {}): Agreement => {
  const known = agreements.find(({ id }) => id === 'centre-to-statistics');
  if (!known) throw new Error('the demo has no such agreement');
  return { ...known, categories: ['HOUSEHOLD', 'IDENTITY', 'EMPLOYMENT', 'SOCIAL_CARE'], ...changes };
};

const ask = async (
  question: Partial<StatisticsQuestion>,
  { caller = analyst, inForce = [grant()] }: { caller?: AgencyCaller; inForce?: readonly Agreement[] } = {},
): Promise<StatisticsAnswer | null> =>
  await createStatistics({
    releases: { drawDue: async () => undefined, newest: async () => release },
    tables: createStatisticsTables(database),
    ...{ agreements: () => inForce, catalogue: graph.catalogue, sources: [...registry.sources.values()] },
  }).answer(caller, { measure: 'PERSONS', municipality: 'berane', by: [], where: [], ...question });

const linesOf = (answer: StatisticsAnswer | null): readonly string[] =>
  (answer?.table?.lines ?? []).map(({ names, value }) => [...names, value].join(' '));

beforeAll(async () => {
  database = await openDatabase(memoryStore());
  const drawn = await drawTown(database, { persons: 12_000, areas: 8, seed: 11 });
  const { facts } = drawn;
  const settlementOf = (area: string): string => (area < 'MZ 04' ? 'Town' : 'Hills');
  release = {
    ...drawn,
    facts: { ...facts, areas: facts.areas.map((each) => ({ ...each, settlement: settlementOf(each.area) })) },
  };
});
afterAll(async () => await database.close());

describe('an analyst', () => {
  test('is told how many there are', async () => {
    const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
      'select count(*)::int as count from statistics_person',
    );
    expect(linesOf(await ask({}))).toEqual([String(Math.round(count / 5) * 5)]);
  });
  test('is told by settlement what the local communities add up to', async () => {
    const areas = await ask({ by: ['LOCAL_COMMUNITY'] });
    const settlements = await ask({ by: ['SETTLEMENT'] });
    const sum = (names: readonly string[]) =>
      (areas?.table?.lines ?? [])
        .filter(({ names: [name] }) => names.includes(name ?? ''))
        .reduce((total, { value }) => total + (value ?? 0), 0);
    expect(linesOf(settlements)).toEqual([
      `Hills ${sum(['MZ 04', 'MZ 05', 'MZ 06', 'MZ 07'])}`,
      `Town ${sum(['MZ 00', 'MZ 01', 'MZ 02', 'MZ 03'])}`,
    ]);
  });
  test('may ask of some alone, and is told the same of them', async () => {
    const all = await ask({ by: ['LOCAL_COMMUNITY', 'SEX'] });
    const some = await ask({
      by: ['LOCAL_COMMUNITY', 'SEX'],
      where: [
        { dimension: 'SETTLEMENT', values: ['Hills'] },
        { dimension: 'SEX', values: ['F'] },
      ],
    });
    expect(linesOf(some)).toEqual(linesOf(all).filter((line) => /^MZ 0[4-7] F/.test(line)));
    expect(linesOf(some)).toHaveLength(4);
  });
  test('is told of a measure that is a part of a population as of the part', async () => {
    const employed = await ask({ measure: 'EMPLOYED_PERSONS', by: ['LOCAL_COMMUNITY'] });
    const both = await ask({ by: ['LOCAL_COMMUNITY', 'EMPLOYED'] });
    expect(linesOf(employed).map((line) => line.replace(/(MZ \d+)/, '$1 YES'))).toEqual(
      linesOf(both).filter((line) => line.includes(' YES ')),
    );
  });
  test('is told margins that the lines add up to', async () => {
    const { table } = (await ask({ by: ['LOCAL_COMMUNITY', 'AGE_BAND'] })) ?? {};
    const margin = table?.margins.find(({ names }) => names[0] === 'MZ 00' && names[1] === null);
    const lines = table?.lines.filter(({ names }) => names[0] === 'MZ 00') ?? [];
    expect(margin?.value).toBe(lines.reduce((sum, { value }) => sum + (value ?? 0), 0));
  });
  test('is told which tables there are, where the one asked for cannot be given beside them', async () => {
    const answer = await ask({ by: ['AGE_BAND', 'RECIPIENT'] });
    expect(answer?.table).toBeNull();
    expect(answer?.available).toContainEqual(['LOCAL_COMMUNITY', 'RECIPIENT']);
  });
  test.each([
    ['by the same twice', { by: ['SEX', 'SEX'] }],
    ['by settlement and by local community', { by: ['SETTLEMENT', 'LOCAL_COMMUNITY'] }],
    ['of a value that is none', { where: [{ dimension: 'SEX', values: ['X'] }] }],
    [
      'of one dimension twice',
      {
        where: [
          { dimension: 'SEX', values: ['F'] },
          { dimension: 'SEX', values: ['M'] },
        ],
      },
    ],
  ] satisfies [string, Partial<StatisticsQuestion>][])('is refused a question %s', async (_why, question) => {
    await expect(ask(question)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('who may not count everything that a number rests on is told none of it', () => {
  test.each([
    ['with no agreement', []],
    ['with one for another municipality', [grant({ area: ['petnjica'] })]],
    ['with one that prohibits', [grant({ prohibits: ['HOUSEHOLD'] })]],
    ['with one beside which another prohibits', [grant(), grant({ id: 'other', prohibits: ['HOUSEHOLD'] })]],
    [
      'with one that rests on consent',
      [grant({ requires: 'CONSENT', basis: { ...grant().basis, article6: 'A6-1-a' } })],
    ],
    ['with one for other roles', [grant({ roles: ['planner'] })]],
    ['with one that is for another agency', [grant({ recipient: 'berane.support' })]],
  ])('%s', async (_why, inForce) => {
    await expect(ask({}, { inForce })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
  test('where the consenting are counted, who may count everybody is told nothing, and who may count them is', async () => {
    const { facts } = release;
    const before = release;
    release = {
      ...release,
      facts: { ...facts, controllers: facts.controllers.map((each) => ({ ...each, basis: 'CONSENTING' })) },
    };
    try {
      await expect(ask({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const consent = grant({ requires: 'CONSENT', basis: { ...grant().basis, article6: 'A6-1-a' } });
      expect((await ask({}, { inForce: [consent] }))?.table).not.toBeNull();
    } finally {
      release = before;
    }
  });
  test('neither is it of a dimension that rests on more than is agreed', async () => {
    const inForce = [grant({ categories: ['HOUSEHOLD'] })];
    expect((await ask({ by: ['LOCAL_COMMUNITY'] }, { inForce }))?.table).not.toBeNull();
    await expect(ask({ by: ['SEX'] }, { inForce })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // Whether there is such a value is not said either.
    const unknown = [{ dimension: 'SEX', values: ['Z'] }] as const;
    await expect(ask({ where: unknown }, { inForce })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const where = [{ dimension: 'SEX', values: ['F'] }] as const;
    await expect(ask({ where }, { inForce })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(ask({ measure: 'EMPLOYED_PERSONS' }, { inForce })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
  test('whose token is for one local community is told of that one alone', async () => {
    const caller = { ...analyst, area: ['MZ 02'] };
    const own = await ask({ by: ['LOCAL_COMMUNITY'] }, { caller });
    const all = await ask({ by: ['LOCAL_COMMUNITY'] });
    expect(linesOf(own)).toEqual(linesOf(all).filter((line) => line.startsWith('MZ 02')));
    expect(
      linesOf(await ask({ by: ['LOCAL_COMMUNITY'] }, { caller: { ...analyst, area: ['Nowhere'] } })),
    ).toEqual([]);
  });
});

describe('a table on paper', () => {
  const printed = {
    ...{ measure: 'PERSONS', municipality: 'berane', period: '2026-11', columns: ['LOCAL_COMMUNITY', 'SEX'] },
    hasAmount: false,
    lines: [
      { names: ['Park', 'F'], value: 120, amount: null, whole: null },
      { names: ['=1+1', 'M'], value: null, amount: null, whole: null },
      { names: ['Lug, gornji', 'F'], value: 0, amount: null, whole: null },
    ],
  };
  test('is CSV in which a zero is a zero, what is withheld is empty, and no text is a formula', () => {
    expect(tableCsv(printed)).toBe(`LOCAL_COMMUNITY,SEX,count\nPark,F,120\n'=1+1,M,\n"Lug, gornji",F,0\n`);
  });
  test('is SDMX-CSV in which what is withheld says so', () => {
    expect(tableSdmxCsv(printed).split('\n').slice(0, 3)).toEqual([
      'STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,TIME_PERIOD,LOCAL_COMMUNITY,SEX,OBS_VALUE,OBS_STATUS',
      'dataflow,KOMSILUK:PERSONS(1.0.0),I,M,berane,2026-11,Park,F,120,A',
      `dataflow,KOMSILUK:PERSONS(1.0.0),I,M,berane,2026-11,'=1+1,M,,Q`,
    ]);
  });
});
