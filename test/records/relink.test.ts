import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createRelationships } from '../../src/records/relationships.ts';
import { insertConflictWithPerson } from '../../src/store/conflict-store.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  await store?.close();
  store = await openTestStore();
});
afterAll(async () => await store.close());

const ana = { nationalId: '1405987275476', birthDate: '1987-05-14' };
const milan = { givenName: 'Milan', nationalId: null, birthDate: '1960-01-02' };

/** A register that numbers its lines: the same number, another person. */
const withFirst = (version: number, first: object) =>
  careCase(version, { members: [member('CSR-7/1', first)] });

describe('a line that names somebody else', () => {
  test('is linked anew: the person it stood for keeps nothing of it', async () => {
    await store.take('centre', [withFirst(1, ana)]);
    const before = await store.personOf('centre', 'CSR-7/1');
    await store.take('centre', [withFirst(2, milan)]);
    const after = await store.personOf('centre', 'CSR-7/1');
    expect(after).not.toBeNull();
    expect(after).not.toBe(before);
    const links = await store.rows<{ ended: boolean }>(
      `select ended_at is not null as ended from link where entity = 'PERSON' order by linked_at, ended_at nulls last`,
    );
    expect(links.map((link) => link.ended).sort()).toEqual([false, true]);
  });

  test.each([
    ['a family name that changed', { ...ana, nationalId: null, familyName: 'Novaković' }],
    ['an id that came later', ana],
    ['names that changed places', { ...ana, nationalId: null, givenName: 'Probić', familyName: 'Ana' }],
  ])('is not meant by %s', async (_name, changes) => {
    await store.take('centre', [withFirst(1, { ...ana, nationalId: null })]);
    const before = await store.personOf('centre', 'CSR-7/1');
    await store.take('centre', [withFirst(2, changes)]);
    expect(await store.personOf('centre', 'CSR-7/1')).toBe(before);
  });

  test('takes no confirmed relationship over', async () => {
    const bearer = { kind: 'AGENCY', agency: 'berane.centre', actor: 'clerk', person: null } as const;
    await store.take('centre', [withFirst(1, ana)]);
    await store.take('centre', [withFirst(2, milan)], bearer);
    const rows = await store.rows(
      `select relationship_declared_by, relationship_confirmed_by from record
        where kind = 'case-entry' and superseded_at is null`,
    );
    expect(rows).toEqual([{ relationship_declared_by: 'clerk', relationship_confirmed_by: null }]);
  });

  test('is, for an observation, another head or address under the same number', async () => {
    await store.take('centre', [withFirst(1, ana)]);
    await store.take('community', [observation()]);
    expect(await store.householdOf('community', 'MZ-7')).toBe(await store.householdOf('centre', 'CSR-7'));
    await store.take('community', [observation({ householdHead: 'Jovan Nikić', address: 'Brdska 3' })]);
    expect(await store.householdOf('community', 'MZ-7')).not.toBe(await store.householdOf('centre', 'CSR-7'));
  });
});

describe('a relationship that software declared', () => {
  const state = async () =>
    await store.rows(
      `select relationship_declared_by, relationship_confirmed_by from record where kind = 'case-entry'`,
    );

  test('needs two named persons still, and not the same one twice', async () => {
    await store.take('centre', [withFirst(1, ana)], {
      kind: 'AGENCY',
      agency: 'berane.centre',
      actor: '',
      person: null,
    });
    const person = (await store.personOf('centre', 'CSR-7/1')) ?? '';
    const confirm = async (actor: string, human: string) =>
      await createRelationships(store.database).confirm(
        {
          kind: 'AGENCY',
          agency: 'berane.centre',
          actor,
          named: true,
          self: { nationalIdHash: human, birthDate: '1980-01-01' },
          purpose: 'ps:SocialWelfareProvision',
          roles: [],
          area: null,
          token: { issuer: '', id: '' },
        },
        person,
      );
    await confirm('clerk', 'one');
    await confirm('clerk', 'one');
    // Nor by the same human under another account (R10: a second named person).
    await confirm('clerk of another desk', 'one');
    expect(await state()).toEqual([{ relationship_declared_by: 'clerk', relationship_confirmed_by: null }]);
    await confirm('supervisor', 'other');
    expect(await state()).toEqual([
      { relationship_declared_by: 'clerk', relationship_confirmed_by: 'supervisor' },
    ]);
  });
});

describe('a declared conflict', () => {
  const near = async (): Promise<readonly string[]> =>
    (
      await store.rows<{ person: string }>(
        `select person::text from conflict_of('me') where person is not null`,
      )
    ).map(({ person }) => person);

  test('stays with its person, where a register without national ids puts a row in between', async () => {
    await store.take('housing', [tenant()]);
    await store.take('centre', [careCase(1)]);
    const ana = (await store.personOf('housing', '1')) ?? '';
    expect(await store.personOf('centre', 'CSR-7/1')).toBe(ana);
    const declaring = { selfHash: 'me', agency: 'berane.centre', actor: 'nenad', at: store.clock.now() };
    await insertConflictWithPerson(store.database, declaring, ana);
    expect(await near()).toContain(ana);

    const stranger = { ime: 'Milutin', prezime: 'Drugi', datum_rodjenja: '01.01.1950.', broj_ugovora: 'U-8' };
    await store.take('housing', [tenant({ ...stranger, adresa: 'Brdska 3', stan: '' }), tenant({ rb: '2' })]);
    const milutin = (await store.personOf('housing', '1')) ?? '';
    expect(milutin).not.toBe(ana);
    expect(await near()).toContain(ana);
    expect(await near()).not.toContain(milutin);
  });
});
