import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import type { Adapter } from '../../src/domain/adapter.ts';
import { compareLines } from '../../src/records/compared-lines.ts';
import { importRegister } from '../../src/records/register-import.ts';
import {
  createOwnSourceQuality,
  createSourceQuality,
  type SourceQuality,
} from '../../src/records/source-quality.ts';
import type { ComparedLine } from '../../src/store/quality-store.ts';
import { graph, registry } from '../policy/demo-house.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import { openTestStore, sourceOf, type TestStore } from './open-store.ts';
import { failOnFault, pagesOfFile } from './pages-of-file.ts';

const anas = { jmbg: '1405987275018', datum_rodjenja: '14.05.1987.' };
const igors = { ime: 'Igor', jmbg: '1203985270017', datum_rodjenja: '12.03.1985.' };
const adapters = new Map<string, Adapter>(
  [housingAdapter, centreAdapter, communityAdapter].map((adapter) => [adapter.name, adapter]),
);

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore({ configuredCommunities: new Map([['berane', ['Park', 'Hareme']]]) });
});
const empty = async () =>
  await store.rows(
    `truncate record, link, mention, mention_key, local_community, intake_finding, register_file, protective_flag, sealed_copy_mark`,
  );
beforeEach(empty);
afterAll(async () => await store.close());

/** Under row-level security, as the graph reads it. */
const measure = async (source: string): Promise<SourceQuality> =>
  await createSourceQuality({
    readAs: (controller) => async (sql, parameters) =>
      await store.database.readAs([controller], sql, parameters),
    catalogue: graph.catalogue,
    adapters,
  })(sourceOf(source));

const field = async (source: string, coordinate: string) => {
  const { field: _field, ...counts } =
    (await measure(source)).fields.find((each) => each.field === coordinate) ?? {};
  return counts;
};

const lease = (number: string, row: object = {}): object =>
  tenant({ rb: number, broj_ugovora: `U-${number}`, ...row });

describe('of a field of a register is counted', () => {
  test('what is missing, and what came and could not be taken over, until a later version mends it', async () => {
    await store.take('housing', [
      lease('1', { ...anas, datum_rodjenja: '31.02.1987.', dug_eur: 'mnogo', jmbg: '1405987275019' }),
      lease('2', { ime: '' }),
    ]);
    expect(await field('housing', 'TenantEntry.birthDate')).toEqual(counts(2, { missing: 1, invalid: 1 }));
    expect(await field('housing', 'TenantEntry.givenName')).toEqual(counts(2, { missing: 1 }));
    expect(await field('housing', 'Tenancy.arrears')).toEqual(counts(2, { missing: 1, invalid: 1 }));
    // Neither has a national id that passes its check, and one has one that does not.
    expect(await field('housing', 'TenantEntry.nationalIdChecked')).toEqual(
      counts(2, { missing: 2, invalid: 1 }),
    );
    await store.take('housing', [lease('1', anas)]);
    expect(await field('housing', 'TenantEntry.birthDate')).toEqual(counts(2, {}));
    expect(await field('housing', 'TenantEntry.nationalIdChecked')).toEqual(counts(2, { missing: 1 }));
  });

  test('what could not be taken over of a unit that says nothing else than before', async () => {
    await store.take('housing', [lease('1', { dug_eur: '' })]);
    const [receipt] = await store.take('housing', [lease('1', { dug_eur: 'mnogo' })]);
    expect(receipt?.outcome).toBe('UNCHANGED');
    expect(await field('housing', 'Tenancy.arrears')).toEqual(counts(1, { missing: 1, invalid: 1 }));
  });

  test('in a case the same, whichever member it is of; a late version changes no count', async () => {
    const members = [member('CSR-7/1', { sex: '?' }), member('CSR-7/2', { sex: '?', givenName: 'Vuk' })];
    await store.take('centre', [careCase(3, { members }), careCase(2)]);
    expect(await field('centre', 'CaseEntry.sex')).toEqual(counts(2, { missing: 2, invalid: 2 }));
  });

  test('a column that is read into no field by its own name', async () => {
    await store.take('centre', [careCase(3, { recordedAt: 'juče' })]);
    expect((await measure('centre')).otherColumns).toEqual([{ column: 'recordedAt', invalid: 1 }]);
  });

  test('every column that an adapter names by a field of its own contract', () => {
    for (const { name, columns } of adapters.values())
      for (const [column, coordinate] of Object.entries(columns)) {
        const kind = graph.catalogue.governed.get(coordinate)?.kind ?? '';
        expect([column, graph.catalogue.kinds.get(kind)?.adapter]).toEqual([column, name]);
      }
  });
});

const counts = (records: number, some: Partial<Record<'missing' | 'invalid' | 'conflicting', number>>) => ({
  ...{ records, missing: 0, invalid: 0, conflicting: 0 },
  ...some,
});

describe('of the lines of people is counted', () => {
  test('which are about somebody of whom another line is, and where the two contradict each other', async () => {
    await store.take('housing', [
      lease('1', anas),
      lease('2', { ...anas, prezime: 'Rosuljić' }),
      lease('3', igors),
    ]);
    const quality = await measure('housing');
    expect([quality.lines, quality.duplicates, quality.sharedNationalIds]).toEqual([3, 1, 0]);
    expect(await field('housing', 'TenantEntry.familyName')).toEqual(counts(3, { conflicting: 2 }));
    expect(await field('housing', 'TenantEntry.givenName')).toEqual(counts(3, {}));
  });

  test('no conflict where one line is in another script, or says nothing', async () => {
    await store.take('centre', [
      careCase(2, { members: [member('A', { nationalId: anas.jmbg })] }),
      careCase(3, {
        caseNumber: 'CSR-8',
        members: [member('B', { nationalId: anas.jmbg, givenName: 'Ана', familyName: 'Пробић', sex: null })],
      }),
    ]);
    const quality = await measure('centre');
    expect(quality.duplicates).toBe(1);
    expect(quality.fields.filter(({ conflicting }) => conflicting > 0)).toEqual([]);
  });

  test('one member under the same number in two cases is no duplicate, and can contradict itself', async () => {
    await store.take('centre', [
      careCase(2, { members: [member('A')] }),
      careCase(3, { caseNumber: 'CSR-8', members: [member('A', { birthDate: '1988-05-14' })] }),
    ]);
    const quality = await measure('centre');
    expect([quality.lines, quality.duplicates]).toEqual([1, 0]);
    expect(await field('centre', 'CaseEntry.birthDate')).toEqual(counts(2, { conflicting: 2 }));
  });

  test('which stand under a national id of somebody else: two people, and no duplicate', async () => {
    await store.take('housing', [lease('1', anas), lease('2', { ...igors, jmbg: anas.jmbg })]);
    const quality = await measure('housing');
    expect([quality.duplicates, quality.sharedNationalIds]).toEqual([0, 2]);
    expect(quality.fields.filter(({ conflicting }) => conflicting > 0)).toEqual([]);
  });

  test('what another register of the same agency says of the same person, by its like-named fields', () => {
    const line = (source: string, kind: string, payload: ComparedLine['payload']): ComparedLine => ({
      ...{ source, unit: source, kind, localId: source, municipality: 'berane' },
      ...{ nationalIdHash: 'the same', payload },
    });
    const named = { givenName: 'Ana', familyName: 'Probić', birthDate: '1987-05-14' };
    const compared = compareLines(
      [
        line('one', 'tenant-entry', named),
        line('two', 'case-entry', { ...named, familyName: 'Rosuljić', sex: 'FEMALE' }),
      ],
      graph.catalogue,
    );
    expect(compared.duplicates('one')).toBe(0);
    expect([...compared.conflicting('one')]).toEqual([['TenantEntry.familyName', 1]]);
    expect([...compared.conflicting('two')]).toEqual([['CaseEntry.familyName', 1]]);
  });
});

test('of households is counted which have no head and which have two', async () => {
  await store.take('housing', [
    lease('1', anas),
    lease('2', { srodstvo: 'dijete' }),
    lease('3', { broj_ugovora: 'U-9', ...igors }),
    lease('4', { broj_ugovora: 'U-9', srodstvo: 'zakupac' }),
  ]);
  const { households, withoutHead, withSeveralHeads } = await measure('housing');
  expect([households, withoutHead, withSeveralHeads]).toEqual([3, 1, 1]);
});

test("of a register's newest file is kept how many rows it had and how many were not taken", async () => {
  const content = new TextEncoder().encode(JSON.stringify([observation(), observation({ localId: null })]));
  const source = sourceOf('community');
  const { database, reception, clock } = store;
  const { timeZone } = registry;
  await importRegister({
    ...{
      source,
      adapter: communityAdapter,
      pages: pagesOfFile(communityAdapter, content),
      database,
      reception,
    },
    ...{ timeZone, clock: clock.now, onFault: failOnFault },
  });
  expect((await measure('community')).file).toEqual({
    readAt: '2026-11-21T10:00:00.000Z',
    read: 2,
    setAside: 1,
  });
});

test('of observations no field is listed that is said or not said, and nothing by who said it (R18)', async () => {
  await store.take('community', [
    observation({ health: 'chronic illness' }),
    observation({ localId: 'MZ-8' }),
  ]);
  const quality = await measure('community');
  expect(quality.fields.map((each) => each.field)).not.toContain('Observation.healthConcern');
  expect(quality.fields.find((each) => each.field === 'Observation.note')?.records).toBe(2);
  expect([quality.lines, quality.households]).toEqual([0, 0]);
});

describe("nothing of anybody else's shows in a count", () => {
  /** Two rows of Ana without a number: nothing in the register itself says that they are one woman. */
  const rows = [
    lease('1', { jmbg: '' }),
    lease('2', { jmbg: '', adresa: 'Polimska 5', prezime: 'Rosuljić' }),
  ];
  const sealed = careCase(3, {
    caseNumber: 'S-1',
    matter: 'M-1',
    members: [member('S-1/1', { nationalId: anas.jmbg })],
  });

  test('not what another register says of the same people, however it links them', async () => {
    await store.take('housing', rows);
    const before = await measure('housing');
    await store.take('centre', [careCase(3, { members: [member('CSR-7/1', { nationalId: anas.jmbg })] })]);
    await store.rows(
      `update link set entity_id = (select entity_id from link where source = 'centre' and entity = 'PERSON') where entity = 'PERSON'`,
    );
    expect(await measure('housing')).toEqual(before);
  });

  test('not whether a matter of another agency protects somebody in it (R11)', async () => {
    const takeAll = async (): Promise<SourceQuality> => {
      await store.take('housing', [lease('1', anas), lease('2', igors)]);
      await store.take('housing', [
        lease('1', { ...anas, jmbg: '1405987275019', adresa: 'Polimska 5', prezime: 'Rosuljić' }),
      ]);
      await store.take('housing', [
        lease('3', { ...anas, dug_eur: 'mnogo' }),
        lease('4', { ...anas, ime: 'Ане' }),
      ]);
      return await measure('housing');
    };
    const unprotected = await takeAll();
    expect([unprotected.lines, unprotected.duplicates]).toEqual([4, 1]);
    await empty();
    await store.take('centre', [sealed]);
    const protects = await takeAll();
    expect(await store.rows(`select unit from record where compartment = 'own' limit 1`)).toHaveLength(1);
    expect(protects).toEqual(unprotected);
  });

  test('nothing of what the own agency has sealed: not that it is there, and not how well it was written', async () => {
    await store.take('centre', [careCase(2)]);
    const before = await measure('centre');
    await store.take('centre', [
      sealed,
      careCase(4, { matter: 'M-2', members: [member('CSR-7/1', { sex: '?' })] }),
    ]);
    expect(await measure('centre')).toEqual(before);
    expect(await store.rows(`select unit from intake_finding`)).toEqual([{ unit: 'CSR-7' }]);
  });
});

test('what intake found goes with the unit it was found of (R21)', async () => {
  await store.take('community', [observation({ observedOn: 'in spring' })]);
  expect(await field('community', 'Observation.observedOn')).toEqual(counts(1, { missing: 1, invalid: 1 }));
  store.clock.set('2026-12-22T10:00:00Z');
  await store.sweep();
  expect(await store.rows(`select * from intake_finding`)).toEqual([]);
  // The same file again brings nothing back.
  await store.take('community', [observation({ observedOn: 'in spring' })]);
  expect(await store.rows(`select * from intake_finding`)).toEqual([]);
  store.clock.set('2026-11-21T10:00:00Z');
});

test.each([
  ['berane.municipality', 'housing', [], true],
  ['berane.centre', 'housing', [], false],
  ['berane.municipality', 'petnjica/housing', [], false],
  ['berane.municipality', 'no-register', [], false],
  ['berane.centre', 'community', ['dpo'], false],
  ['berane.centre', 'community', ['dpo', 'triage'], true],
  ['berane.community', 'community', ['triage'], false],
])('%s is told of %s as %j: %s', async (agency, source, roles, isTold) => {
  const quality = createOwnSourceQuality(measureSource, registry.sources);
  expect((await quality({ agency, roles }, source)) !== null).toBe(isTold);
});

const measureSource = async ({ id }: { readonly id: string }): Promise<SourceQuality> => await measure(id);
