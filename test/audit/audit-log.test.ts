import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { denial, disclosure } from './audit-town.ts';

let database: Database;
const statements: string[] = [];
const inserts = (): number => statements.filter((sql) => sql.includes('insert into audit_entry')).length;

beforeAll(async () => {
  database = await openDatabase(memoryStore(), { onStatement: (sql) => statements.push(sql) });
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.query('truncate audit_entry restart identity');
  statements.length = 0;
});

const actors = async (): Promise<string[]> =>
  (
    await database.query<{ actor: string }>(`select body ->> 'actor' as actor from audit_entry order by id`)
  ).map(({ actor }) => actor);

const settled = async (promises: readonly Promise<void>[]): Promise<('written' | HubError)[]> =>
  await Promise.all(
    promises.map((each) =>
      each.then(
        () => 'written' as const,
        (error: HubError) => error,
      ),
    ),
  );

describe('the log', () => {
  test('writes every part of an entry, and nothing twice', async () => {
    const entry = disclosure(1);
    await createAuditLog(database).append([entry, denial(1)]);
    const rows = await database.query<{
      kind: string;
      agency: string | null;
      through: string | null;
      body: object;
    }>('select kind, agency, through, body from audit_entry order by id');
    const { kind, at: _at, agency, through, ...body } = entry;
    expect(rows[0]).toEqual({ kind, agency, through, body });
    expect(rows[1]).toMatchObject({
      kind: 'DENIAL',
      agency: null,
      through: null,
      body: { code: 'UNAUTHENTICATED' },
    });
    expect(Object.keys(rows[1]?.body ?? {}).sort()).toEqual([
      'actor',
      'asked',
      'code',
      'operation',
      'policyVersion',
      'purpose',
      'request',
      'roles',
      'sought',
      'token',
      'withheld',
    ]);
  });

  test('an empty append touches nothing', async () => {
    await createAuditLog(database).append([]);
    expect(statements).toEqual([]);
  });

  test('appends of one turn are one statement', async () => {
    const log = createAuditLog(database);
    await Promise.all(Array.from({ length: 50 }, (_, number) => log.append([disclosure(number)])));
    expect(inserts()).toBe(1);
    expect(await actors()).toEqual(Array.from({ length: 50 }, (_, number) => `nada-${number}`));
  });

  test('what arrives while a commit is under way goes together in the next one', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const log = createAuditLog({
      query: async (sql, parameters) => {
        entered();
        await gate;
        return await database.query(sql, parameters);
      },
    });
    const written: number[] = [];
    const append = (number: number): Promise<void> =>
      log.append([disclosure(number)]).then(() => void written.push(number));
    const first = append(0);
    await inside;
    const others = Array.from({ length: 40 }, (_, number) => append(number + 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toEqual([]);
    release();
    await Promise.all([first, ...others]);
    expect(inserts()).toBe(2);
  });

  test('a promise resolves only once its rows can be read', async () => {
    const log = createAuditLog(database);
    await Promise.all(
      Array.from({ length: 30 }, async (_, number) => {
        await new Promise((resolve) => setTimeout(resolve, number % 7));
        await log.append([disclosure(number)]);
        expect(await actors()).toContain(`nada-${number}`);
      }),
    );
  });

  test('a group is bounded, and one caller is never split', async () => {
    const log = createAuditLog(database);
    const many = (count: number) => Array.from({ length: count }, (_, number) => disclosure(number));
    await Promise.all([
      log.append(many(400)),
      log.append(many(400)),
      log.append(many(400)),
      log.append(many(2500)),
    ]);
    expect(inserts()).toBe(3);
    expect(await actors()).toHaveLength(3700);
  });

  test('a failed commit fails its own callers, all of them and no others', async () => {
    let calls = 0;
    const log = createAuditLog({
      query: async (sql, parameters) => {
        calls += 1;
        if (calls === 2) throw new HubError('STORAGE_UNAVAILABLE', { internal: 'No space left on device' });
        return await database.query(sql, parameters);
      },
    });
    const first = log.append([disclosure(1)]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const second = [log.append([disclosure(2)]), log.append([disclosure(3), disclosure(4)])];
    const outcomes = await settled([first, ...second]);
    const last = await settled([log.append([disclosure(5)])]);
    expect(outcomes[0]).toBe('written');
    for (const failed of outcomes.slice(1)) {
      expect(failed).toBeInstanceOf(HubError);
      expect(failed).toMatchObject({ code: 'AUDIT_UNAVAILABLE', status: 503, retryAfterSeconds: 5 });
      expect((failed as HubError).cause).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    }
    expect(last).toEqual(['written']);
    expect(await actors()).toEqual(['nada-1', 'nada-5']);
  });

  test('a database that refuses the insert gives AUDIT_UNAVAILABLE and no row, and recovers', async () => {
    const log = createAuditLog(database);
    await database.query('alter table audit_entry rename to elsewhere');
    const outcomes = await settled([log.append([disclosure(1)]), log.append([disclosure(2)])]);
    await database.query('alter table elsewhere rename to audit_entry');
    expect(outcomes.map((each) => (each === 'written' ? each : each.code))).toEqual([
      'AUDIT_UNAVAILABLE',
      'AUDIT_UNAVAILABLE',
    ]);
    await log.append([disclosure(3)]);
    expect(await actors()).toEqual(['nada-3']);
  });

  test('a database that says nothing has not written', async () => {
    const log = createAuditLog({ query: async () => [] });
    expect(await settled([log.append([disclosure(1)])])).toMatchObject([{ code: 'AUDIT_UNAVAILABLE' }]);
  });

  test('what one caller can put into a name does not cost another its answer', async () => {
    const log = createAuditLog(database);
    const hostile = [
      'nul \u0000',
      'half \ud800 pair',
      'other \udc00 half',
      '\\u0000',
      '"}]',
      "'; drop table audit_entry",
      '\u001b[2J\n',
    ];
    const outcomes = await settled([
      ...hostile.map((actor) => log.append([disclosure(1, { actor })])),
      log.append([disclosure(2, { through: 'nobody' })]),
      log.append([disclosure(3, { at: 'yesterday' })]),
      log.append([disclosure(4)]),
    ]);
    expect(outcomes.map((each) => (each === 'written' ? each : each.code))).toEqual([
      ...hostile.map(() => 'written'),
      'AUDIT_UNAVAILABLE',
      'AUDIT_UNAVAILABLE',
      'written',
    ]);
    expect(inserts()).toBe(1);
    expect(await actors()).toEqual([
      'nul \ufffd',
      'half \ufffd pair',
      'other \ufffd half',
      ...hostile.slice(3),
      'nada-4',
    ]);
  });
});
