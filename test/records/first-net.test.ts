import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listHouseholdCandidates } from '../../src/store/search-store.ts';
import { countByLocalCommunity } from '../../src/store/statistics-store.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

// Row-level security is the second net. Here it is off, so that only the statements' own conditions stand.
describe('with the second net off, what a matter seals', () => {
  let store: TestStore;
  const referral = { member: 'CSR-7/1', agency: 'berane.support', acceptedOn: '2026-02-01' };
  beforeAll(async () => {
    store = await openTestStore();
    await store.rows('alter table record disable row level security');
    await store.take('housing', [tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' })]);
    await store.take('centre', [careCase(1)]);
    await store.take('centre', [
      careCase(2, {
        matter: 'M-1',
        localCommunity: 'Nigdje',
        members: [member('CSR-7/1', { health: 'invaliditet' })],
        aidPlan: { goal: 'tajni plan' },
        referrals: [referral],
      }),
    ]);
    await store.rows(
      `update record set municipality = 'berane', dwelling_id = general.dwelling_id
        from (select dwelling_id from record where compartment = 'general' and kind = 'care-case') general
        where record.compartment = 'M-1'`,
    );
  });
  afterAll(async () => await store.close());

  test('is there', async () => {
    expect(await store.rows(`select kind from record where compartment = 'M-1' order by 1`)).toEqual(
      ['aid-plan', 'care-case', 'case-entry', 'referral'].map((kind) => ({ kind })),
    );
  });

  test.each(['HOUSEHOLD', 'PERSON', 'DWELLING'] as const)('is in no view of a %s', async (entity) => {
    const [dwelling] = await store.rows<{ id: string }>(
      `select distinct dwelling_id::text as id from record where unit = 'CSR-7' and dwelling_id is not null`,
    );
    const id = {
      HOUSEHOLD: await store.householdOf('centre', 'CSR-7'),
      PERSON: await store.personOf('centre', 'CSR-7/1'),
      DWELLING: dwelling?.id,
    }[entity];
    const view = await store
      .reading(callerOf('berane.centre', 'social-welfare-provision'))
      .view(entity, id ?? '');
    expect(view?.records.length).toBeGreaterThan(0);
    expect(view?.records.map((record) => record.row.version)).toEqual(view?.records.map(() => 1));
  });

  test('makes nobody a client', async () => {
    const ana = (await store.personOf('centre', 'CSR-7/1')) ?? '';
    const support = store.reading(callerOf('berane.support', 'social-welfare-provision'));
    expect(await support.view('PERSON', ana)).toBeNull();
  });

  test('is in no list', async () => {
    const asked = {
      agency: 'berane.centre',
      municipalities: ['berane', 'petnjica', 'unresolved'],
      kinds: ['care-case', 'case-entry', 'aid-plan', 'referral'],
      orderSalt: new Uint8Array(32),
      after: null,
      limit: 10,
    };
    expect(await listHouseholdCandidates(store.database, { ...asked, localCommunity: 'nigdje' })).toEqual([]);
    expect(await listHouseholdCandidates(store.database, { ...asked, localCommunity: 'park' })).toHaveLength(
      1,
    );
  });

  test('is in no count', async () => {
    const counts = await countByLocalCommunity(store.database, {
      agency: 'statistics',
      countable: ['berane.centre', 'berane.municipality'].flatMap((controller) =>
        ['berane', 'unresolved'].map((municipality) => ({ controller, municipality })),
      ),
      kinds: ['tenancy', 'tenant-entry', 'care-case', 'case-entry'],
    });
    expect(counts).toEqual([{ municipality: 'berane', area: 'Park', persons: 2, households: 2 }]);
  });
});
