import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listHouseholdCandidates } from '../../src/store/search-store.ts';
import { callerOf } from '../policy/demo-house.ts';
import { drawRelease } from '../statistics/draw-release.ts';
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
      // As it would lie there if nothing but its compartment kept it: by kind, place, unit and dwelling it is found, and it says
      // that the person is somebody's client.
      `insert into record select it.* from record general cross join lateral jsonb_populate_record(null::public.record,
          to_jsonb(general) || jsonb_build_object('id', gen_random_uuid(), 'compartment', 'M-1', 'version', 2,
            'relationship_with', 'berane.support', 'relationship_kind', 'ACCEPTED_REFERRAL', 'relationship_from', null,
            'relationship_until', null, 'payload', general.payload || '{"goal": "tajni plan"}')) it
        where general.compartment = 'general' and general.superseded_at is null`,
    );
  });
  afterAll(async () => await store.close());

  test('is there', async () => {
    const kinds = await store.rows<{ kind: string }>(
      `select kind from record where compartment = 'M-1' order by kind`,
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['care-case', 'sealed-unit']));
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
    // A copy that is newer than the line it is of, and says of its household that it is elsewhere.
    await store.rows(
      `update record set local_community = 'nigdje', recorded_at = '2026-11-20' where compartment = 'M-1'`,
    );
    expect(await drawRelease(store, ['berane', 'unresolved'])).toEqual({ persons: 2, households: 2 });
    const [release] = await store.rows<{ facts: { areas: { area: string }[] } }>(
      'select facts from statistics_release',
    );
    expect(release?.facts.areas.map(({ area }) => area)).toEqual(['Park']);
  });
});

describe('who counts', () => {
  let store: TestStore;
  const mira = member('CSR-7/2', { givenName: 'Mira', relation: 'dijete', birthDate: '2015-03-01' });
  beforeAll(async () => {
    store = await openTestStore();
    // The first line tells where Park is.
    await store.take('housing', [tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' })]);
    const families = Array.from({ length: 52 }, (_, index) =>
      careCase(1, {
        caseNumber: `CSR-1${index}`,
        address: `Lipov drvored ${index + 1}/1`,
        members: [member(`CSR-1${index}/1`, { givenName: `Ana${index}` })],
      }),
    );
    const referral = { member: 'CSR-7/2', agency: 'berane.support', acceptedOn: '2026-02-01' };
    const case7 = careCase(1, { members: [member('CSR-7/1'), mira], referrals: [referral] });
    await store.take('centre', [...families, case7]);
    // Mira's line of the household is gone; what is left of her is a referral, of which the agreement says nothing.
    await store.rows(`delete from record where kind = 'case-entry' and local_id = 'CSR-7/2'`);
  });
  afterAll(async () => await store.close());

  test('is who a kind of record names that places people in a household', async () => {
    // Of records that nobody agreed to have counted there is no release.
    expect(await drawRelease(store, ['petnjica'])).toEqual({ persons: 0, households: 0 });
    expect((await drawRelease(store, ['berane', 'petnjica'])).persons).toBe(54);
  });
});
