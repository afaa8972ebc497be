import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  if (!store) store = await openTestStore();
  else await store.rows('truncate record, link, mention, mention_key, local_community');
});
afterAll(async () => await store.close());

const outcomes = async (source: string, items: readonly unknown[]): Promise<readonly string[]> =>
  (await store.take(source, items)).map((receipt) => receipt.outcome);

const versions = async (kind: string): Promise<readonly string[]> => {
  const rows = await store.rows<{ version: number; current: boolean; said: string }>(
    `select version, superseded_at is null as current, coalesce(payload ->> 'memberCount', '-') as said
       from record where kind = ? order by version`,
    [kind],
  );
  return rows.map((row) => `${row.version}${row.current ? ' current' : ''}: ${row.said}`);
};

const two = [
  member('CSR-7/1'),
  member('CSR-7/2', { givenName: 'Sara', birthDate: '2016-02-09', relation: 'dijete' }),
];

describe('versions of a case', () => {
  test('a newer one succeeds, and the older stays as history', async () => {
    await store.take('housing', [tenant()]);
    expect(await outcomes('centre', [careCase(1)])).toEqual(['CREATED']);
    expect(await outcomes('centre', [careCase(2, { members: two })])).toEqual(['UPDATED']);
    expect(await versions('care-case')).toEqual(['1: 1', '2 current: 2']);
  });

  test('a late older one changes nothing and says so', async () => {
    await store.take('centre', [careCase(3, { members: two })]);
    const before = await store.rows('select * from record order by id');
    const links = await store.rows('select * from link order by id');
    const [receipt] = await store.take('centre', [careCase(2)]);
    expect(receipt).toMatchObject({ outcome: 'STALE_IGNORED', recordId: null });
    expect(await store.rows('select * from record order by id')).toEqual(before);
    expect(await store.rows('select * from link order by id')).toEqual(links);
  });

  test('the same again is unchanged, the same with other words is a conflict, and neither leaves a trace', async () => {
    await store.take('centre', [careCase(2)]);
    const before = await store.rows('select * from record order by id');
    expect(await outcomes('centre', [careCase(2)])).toEqual(['UNCHANGED']);
    expect(await outcomes('centre', [careCase(2, { address: 'Lipov drvored 13/7' })])).toEqual(['CONFLICT']);
    expect(
      await outcomes('centre', [
        careCase(2, { members: [member('CSR-7/1', { nationalId: '1405987275476' })] }),
      ]),
    ).toEqual(['CONFLICT']);
    expect(await store.rows('select * from record order by id')).toEqual(before);
  });

  test('stand in one file in any order: each that is newer than the last succeeds it', async () => {
    const file = [
      careCase(1),
      careCase(3, { members: two }),
      careCase(2),
      careCase(3, { members: two }),
      careCase(4),
    ];
    expect(await outcomes('centre', file)).toEqual([
      'CREATED',
      'UPDATED',
      'STALE_IGNORED',
      'UNCHANGED',
      'UPDATED',
    ]);
    expect(await versions('care-case')).toEqual(['1: 1', '3: 2', '4 current: 1']);
    const tables = await store.rows(`select kind, local_id, count(*)::int as current from record
      where superseded_at is null group by 1, 2 having count(*) > 1`);
    expect(tables).toEqual([]);
  });

  test('a member who leaves the case is no more in it, and what was said of them stays as history', async () => {
    await store.take('centre', [careCase(1, { members: two })]);
    const sara = await store.personOf('centre', 'CSR-7/2');
    const household = await store.householdOf('centre', 'CSR-7');
    await store.take('centre', [careCase(2)]);
    const centre = store.reading(callerOf('berane.centre', 'social-welfare-provision'));
    const view = await centre.view('HOUSEHOLD', household ?? '');
    expect(view?.records.map((record) => record.row.local_id).sort()).toEqual(['CSR-7', 'CSR-7/1']);
    expect(await centre.view('PERSON', sara ?? '')).toBeNull();
    expect(await store.rows(`select version from record where local_id = 'CSR-7/2'`)).toEqual([
      { version: 1 },
    ]);
  });

  test('the links and ids of those who stay are the same after each version', async () => {
    await store.take('centre', [careCase(1)]);
    const before = [await store.personOf('centre', 'CSR-7/1'), await store.householdOf('centre', 'CSR-7')];
    await store.take('centre', [careCase(2, { members: [member('CSR-7/1', { familyName: 'Novković' })] })]);
    expect([await store.personOf('centre', 'CSR-7/1'), await store.householdOf('centre', 'CSR-7')]).toEqual(
      before,
    );
  });
});

describe('a member of two cases', () => {
  const other = careCase(1, { caseNumber: 'CSR-8' });

  test('is one person with an entry in each', async () => {
    expect(await outcomes('centre', [careCase(1), other])).toEqual(['CREATED', 'CREATED']);
    const ana = await store.personOf('centre', 'CSR-7/1');
    const centre = store.reading(callerOf('berane.centre', 'social-welfare-provision'));
    const view = await centre.view('PERSON', ana ?? '');
    expect(view?.records.map((record) => record.row.unit).sort()).toEqual(['CSR-7', 'CSR-8']);
  });

  test('leaves the one and stays in the other', async () => {
    await store.take('centre', [careCase(1), other]);
    expect(await outcomes('centre', [careCase(2, { members: [member('CSR-7/2')] })])).toEqual(['UPDATED']);
    const rows = await store.rows(
      `select unit from record where local_id = 'CSR-7/1' and superseded_at is null`,
    );
    expect(rows).toEqual([{ unit: 'CSR-8' }]);
  });

  test('is no reason to refuse either where one of them is sealed', async () => {
    await store.take('centre', [careCase(1)]);
    const sealed = careCase(1, { caseNumber: 'CSR-8', matter: 'M-1' });
    expect(await outcomes('centre', [sealed])).toEqual(['CREATED']);
  });
});

describe('the register, which counts no versions', () => {
  test('is told apart by its contents', async () => {
    expect(await outcomes('housing', [tenant()])).toEqual(['CREATED']);
    expect(await outcomes('housing', [tenant()])).toEqual(['UNCHANGED']);
    expect(await outcomes('housing', [tenant({ dug_eur: '12,50' })])).toEqual(['UPDATED']);
    expect(await outcomes('housing', [tenant()])).toEqual(['UPDATED']);
    const rows =
      await store.rows(`select version, superseded_at is null as current, payload ->> 'arrears' as owed
      from record where kind = 'tenancy' order by version`);
    expect(rows).toEqual([
      { version: 1, current: false, owed: '0' },
      { version: 2, current: false, owed: '12.5' },
      { version: 3, current: true, owed: '0' },
    ]);
  });

  test('notices a changed national id, whose number it does not keep', async () => {
    await store.take('housing', [tenant({ jmbg: '1405987275476' })]);
    expect(await outcomes('housing', [tenant({ jmbg: '1405987275476' })])).toEqual(['UNCHANGED']);
    expect(await outcomes('housing', [tenant({ jmbg: '' })])).toEqual(['UPDATED']);
  });

  test('of two municipalities may give one contract number each', async () => {
    await store.take('housing', [tenant()]);
    expect(await outcomes('petnjica/housing', [tenant({ mjesna_zajednica: 'Trpezi' })])).toEqual(['CREATED']);
    expect(
      await store.rows('select municipality from record where kind = ? order by 1', ['tenancy']),
    ).toEqual([{ municipality: 'berane' }, { municipality: 'petnjica' }]);
  });
});

describe('a national id', () => {
  const clear = '1405987275475';
  test('that is mistyped is quarantined without its value, and the record is loaded', async () => {
    const [receipt] = await store.take('centre', [
      careCase(1, { members: [member('CSR-7/1', { nationalId: clear })] }),
    ]);
    expect(receipt?.outcome).toBe('CREATED');
    expect(receipt?.problems).toEqual([
      { row: 0, column: 'members[0].nationalId', reason: expect.any(String) },
    ]);
    expect(JSON.stringify(receipt)).not.toContain(clear.slice(0, 7));
    expect(
      await store.rows(
        `select payload ->> 'nationalIdChecked' as checked from record where kind = 'case-entry'`,
      ),
    ).toEqual([{ checked: 'false' }]);
  });

  test.each([clear, '1405987275476'])('is in clear in no table: %s', async (nationalId) => {
    await store.take('centre', [careCase(1, { members: [member('CSR-7/1', { nationalId })] })]);
    await store.take('housing', [tenant({ jmbg: nationalId })]);
    for (const table of [
      'record',
      'link',
      'mention',
      'mention_key',
      'local_community',
      'push',
      'audit_entry',
    ]) {
      const [found] = await store.rows<{ count: number }>(
        `select count(*)::int as count from ${table} where ${table}::text like ?`,
        [`%${nationalId}%`],
      );
      expect(found?.count, table).toBe(0);
    }
  });
});
