import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createPersonSearch, type PersonSearch } from '../../src/records/person-search.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, tenant } from './make-case.ts';
import { hashingKey, openTestStore, type TestStore } from './open-store.ts';

const nationalId = '1405987275476';
const ana = { givenName: 'Ana', familyName: 'Probić', birthDate: '1987-05-14' };
const byId = { nationalId, givenName: null, familyName: null, birthDate: null };
const byName = { nationalId: null, ...ana };
let store: TestStore;
let search: PersonSearch;
beforeEach(async () => {
  await store?.close();
  store = await openTestStore();
  search = createPersonSearch(store.database, hashingKey);
  await store.take('housing', [tenant({ jmbg: nationalId })]);
});
afterAll(async () => await store.close());

const found = async (agency: string, purpose: string, terms: typeof byId | typeof byName): Promise<unknown> =>
  (await search.find(store.reading(callerOf(agency, purpose)), ['berane'], terms)).view?.id ?? null;
const municipality = ['berane.municipality', 'housing-welfare-management'] as const;
const centre = ['berane.centre', 'social-welfare-provision'] as const;

/** Another person whom the Centre's file gives the same number and name. */
const takeNamesake = async (): Promise<void> => {
  await store.take('centre', [careCase(1, { members: [member('CSR-7/1', { nationalId })] })]);
  await store.rows(
    `update link set entity_id = gen_random_uuid() where entity = 'PERSON' and source = 'centre'`,
  );
};

describe.each([
  ['a national id', byId],
  ['a full name with a birth date', byName],
] as const)('a search by %s', (_how, terms) => {
  test('finds the one person whom a register that the caller may read names', async () => {
    expect(await found(...municipality, terms)).toBe(await store.personOf('housing', '1'));
  });

  test('finds nobody by a register that is closed to the caller', async () => {
    await store.rows(`delete from record where source = 'housing'`);
    await takeNamesake();
    expect(await found(...municipality, terms)).toBeNull();
    expect(await found(...centre, terms)).toBe(await store.personOf('centre', 'CSR-7/1'));
  });

  test('finds the same one where a register that is closed names somebody else alike (THREATS.md I11)', async () => {
    await takeNamesake();
    expect(await found(...municipality, terms)).toBe(await store.personOf('housing', '1'));
  });

  test('finds nobody where the caller may read of two', async () => {
    await store.take('housing', [tenant({ rb: '2', broj_ugovora: 'U-8', jmbg: nationalId })]);
    await store.rows(
      `update link set entity_id = gen_random_uuid() where entity = 'PERSON' and source = 'housing' and local_id = '2'`,
    );
    expect(await found(...municipality, terms)).toBeNull();
  });
});
