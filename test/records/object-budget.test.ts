import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { createObjectBudget, type ObjectBudget } from '../../src/records/object-budget.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { leaseObjects } from '../../src/store/object-budget-store.ts';
import { type Clock, createClock } from '../harness/clock.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { callerOf } from '../policy/demo-house.ts';

let database: Database;
let clock: Clock;
const statements: string[] = [];

beforeAll(async () => {
  database = await openDatabase(memoryStore(), { onStatement: (sql) => statements.push(sql) });
});
afterAll(async () => await database?.close());
beforeEach(async () => {
  await database.query('delete from object_budget');
  statements.length = 0;
  clock = createClock('2026-11-21T10:20:00Z');
});

const centre: AgencyCaller = callerOf('berane.centre', 'social-welfare-provision');
const support: AgencyCaller = callerOf('berane.support', 'social-welfare-provision');

/** One process of the hub over the shared store. */
const openProcess = (most: number, at: Clock = clock): ObjectBudget =>
  createObjectBudget({
    lease: async (lease) => await leaseObjects(database, lease),
    objectsPerHour: () => most,
    clock: at.now,
  });

/** How many times so many can be taken one after the other, at most `tries`. */
const takenBy = async (take: ObjectBudget, objects: number, tries: number): Promise<number> => {
  let taken = 0;
  for (; taken < tries; taken += 1) {
    const refused = await take(centre, objects).then(
      () => null,
      (error: unknown) => error,
    );
    if (refused instanceof HubError && refused.code === 'RATE_LIMITED') break;
    if (refused) throw refused;
  }
  return taken;
};

describe('the budget of an hour', () => {
  test.each([1, 7, 99, 100, 101, 250, 305])(
    'of %i is given to the last object and no further',
    async (most) => {
      expect(await takenBy(openProcess(most), 1, most + 10)).toBe(most);
    },
  );

  test('is refused with the seconds to the next hour, and is whole again then', async () => {
    const take = openProcess(10);
    await take(centre, 10);
    const refused = await take(centre, 1).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', status: 429, retryAfterSeconds: 2400 });
    clock.advance(2_399_999);
    expect(await takenBy(take, 1, 1)).toBe(0);
    clock.advance(1);
    expect(await takenBy(take, 1, 20)).toBe(10);
  });

  test('refuses what is too much and still gives what is not', async () => {
    const take = openProcess(300);
    await take(centre, 290);
    expect(await takenBy(take, 11, 1)).toBe(0);
    expect(await takenBy(take, 10, 1)).toBe(1);
    expect(await takenBy(take, 1, 1)).toBe(0);
  });

  test("is each agency's own, and no person's", async () => {
    const take = openProcess(5);
    await take(centre, 5);
    await take(support, 5);
    await expect(take(support, 1)).rejects.toThrow(HubError);
    const person = { kind: 'PERSON', nationalIdHash: 'h', birthDate: '1987-05-14' } as const;
    await take({ ...person, actor: 'a', purpose: 'p', token: support.token }, 1000);
  });

  test('that is none gives none', async () => {
    expect(await takenBy(openProcess(0), 1, 1)).toBe(0);
  });
});

describe('over several processes', () => {
  test('is never given twice: what is left unused is a block of each at most', async () => {
    const most = 1000;
    const processes = [openProcess(most), openProcess(most), openProcess(most)];
    let given = 0;
    for (let round = 0; round < most; round += 1) {
      for (const take of processes) given += await takenBy(take, 1, 1);
    }
    expect(given).toBeLessThanOrEqual(most);
    expect(given).toBeGreaterThanOrEqual(most - 3 * 10);
  });

  test('a crash loses a block at most', async () => {
    const before = openProcess(1000);
    await before(centre, 1);
    expect(await takenBy(openProcess(1000), 1, 2000)).toBe(990);
  });

  test('a clock that is behind draws on the hour that another has begun, and does not begin it again', async () => {
    await openProcess(10, createClock('2026-11-21T11:00:01Z'))(centre, 6);
    expect(await takenBy(openProcess(10, createClock('2026-11-21T10:59:59Z')), 1, 20)).toBe(4);
    expect(await takenBy(openProcess(10, createClock('2026-11-21T11:00:02Z')), 1, 20)).toBe(0);
  });
});

describe('its price', () => {
  const leases = (): number => statements.filter((sql) => sql.includes('object_budget')).length;

  test('is one statement for a hundredth of the budget', async () => {
    const take = openProcess(20_000);
    for (let request = 0; request < 1000; request += 1) await take(centre, 2);
    expect(leases()).toBe(10);
  });

  test('is one statement for a rush of requests, not one each', async () => {
    const take = openProcess(20_000);
    await Promise.all(Array.from({ length: 150 }, async () => await take(centre, 1)));
    expect(leases()).toBe(1);
  });

  test('is none once the hour is used up', async () => {
    const take = openProcess(10);
    await take(centre, 10);
    expect(await takenBy(take, 1, 1)).toBe(0);
    const asked = leases();
    for (let request = 0; request < 20; request += 1) expect(await takenBy(take, 3, 1)).toBe(0);
    expect(leases()).toBe(asked);
  });

  test('nothing is lost where the store fails: the next request asks again', async () => {
    let fails = true;
    const take = createObjectBudget({
      lease: async (lease) => {
        if (fails) throw new HubError('STORAGE_UNAVAILABLE');
        return await leaseObjects(database, lease);
      },
      objectsPerHour: () => 10,
      clock: clock.now,
    });
    const both = await Promise.allSettled([take(centre, 1), take(centre, 1)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await takenBy(take, 1, 20)).toBe(10);
  });
});
