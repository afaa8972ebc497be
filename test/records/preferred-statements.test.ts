import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

const nationalId = '1405987275476';
let store: TestStore;
beforeAll(async () => {
  store = await openTestStore({ now: '2026-06-15T10:00:00Z' });
});
beforeEach(async () => await store.rows('truncate record, link, mention, mention_key, local_community'));
afterAll(async () => await store.close());

const centre = () =>
  store.reading(callerOf('berane.centre', 'social-welfare-provision', { roles: ['triage'] }));

const homeOfAna = async (): Promise<string> => {
  const home = await store.householdOf('centre', 'CSR-7');
  expect(await store.householdOf('housing', 'U-7')).toBe(home);
  return home ?? '';
};

describe('where two registers state one thing', () => {
  const members = [member('CSR-7/1', { nationalId })];

  test.each([
    ['the case, recorded later than the register was received', 7, 'Lipov drvored 12/7'],
    ['the register, received later than the case was recorded', 3, 'Lipov drvored 12'],
  ])(
    'the later one is preferred, for the address and for the dwelling alike: %s',
    async (_what, version, address) => {
      store.clock.set(version === 7 ? '2026-06-15T10:00:00Z' : '2026-06-16T10:00:00Z');
      await store.take('housing', [tenant({ jmbg: nationalId })]);
      await store.take('centre', [careCase(version, { members })]);
      const projection = centre();
      const view = await projection.view('HOUSEHOLD', await homeOfAna());
      if (!view) throw new Error('no household');
      expect(projection.preferred(view, 'Household.address')).toBe(address);
      const first = projection.statements(view, 'Household.dwelling')[0];
      expect(first?.record.row.payload['address']).toBe(address);
    },
  );

  test("a neighbour's word never takes a register's place, however weakly that is linked and however new it is (R19)", async () => {
    await store.take('housing', [tenant({ jmbg: '' })]);
    await store.take('centre', [careCase(3, { members, address: null })]);
    store.clock.set('2026-06-20T10:00:00Z');
    await store.take('community', [observation({ address: 'Lipov drvored br. 12' })]);
    const home = await store.householdOf('housing', 'U-7');
    expect(await store.householdOf('community', 'MZ-7')).toBe(home);
    const projection = centre();
    const view = await projection.view('HOUSEHOLD', home ?? '');
    if (!view) throw new Error('no household');
    const said = projection.statements(view, 'Household.address');
    expect(said.map(({ input }) => input.coordinate)).toContain('Observation.address');
    expect(projection.preferred(view, 'Household.address')).toBe('Lipov drvored 12');
  });

  test('a statement that holds no value gives way to one that does', async () => {
    await store.take('housing', [tenant({ jmbg: nationalId })]);
    await store.take('centre', [careCase(7, { members, address: null })]);
    const projection = centre();
    const view = await projection.view('PERSON', (await store.personOf('centre', 'CSR-7/1')) ?? '');
    if (!view) throw new Error('no person');
    expect(projection.preferred(view, 'Person.givenName')).toBe('Ana');
    expect(projection.disclosures.all().map((each) => each.source)).toEqual(['centre']);
    await store.take('centre', [
      careCase(8, { members: [{ localId: 'CSR-7/1', nationalId, familyName: 'Probić' }] }),
    ]);
    const later = centre();
    const again = await later.view('PERSON', (await store.personOf('centre', 'CSR-7/1')) ?? '');
    if (!again) throw new Error('no person');
    expect(later.preferred(again, 'Person.givenName')).toBe('Ana');
    expect(later.disclosures.all().map((each) => each.source)).toEqual(['housing']);
  });

  test('a later one that is closed to the reader leaves no gap: the one that is open is preferred (THREATS.md I1)', async () => {
    await store.take('housing', [tenant({ jmbg: nationalId })]);
    await store.take('centre', [careCase(3, { members })]);
    const addressFor = async (purpose: string): Promise<unknown> => {
      const projection = store.reading(callerOf('berane.centre', purpose));
      const view = await projection.view('HOUSEHOLD', await homeOfAna());
      expect(view?.records.map(({ row }) => row.kind)).toContain('tenancy');
      return view && projection.preferred(view, 'Household.address');
    };
    expect(await addressFor('social-welfare-provision')).toBe('Lipov drvored 12');
    // To decide on a right the Centre is given the tenancy's rooms and rent, and not its address.
    expect(await addressFor('social-welfare-eligibility-assessment')).toBe('Lipov drvored 12/7');
  });

  test('what is not permitted is preferred by nobody, and disclosed to nobody', async () => {
    await store.take('housing', [tenant({ jmbg: nationalId })]);
    await store.take('centre', [careCase(7, { members })]);
    const support = store.reading(callerOf('berane.support', 'social-welfare-provision'));
    expect(await support.view('PERSON', (await store.personOf('centre', 'CSR-7/1')) ?? '')).toBeNull();
    expect(support.disclosures.all()).toEqual([]);
  });
});

describe('which statement is shown is a rule that is written down', () => {
  const members = [member('CSR-7/1', { nationalId })];
  const shownBy = async (preferred: ReadonlyMap<string, readonly string[]>): Promise<unknown> => {
    const other = await openTestStore({ now: '2026-06-15T10:00:00Z', preferred });
    try {
      await other.take('housing', [tenant({ jmbg: nationalId })]);
      await other.take('centre', [careCase(7, { members })]);
      other.clock.set('2026-07-20T10:00:00Z');
      await other.take('community', [observation({ address: 'Lipov drvored br. 12' })]);
      const projection = other.reading(
        callerOf('berane.centre', 'social-welfare-provision', { roles: ['triage'] }),
      );
      const home = (await other.householdOf('centre', 'CSR-7')) ?? '';
      expect(await other.householdOf('community', 'MZ-7')).toBe(home);
      const view = await projection.view('HOUSEHOLD', home);
      return view && projection.statements(view, 'Household.address').map(({ record }) => record.row.source);
    } finally {
      await other.close();
    }
  };

  test.each([
    ['the latest first where no source is named', [], ['centre', 'housing', 'community']],
    ['a source that is named first, whatever is later', ['housing'], ['housing', 'centre', 'community']],
    ['a neighbour last, whoever is named first (R19)', ['community'], ['centre', 'housing', 'community']],
  ])('%s', async (_what, order, expected) => {
    expect(await shownBy(new Map([['Household.address', order]]))).toEqual(expected);
  });
});

describe('where permitted statements differ', () => {
  const other = member('CSR-7/1', { nationalId, familyName: 'Rosuljić', birthDate: '1987-05-14' });
  const take = async (centresMember: object): Promise<string> => {
    await store.take('housing', [tenant({ jmbg: nationalId })]);
    await store.take('centre', [careCase(7, { members: [centresMember] })]);
    const person = (await store.personOf('centre', 'CSR-7/1')) ?? '';
    expect(await store.personOf('housing', '1')).toBe(person);
    return person;
  };
  const toldTo = async (person: string) => {
    const projection = centre();
    const view = await projection.view('PERSON', person);
    const told = view ? projection.differencesOf(view, 'Person') : [];
    return { told, disclosed: projection.disclosures.all() };
  };

  test('who may read both is told which says what, the shown one first, and it stands in the log of both', async () => {
    const person = await take(other);
    const { told, disclosed } = await toldTo(person);
    const names = told.filter(({ field }) => field === 'Person.familyName');
    expect(
      names.map(({ statements }) => statements.map(({ value, record }) => [record.row.source, value])),
    ).toEqual([
      [
        ['centre', 'Rosuljić'],
        ['housing', 'Probić'],
      ],
    ]);
    expect(disclosed.map(({ source }) => source).sort()).toEqual(['centre', 'housing']);
    for (const { fields } of disclosed) expect([...fields]).toContain('Person.familyName');
  });

  test('the same in another script, or left out, is no difference', async () => {
    const person = await take(
      member('CSR-7/1', { nationalId, givenName: 'Ана', familyName: 'Пробић', birthDate: null }),
    );
    const { told, disclosed } = await toldTo(person);
    expect([told, disclosed]).toEqual([[], []]);
  });

  describe('between two addresses', () => {
    const vuk = { ime: 'Vuk', jmbg: '1203985270017', datum_rodjenja: '12.03.1985.' };
    const both = [
      member('CSR-7/1', { nationalId }),
      member('CSR-7/2', { givenName: 'Vuk', nationalId: vuk.jmbg, birthDate: '1985-03-12' }),
    ];
    const differing = async (address: string, purpose: string): Promise<unknown> => {
      await store.take('housing', [tenant({ jmbg: nationalId }), tenant({ rb: '2', ...vuk })]);
      await store.take('centre', [careCase(7, { members: both, address })]);
      const projection = store.reading(callerOf('berane.centre', purpose));
      const view = await projection.view('HOUSEHOLD', await homeOfAna());
      expect(view?.records.map(({ row }) => row.kind)).toContain('tenancy');
      const fields = view && projection.differencesOf(view, 'Household').map(({ field }) => field);
      return [fields, projection.disclosures.all().length];
    };

    test('who may read both is told, and not where one is written two ways', async () => {
      const purpose = 'social-welfare-provision';
      expect(await differing('Lipov drvored 14', purpose)).toEqual([['Household.address'], 2]);
      await store.rows('truncate record, link, mention, mention_key');
      expect(await differing('Липов дрворед бр. 12/7', purpose)).toEqual([[], 0]);
    });

    test('who may read one of them is told of no difference (R2)', async () => {
      // To decide on a right the Centre is given the tenancy's rooms and rent, and not its address.
      expect(await differing('Lipov drvored 14', 'social-welfare-eligibility-assessment')).toEqual([[], 0]);
    });
  });
});

describe('a record reached over a probable link', () => {
  test('is marked for whoever reads it by statute, and its own keeper learns nothing of links', async () => {
    await store.take('housing', [tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' })]);
    await store.take('centre', [careCase(7, { members: [member('CSR-7/1', { nationalId })] })]);
    await store.take('housing', [tenant({ jmbg: '' })]);
    const ana = (await store.personOf('centre', 'CSR-7/1')) ?? '';
    expect(await store.personOf('housing', '1')).toBe(ana);
    const marks = async (agency: string, purpose: string): Promise<unknown> => {
      const projection = store.reading(callerOf(agency, purpose));
      const view = await projection.view('PERSON', ana);
      return view?.records.map((record) => [record.row.source, projection.certainty(record)]).sort();
    };
    expect(await marks('berane.centre', 'social-welfare-provision')).toEqual([
      ['centre', null],
      ['housing', 'PROBABLE'],
    ]);
    expect(await marks('berane.municipality', 'housing-welfare-management')).toEqual([
      ['centre', 'PROBABLE'],
      ['housing', null],
    ]);
  });
});
