import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { askForPlan, createKeptPlans, type KeptRun } from '../../src/store/kept-plans.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { openPostgres } from '../harness/postgres.ts';

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

const stores = [
  { name: 'PGlite', location: memoryStore, missing: null },
  {
    name: 'PostgreSQL',
    location: async () => {
      if (postgres.kind === 'MISSING') throw new Error(postgres.reason);
      return { kind: 'POSTGRESQL' as const, url: await postgres.createDatabase(), connections: 3 };
    },
    missing: postgres.kind === 'MISSING' ? postgres.reason : null,
  },
];

/** What a statement sees of its reader and its own values. */
const seen = `select current_user::text as reader, current_setting('hub.agencies') as agencies, ?::int + ?::int as sum`;

describe.each(stores)('a statement that is kept, on $name', ({ name, location, missing }) => {
  if (missing !== null) {
    test.skip(`there is no ${name}: ${missing}`, () => undefined);
    return;
  }
  const statements: string[] = [];
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(await location(), { onStatement: (sql) => statements.push(sql) });
  });
  afterAll(async () => await database.close());

  const read = async (agency: string, one: number): Promise<unknown> => {
    const [row] = await database.readKeptAs(['other', agency], seen, [one, 1]);
    return row;
  };
  const known = async () =>
    await database.query<{ name: string }>(`select name from pg_prepared_statements where name like 'kept%'`);

  test('answers as any other, by its own values, for its own reader, on every connection', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, one) => read(`agency ${one}`, one)));
    expect(answers).toEqual(
      Array.from({ length: 12 }, (_, one) => ({
        ...{ reader: 'hub_reader', agencies: `agency ${one},other`, sum: one + 1 },
      })),
    );
    expect(await known()).toHaveLength(1);
    // By now it is known, and asked in one message where the store takes one.
    for (let one = 0; one < 4; one += 1)
      expect(await read('again', one)).toEqual({
        reader: 'hub_reader',
        agencies: 'again,other',
        sum: one + 1,
      });
    expect(
      await database.query(
        `select current_user = session_user as own, current_setting('hub.agencies', true) as agencies`,
      ),
    ).toEqual([{ own: true, agencies: expect.toBeOneOf([null, '']) }]);
    // Who is told of statements is told of this one, and nothing of how it is kept.
    expect(statements.filter((sql) => sql === seen).length).toBeGreaterThanOrEqual(16);
    expect(statements.filter((sql) => /^(prepare|execute|deallocate)|prepared/.test(sql))).toEqual([
      expect.stringContaining('pg_prepared_statements where name like'),
    ]);
  });

  test('answers where the connection forgot it, as behind a pooler, and where a table has changed', async () => {
    for (let one = 0; one < 4; one += 1) {
      for (let each = 0; each < database.connections; each += 1) await database.query('deallocate all');
      expect(await read('a', one)).toEqual({ reader: 'hub_reader', agencies: 'a,other', sum: one + 1 });
    }
    const counted = 'select count(*)::int as lines from local_community where ?::int = 1';
    const count = async () => await database.readKeptAs(['a'], counted, [1]);
    expect(await count()).toEqual([{ lines: 0 }]);
    await database.query('alter table local_community add column something text');
    await database.query(
      `insert into local_community (municipality, name_key, name) values ('berane', 'park', 'Park')`,
    );
    expect(await count()).toEqual([{ lines: 1 }]);
  });

  test('a fault of the statement itself is told as it is, and the next answers', async () => {
    const divide = 'select 1 / ?::int as part';
    await expect(database.readKeptAs(['a'], divide, [0])).rejects.toMatchObject({ code: '22012' });
    expect(await database.readKeptAs(['a'], divide, [1])).toEqual([{ part: 1 }]);
    await expect(database.readKeptAs(['a'], divide, [0])).rejects.toMatchObject({ code: '22012' });
  });
});

const unknown = Object.assign(new Error('unknown'), { code: '26000' });
const counting = (execute: () => Promise<string[]>, tellAndExecute: () => Promise<string[]>) => {
  const runs: string[] = [];
  const run: KeptRun<string> = {
    execute: async () => {
      runs.push('execute');
      return await execute();
    },
    tellAndExecute: async () => {
      runs.push('tell');
      return await tellAndExecute();
    },
    plainly: async () => {
      runs.push('plainly');
      return ['plain'];
    },
  };
  return { runs, run };
};

test('is told once, and looked at again after five hundred runs', async () => {
  const { runs, run } = counting(
    async () => ['kept'],
    async () => ['kept'],
  );
  const plans = createKeptPlans();
  for (let turn = 1; turn <= 500; turn += 1) expect(await plans.run('select ?', run)).toEqual(['kept']);
  expect(runs.filter((each) => each === 'tell')).toHaveLength(2);
  expect([runs[0], runs[1], runs.at(-1)]).toEqual(['tell', 'execute', 'tell']);
});

test('runs as any other where no connection remembers it, and is given up after fifty runs of those', async () => {
  const forgetting = async (): Promise<string[]> => {
    throw unknown;
  };
  const { runs, run } = counting(forgetting, forgetting);
  const plans = createKeptPlans();
  for (let turn = 0; turn < 60; turn += 1) expect(await plans.run('select ?', run)).toEqual(['plain']);
  expect(runs.slice(-5)).toEqual(['plainly', 'plainly', 'plainly', 'plainly', 'plainly']);
  expect(plans.statementOf(askForPlan)).toBeNull();
});
