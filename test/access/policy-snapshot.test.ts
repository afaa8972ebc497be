import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installAgreements } from '../../src/access/install-agreements.ts';
import { oldestSnapshot, openPolicySnapshot, type PolicySnapshot } from '../../src/access/policy-snapshot.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import { raisePolicyNumber } from '../../src/store/agreement-store.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { agreements, graph, registry } from '../policy/demo-house.ts';
import { legalBases } from './legal-bases.ts';

let database: Database;
let elapsed = 0;
let unreachable = false;
let loads = 0;
const faults: unknown[] = [];

const install = async (
  configured: readonly Agreement[],
  { lost = '', today = '2026-11-21' }: { lost?: string; today?: string } = {},
): Promise<void> =>
  await installAgreements({
    database,
    configured,
    agencies: registry.agencies,
    legalBases,
    categoryOf: (coordinate) =>
      coordinate === lost ? undefined : graph.catalogue.governed.get(coordinate)?.category,
    reachOf: () => [],
    clock: () => new Date('2026-11-21T10:00:00Z'),
    today: () => today,
  });

const open = async (): Promise<PolicySnapshot> =>
  await openPolicySnapshot({
    database: {
      query: async (sql, parameters) => {
        if (unreachable) throw new Error('the store does not answer');
        if (sql.includes('from agreement')) loads += 1;
        return await database.query(sql, parameters);
      },
    },
    versionOf: (held) => held.map(({ id, version, validUntil }) => `${id}@${version} ${validUntil}`).join(),
    elapsed: () => elapsed,
    onFault: (error) => faults.push(error),
  });

/** What another process does: it ends an agreement. */
const endElsewhere = async (id: string): Promise<void> =>
  await database.transaction(async (transaction) => {
    await transaction.query(
      `insert into agreement_event (agreement_id, version, event, actor, at, ends_on)
         values (?, 1, 'ENDED', 'somebody', now(), '2026-11-21')`,
      [id],
    );
    await raisePolicyNumber(transaction);
  });

beforeEach(async () => {
  database = await openDatabase(memoryStore());
  [elapsed, unreachable, loads] = [0, false, 0];
  faults.length = 0;
});
afterEach(async () => await database.close());

describe('the policy in force', () => {
  test('is what the file says in a new store, and changes when another process changed it', async () => {
    await install(agreements);
    const snapshot = await open();
    const first = snapshot.current();
    expect(first.agreements).toEqual(agreements);
    await snapshot.refresh();
    expect(snapshot.current()).toBe(first);
    expect(loads).toBe(1);

    await endElsewhere('centre-to-support');
    expect(snapshot.current()).toBe(first);
    await snapshot.refresh();
    expect(snapshot.current().version).not.toBe(first.version);
    expect(snapshot.current().agreements.find(({ id }) => id === 'centre-to-support')?.validUntil).toBe(
      '2026-11-21',
    );
  });

  test('is refused where it could not be read for five seconds, and found again by the next request', async () => {
    await install(agreements);
    const snapshot = await open();
    unreachable = true;
    elapsed = oldestSnapshot;
    await expect(snapshot.refresh()).rejects.toThrow();
    expect(snapshot.current().agreements).toHaveLength(agreements.length);
    elapsed = oldestSnapshot + 1;
    expect(() => snapshot.current()).toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
    await expect(snapshot.fresh(null)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(faults).toHaveLength(1);
    unreachable = false;
    expect((await snapshot.fresh(null)).agreements).toHaveLength(agreements.length);
    expect(snapshot.current().agreements).toHaveLength(agreements.length);
  });

  test('is read anew where another process is known to have another one, however young it is', async () => {
    await install(agreements);
    const snapshot = await open();
    const before = snapshot.current().version;
    await endElsewhere('centre-to-support');
    expect((await snapshot.fresh(null)).version).toBe(before);
    expect((await snapshot.fresh(before)).version).toBe(before);
    expect((await snapshot.fresh('the one after it')).version).not.toBe(before);
  });

  test('is not used again after a change of this process, even where the store does not answer', async () => {
    await install(agreements);
    const snapshot = await open();
    unreachable = true;
    await snapshot.changed();
    expect(() => snapshot.current()).toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
    unreachable = false;
    await endElsewhere('centre-to-support');
    await snapshot.changed();
    expect(snapshot.current().agreements.find(({ id }) => id === 'centre-to-support')?.validUntil).toBe(
      '2026-11-21',
    );
  });
});

describe('a start', () => {
  const first = agreements[0] as Agreement;

  test('enters the file in a new store alone, and once', async () => {
    await install(agreements);
    await install(agreements);
    await install(agreements.slice(1));
    const events = await database.query(
      `select event, actor, agency, count(*)::int as count from agreement_event group by 1, 2, 3 order by 1`,
    );
    const count = agreements.length;
    expect(events).toEqual([
      { event: 'APPROVED', actor: 'installation', agency: null, count },
      { event: 'PROPOSED', actor: 'installation', agency: null, count },
    ]);
  });

  test.each<[string, Agreement, RegExp]>([
    [
      'has an agreement that the store has not',
      { ...first, id: 'another' },
      /another, version 1, is in the file and not/,
    ],
    ['has another version', { ...first, version: 2 }, /version 2, is in the file and not in the store/],
    ['says something else', { ...first, prohibits: [] }, /version 1, says something else in the file/],
  ])('is refused where the file %s', async (_what, changed, says) => {
    await install(agreements);
    const refusal = install([changed, ...agreements.slice(1)]);
    await expect(refusal).rejects.toThrow(says);
    await expect(refusal).rejects.toThrow(/let an officer propose it: npm run hub -- agreements propose/);
  });

  test('is refused where something holds that no contract has any more, unless it is over', async () => {
    await install(agreements);
    const lost = 'Tenancy.rooms';
    await expect(install(agreements, { lost })).rejects.toThrow(
      /berane-municipality-to-centre-eligibility, version 1: The granted field Tenancy.rooms is in no contract/,
    );
    await endElsewhere('berane-municipality-to-centre-eligibility');
    await install(agreements, { lost });
  });
});

test('what is written of an agreement never changes, whoever holds the database', async () => {
  await install(agreements);
  for (const sql of [
    `update agreement set content = '{}'`,
    'delete from agreement_event',
    `update agreement_event set event = 'REFUSED'`,
  ]) {
    await expect(database.query(sql), sql).rejects.toThrow(/never changes/);
  }
});
