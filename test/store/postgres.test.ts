import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { createPushes, type PushReceipt } from '../../src/records/pushes.ts';
import { disclosure, memoryHeads, sealerOf, verifyWith } from '../audit/audit-town.ts';
import { openPostgres } from '../harness/postgres.ts';
import { callerOf, registry } from '../policy/demo-house.ts';
import { careCase, member } from '../records/make-case.ts';
import { openTestStore, sourceOf, type TestStore } from '../records/open-store.ts';
import { openReaderTown } from './reader-town.ts';

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

const location = async () => {
  if (postgres.kind === 'MISSING') throw new Error(postgres.reason);
  return { kind: 'POSTGRESQL' as const, url: await postgres.createDatabase(), connections: 6 };
};

const pushesOf = (store: TestStore) =>
  createPushes({
    database: store.database,
    reception: store.reception,
    reached: () => undefined,
    onFault: (error) => {
      throw error;
    },
    adapters: new Map([['centre', centreAdapter]]),
    timeZone: registry.timeZone,
    clock: store.clock.now,
  });

const centre = callerOf('berane.centre', 'social-welfare-provision');
const push = async (
  store: TestStore,
  key: string,
  items: readonly unknown[],
): Promise<readonly PushReceipt[] | string> => {
  const named = { caller: centre, source: sourceOf('centre'), operation: 'pushCentreRecords', key, items };
  const mode = 'PARTIAL' as const;
  try {
    return await pushesOf(store).push({ ...named, mode });
  } catch (error) {
    if (error instanceof HubError) return error.code;
    throw error;
  }
};

if (postgres.kind === 'MISSING') {
  test.skip(`a real PostgreSQL is missing: ${postgres.reason}`, () => undefined);
} else {
  describe('on a real PostgreSQL, two processes', () => {
    let one: TestStore;
    let other: TestStore;
    beforeAll(async () => {
      const place = await location();
      one = await openTestStore({ location: place });
      other = await openTestStore({ location: place, clock: one.clock });
    });
    afterAll(async () => {
      await one.close();
      await other.close();
    });

    test('open one store and bring it up to date once', async () => {
      const migrations = await other.rows<{ name: string }>(
        'select name from mikro_orm_migrations order by id',
      );
      expect(migrations[0]).toEqual({ name: 'first-slice' });
      expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length);
      const [version] = await one.rows<{ version: number }>(
        `select current_setting('server_version_num')::int as version`,
      );
      expect(version?.version).toBeGreaterThanOrEqual(140_000);
    });

    test('take one push that is sent twenty times at once: one effect, and the same receipts for all', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) =>
          push(index % 2 === 0 ? one : other, 'k-1', [careCase(1)]),
        ),
      );
      const receipts = answers.filter((answer) => typeof answer !== 'string');
      expect(
        answers.filter((answer) => typeof answer === 'string' && answer !== 'IDEMPOTENCY_KEY_IN_FLIGHT'),
      ).toEqual([]);
      expect(receipts.length).toBeGreaterThan(0);
      for (const receipt of receipts) expect(receipt).toEqual(receipts[0]);
      expect(receipts[0]).toMatchObject([{ outcome: 'CREATED' }]);
      expect(await push(other, 'k-1', [careCase(1)])).toEqual(receipts[0]);
      expect(await push(one, 'k-1', [careCase(2)])).toBe('IDEMPOTENCY_KEY_MISMATCH');
      expect(await one.rows(`select count(*)::int as count from record where kind = 'care-case'`)).toEqual([
        { count: 1 },
      ]);
    });

    test('take eight versions of one case at once: each once, and the newest alone is current', async () => {
      const versions = [2, 9, 3, 8, 4, 7, 5, 6];
      const answers = await Promise.all(
        versions.map(async (version, index) =>
          push(index % 2 === 0 ? one : other, `v-${version}`, [careCase(version)]),
        ),
      );
      const outcomes = answers.map((answer) => (typeof answer === 'string' ? answer : answer[0]?.outcome));
      expect(outcomes.filter((outcome) => outcome !== 'UPDATED' && outcome !== 'STALE_IGNORED')).toEqual([]);
      expect(
        await one.rows(
          `select version from record where kind = 'care-case' and unit = 'CSR-7' and superseded_at is null`,
        ),
      ).toEqual([{ version: 9 }]);
    });

    test('meet one new person in two cases at once, and make one of them', async () => {
      const known = (caseNumber: string) =>
        careCase(1, {
          caseNumber,
          members: [member(`${caseNumber}/1`, { givenName: 'Nova', nationalId: '0311984270548' })],
        });
      const cases = Array.from({ length: 8 }, (_, index) => known(`N-${index}`));
      await Promise.all(
        cases.map(async (each, index) => push(index % 2 === 0 ? one : other, `n-${index}`, [each])),
      );
      const persons = await one.rows(
        `select distinct entity_id from link where entity = 'PERSON' and local_id like 'N-%' and ended_at is null`,
      );
      expect(persons).toHaveLength(1);
    });

    test('give back the key of a push that failed, so that it can be sent again', async () => {
      // The store's own fault: what an item breaks by itself costs that item alone.
      await one.rows('alter table link rename to link_away');
      const lost = careCase(1, { caseNumber: 'L-1', members: [member('L-1/1', { givenName: 'Zora' })] });
      await expect(push(one, 'l-1', [lost])).rejects.toThrow();
      await one.rows('alter table link_away rename to link');
      expect(await one.rows(`select * from record where unit = 'L-1'`)).toEqual([]);
      expect(await push(other, 'l-1', [lost])).toMatchObject([{ outcome: 'CREATED' }]);
    });

    test('seal one log: each entry once, in one chain', async () => {
      const [left, right] = [createAuditLog(one.database), createAuditLog(other.database)];
      const heads = memoryHeads();
      const sealers = [
        sealerOf(one.database, heads, { batch: 7 }),
        sealerOf(other.database, memoryHeads(), { batch: 5 }),
      ];
      let sealed = 0;
      const rounds = Array.from({ length: 20 }, async (_, round) => {
        await Promise.all([
          left.append([disclosure(round * 10), disclosure(round * 10 + 1)]),
          right.append([disclosure(round * 10 + 2)]),
        ]);
        for (const count of await Promise.all(sealers.map((each) => each.sealOnce()))) sealed += count;
      });
      await Promise.all(rounds);
      for (let more = 1; more > 0; sealed += more) {
        more = 0;
        for (const each of sealers) more += await each.sealOnce();
      }
      expect(sealed).toBe(60);
      const rows = await one.rows<{ position: number }>(
        'select position::int as position from audit_entry order by position',
      );
      expect(rows.map((row) => row.position)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
      expect(await verifyWith(one.database, heads)).toMatchObject({ ok: true });
    });

    test('read a withdrawal in the one that the other has written', async () => {
      const [link] = await one.rows<{ id: string }>(
        `select entity_id::text as id from link where entity = 'PERSON' and local_id = 'CSR-7/1' and ended_at is null`,
      );
      const id = link?.id ?? '';
      await other.rows(
        `update record set relationship_with = 'berane.support', relationship_declared_by = null,
            relationship_declared_at = null where local_id = 'CSR-7/1'`,
      );
      const support = callerOf('berane.support', 'social-welfare-provision');
      expect((await one.reading(support).view('PERSON', id))?.known).toBe(true);
      await other.rows(
        `update record set relationship_with = null, relationship_kind = null where local_id = 'CSR-7/1'`,
      );
      expect(await one.reading(support).view('PERSON', id)).toBeNull();
    });
  });

  test('a real PostgreSQL and the one in the process answer the hot query alike', async () => {
    const towns = [await openReaderTown({ location: await location() }), await openReaderTown()];
    const callers = [
      callerOf('berane.municipality', 'housing-welfare-management'),
      callerOf('berane.centre', 'social-welfare-provision', { roles: ['triage'] }),
      callerOf('berane.support', 'social-welfare-provision'),
    ];
    const seen = await Promise.all(
      towns.map(async (town) => {
        const household = (await town.householdOf('housing', 'U-7')) ?? '';
        const person = (await town.personOf('centre', 'CSR-7/1')) ?? '';
        const views = callers.flatMap((caller) => {
          const reading = town.reading(caller);
          return [reading.view('HOUSEHOLD', household), reading.view('PERSON', person)];
        });
        return (await Promise.all(views)).map((view) =>
          view?.records.map(({ row, mask }) => ({
            ...row,
            id: '',
            household: row.household === household,
            mask: mask.words,
            openings: mask.openings.map((opening) => opening?.step ?? null),
          })),
        );
      }),
    );
    expect(seen[0]?.[0]?.map((row) => row.kind).sort()).toEqual([
      'care-case',
      'case-entry',
      'tenancy',
      'tenant-entry',
    ]);
    expect(seen[0]).toEqual(seen[1]);
    for (const town of towns) await town.close();
  });
}
