import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, tenant } from './make-case.ts';
import { openTestStore, type TestStore, type TestStoreOptions } from './open-store.ts';

const opened: TestStore[] = [];
const open = async (options: TestStoreOptions = {}): Promise<TestStore> => {
  const store = await openTestStore(options);
  opened.push(store);
  return store;
};
afterAll(async () => {
  for (const store of opened) await store.close();
});

const placeOf = async (store: TestStore, unit: string): Promise<unknown> =>
  (
    await store.rows<{ municipality: string }>(
      `select distinct municipality from record where source = 'centre' and unit = ? and superseded_at is null`,
      [unit],
    )
  )[0]?.municipality;

const caseIn = (caseNumber: string, localCommunity: string | null): object =>
  careCase(1, { caseNumber, localCommunity });

describe('a local community', () => {
  let store: TestStore;
  beforeEach(async () => {
    if (!store) store = await open();
    else await store.rows('truncate record, link, mention, mention_key, local_community');
  });

  test.each(['Park', 'park ', 'Парк'])(
    "is learned from the municipality's register, however it is written: %s",
    async (written) => {
      await store.take('housing', [tenant()]);
      await store.take('centre', [caseIn('C-1', written)]);
      expect(await placeOf(store, 'C-1')).toBe('berane');
    },
  );

  test.each([['Nigdje'], [null]])('that no register knows places nothing: %s', async (written) => {
    await store.take('housing', [tenant()]);
    await store.take('centre', [caseIn('C-1', written)]);
    expect(await placeOf(store, 'C-1')).toBe('unresolved');
  });

  test("is not learned from the Centre, which does not know municipalities' borders", async () => {
    await store.take('centre', [caseIn('C-1', 'Park'), caseIn('C-2', 'Park')]);
    expect(await placeOf(store, 'C-2')).toBe('unresolved');
    expect(await store.rows('select * from local_community')).toEqual([]);
  });

  test('of two municipalities places nothing', async () => {
    await store.take('housing', [tenant()]);
    await store.take('petnjica/housing', [tenant()]);
    await store.take('centre', [caseIn('C-1', 'Park')]);
    expect(await placeOf(store, 'C-1')).toBe('unresolved');
  });

  test('is placed by the next version, once its register is there', async () => {
    await store.take('centre', [careCase(1)]);
    expect(await placeOf(store, 'CSR-7')).toBe('unresolved');
    await store.take('housing', [tenant()]);
    await store.take('centre', [careCase(2)]);
    expect(await placeOf(store, 'CSR-7')).toBe('berane');
  });

  test('that is unknown leaves a record to its own controller alone', async () => {
    await store.take('housing', [tenant({ jmbg: '1405987275476' })]);
    const members = [
      {
        localId: 'C-1/1',
        givenName: 'Ana',
        familyName: 'Probić',
        nationalId: '1405987275476',
        birthDate: '1987-05-14',
      },
    ];
    await store.take('centre', [careCase(1, { caseNumber: 'C-1', localCommunity: 'Nigdje', members })]);
    const ana = (await store.personOf('centre', 'C-1/1')) ?? '';
    expect(await store.personOf('housing', '1')).toBe(ana);
    const seen = async (agency: string, purpose: string): Promise<readonly string[]> => {
      const view = await store.reading(callerOf(agency, purpose)).view('PERSON', ana);
      return (view?.records ?? []).map((record) => record.row.source).sort();
    };
    expect(await seen('berane.centre', 'social-welfare-provision')).toEqual(['centre', 'housing']);
    expect(await seen('berane.municipality', 'housing-welfare-management')).toEqual(['housing']);
    expect(await seen('petnjica.municipality', 'housing-welfare-management')).toEqual([]);
    expect(await seen('berane.support', 'social-welfare-provision')).toEqual([]);
  });
});

describe('local communities that configuration names', () => {
  test('stand in place of learned ones, and a name in two municipalities places nothing', async () => {
    const store = await open({
      configuredCommunities: new Map([
        ['berane', ['Park', 'Centar']],
        ['petnjica', ['Centar', 'Bor']],
      ]),
    });
    await store.take('housing', [tenant({ mjesna_zajednica: 'Novo naselje' })]);
    const cases = ['Park', 'ЦЕНТАР', 'bor', 'Novo naselje'].map((name, index) => caseIn(`C-${index}`, name));
    await store.take('centre', cases);
    const places = await Promise.all(cases.map((_, index) => placeOf(store, `C-${index}`)));
    expect(places).toEqual(['berane', 'unresolved', 'petnjica', 'unresolved']);
  });

  test('place nothing where a register taught the same name to the other municipality', async () => {
    const store = await open({ configuredCommunities: new Map([['petnjica', ['Park']]]) });
    await store.take('housing', [tenant()]);
    await store.take('centre', [caseIn('C-1', 'Park')]);
    expect(await placeOf(store, 'C-1')).toBe('unresolved');
  });
});
