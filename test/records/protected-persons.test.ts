// R11: what follows a protective flag. The sealed case of these tests protects Ana and names Igor for another reason.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashNationalId } from '../../src/identity/national-id.ts';
import { areAllProtected } from '../../src/records/are-all-protected.ts';
import type { Transaction } from '../../src/store/database.ts';
import { loadFlaggedMarks } from '../../src/store/protective-flag-store.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { callerOf } from '../policy/demo-house.ts';
import { Random } from '../proof/random.ts';
import { careCase, member, tenant } from './make-case.ts';
import { hashingKey, openTestStore, sourceOf, type TestStore, unitsOf } from './open-store.ts';

const anas = { jmbg: '1405987275018', datum_rodjenja: '14.05.1987.' };
/** Of another woman called Ana Probić. */
const namesakes = '1405987275301';
const igors = { ime: 'Igor', jmbg: '1203985270017', datum_rodjenja: '12.03.1985.' };

/** So that the Centre's case lies in the municipality whose register names her, whichever comes first. */
const located = { configuredCommunities: new Map([['berane', ['Park', 'Hareme']]]) };

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore(located);
});
afterEach(async () => await store.close());

const sealed = (version: number, changes: object = {}): object =>
  careCase(version, {
    caseNumber: 'S-1',
    matter: 'M-1',
    members: [
      member('S-1/1', { nationalId: anas.jmbg }),
      member('S-1/2', {
        givenName: 'Igor',
        nationalId: igors.jmbg,
        birthDate: '1985-03-12',
        isProtected: false,
      }),
    ],
    ...changes,
  });
/** Ana's old case at the Centre, which everybody who may goes on seeing. */
const old = (version: number, changes: object = {}): object =>
  careCase(version, { members: [member('CSR-7/1', { nationalId: anas.jmbg })], ...changes });
const lease = (changes: object = {}): object => tenant({ broj_ugovora: 'U-9', ...anas, ...changes });

/** What is so after a row was taken, which is then as if it had never come. */
const trying = async (
  { database, intake }: TestStore,
  row: object,
  look: (query: Transaction['query']) => Promise<boolean>,
): Promise<boolean> => {
  const [source, rolledBack] = [sourceOf('housing'), new Error('rolled back')];
  let found = false;
  await database
    .transaction(async (transaction) => {
      await intake.take(transaction, source, unitsOf(source, [row], '2026-11-21'), {
        kind: 'REGISTER',
      });
      found = await look(transaction.query);
      throw rolledBack;
    })
    .catch((error: unknown) => expect(error).toBe(rolledBack));
  return found;
};

const compartments = async (source: string, unit: string): Promise<readonly string[]> =>
  (
    await store.rows<{ compartment: string }>(
      `select distinct compartment from record where source = ? and unit = ? and superseded_at is null order by 1`,
      [source, unit],
    )
  ).map(({ compartment }) => compartment);
const copies = async (): Promise<number> =>
  (
    await store.rows<{ count: number }>(
      `select count(*)::int as count from record where compartment = 'M-1' and superseded_at is null and source <> 'centre'`,
    )
  )[0]?.count ?? -1;

describe('a new lease', () => {
  test('of somebody whom no matter protects is linked and lies in the general graph', async () => {
    await store.take('centre', [old(1)]);
    await store.take('housing', [lease()]);
    expect(await compartments('housing', 'U-9')).toEqual(['general']);
    expect(await store.personOf('housing', '1')).toBe(await store.personOf('centre', 'CSR-7/1'));
  });

  test('that would be put before somebody as perhaps hers lies apart, too, where a matter protects her', async () => {
    const half = lease({ jmbg: '', ime: 'A.' });
    const outcomes = async () =>
      await store.rows(
        `select evidence ->> 'outcome' as outcome from link where entity = 'PERSON' and source = 'housing' and ended_at is null`,
      );
    await store.take('centre', [old(1)]);
    await store.take('housing', [half]);
    expect(await compartments('housing', 'U-9')).toEqual(['general']);
    expect(await outcomes()).toEqual([{ outcome: 'TO_DECIDE' }]);
    await store.close();
    store = await openTestStore(located);
    await store.take('centre', [old(1), sealed(1)]);
    await store.take('housing', [half]);
    expect(await compartments('housing', 'U-9')).toEqual(['own']);
    expect(await copies()).toBe(1);
    expect(await outcomes()).toEqual([{ outcome: null }]);
  });

  const ways: readonly [string, object][] = [
    ['by a checked number', lease()],
    ['by name and birth date, without a number', lease({ jmbg: '' })],
    ['by what only linking finds: a number with a wrong digit', lease({ jmbg: '1405987275038' })],
  ];
  test.each(ways)(
    'of whom a matter protects is for its own source and the matter: known %s',
    async (_way, row) => {
      await store.take('centre', [old(1), sealed(1)]);
      await store.take('housing', [row]);
      expect(await compartments('housing', 'U-9')).toEqual(['own']);
      expect(await copies()).toBe(1);
      const [person, household] = [
        await store.personOf('housing', '1'),
        await store.householdOf('housing', 'U-9'),
      ];
      expect(person).not.toBe(await store.personOf('centre', 'CSR-7/1'));
      expect(household).not.toBe(await store.householdOf('centre', 'CSR-7'));
      const own = store.reading(callerOf('berane.municipality', 'housing-welfare-management'));
      const other = store.reading(callerOf('berane.centre', 'social-welfare-provision'));
      expect((await own.view('HOUSEHOLD', household ?? ''))?.records.length).toBeGreaterThan(0);
      expect(await other.view('HOUSEHOLD', household ?? '')).toBeNull();
      expect(await other.view('PERSON', person ?? '')).toBeNull();
      // So that what its own agency does for her is sealed as well: whom it found by a wrong digit alone is known by name.
      expect(await areAllProtected(store.database, [person ?? ''])).toBe(true);
    },
  );

  test('of whom the matter names for another reason, and of a stranger, is as ever', async () => {
    await store.take('centre', [old(1), sealed(1)]);
    await store.take('housing', [tenant({ broj_ugovora: 'U-8', ...igors })]);
    await store.take('housing', [
      tenant({ broj_ugovora: 'U-6', ime: 'Vera', datum_rodjenja: '01.02.1990.' }),
    ]);
    expect(await compartments('housing', 'U-8')).toEqual(['general']);
    expect(await compartments('housing', 'U-6')).toEqual(['general']);
    expect(await copies()).toBe(0);
  });

  test('of her mother, whom the Centre works with, goes on as it was for the Centre when she moves in there', async () => {
    const mother = { ime: 'Vera', jmbg: '', datum_rodjenja: '01.02.1960.' };
    await store.take('centre', [
      old(1),
      careCase(1, {
        caseNumber: 'CSR-8',
        members: [member('CSR-8/1', { givenName: 'Vera', birthDate: '1960-02-01', nationalId: null })],
      }),
      sealed(1),
    ]);
    await store.take('housing', [lease({ ...mother })]);
    const seen = async (agency: string, purpose: string): Promise<readonly [number, string][]> => {
      const view = await store
        .reading(callerOf(agency, purpose))
        .view('HOUSEHOLD', (await store.householdOf('housing', 'U-9')) ?? '');
      return (view?.records ?? [])
        .filter(({ row }) => row.source === 'housing')
        .map(({ row }) => [row.version, row.local_id] as [number, string])
        .sort();
    };
    const centre = async () => await seen('berane.centre', 'social-welfare-provision');
    const before = await centre();
    expect(before.length).toBeGreaterThan(0);
    await store.take('housing', [lease({ ...mother }), lease({ rb: '2', srodstvo: 'dijete' })]);
    expect(await centre()).toEqual(before);
    expect(
      (await seen('berane.municipality', 'housing-welfare-management')).map(([version]) => version),
    ).toEqual([2, 2, 2]);
  });

  test('lies apart still when its next version is written worse, and nobody else knows her', async () => {
    await store.take('centre', [sealed(1)]);
    await store.take('housing', [lease()]);
    await store.take('housing', [lease({ jmbg: '', prezime: 'Probč', dug_eur: '7' })]);
    expect(await compartments('housing', 'U-9')).toEqual(['own']);
    await store.take('housing', [lease({ jmbg: '', prezime: 'Prbč', dug_eur: '8' })]);
    expect(await compartments('housing', 'U-9')).toEqual(['own']);
    // Under the same number of a row somebody else is somebody else.
    await store.take('housing', [
      lease({ jmbg: '', ime: 'Vera', prezime: 'Tomić', datum_rodjenja: '01.02.1960.' }),
    ]);
    expect(await compartments('housing', 'U-9')).toEqual(['general']);
  });

  test('beside the sealed case in one file waits for it, as it stands there', async () => {
    await store.take('centre', [
      sealed(1),
      careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1', { nationalId: anas.jmbg })] }),
    ]);
    expect(await compartments('centre', 'CSR-8')).toEqual(['own']);
  });

  test('is linked as if it were new once nothing protects her any more, and what lay apart lies there still', async () => {
    await store.take('centre', [old(1), sealed(1)]);
    await store.take('housing', [lease()]);
    await store.take('centre', [
      sealed(2, { members: [member('S-1/2', { givenName: 'Igor', isProtected: false })] }),
    ]);
    await store.take('housing', [lease()]);
    expect(await compartments('housing', 'U-9')).toEqual(['own']);
    await store.take('housing', [lease({ dug_eur: '7' })]);
    expect(await compartments('housing', 'U-9')).toEqual(['general']);
    expect(await store.personOf('housing', '1')).toBe(await store.personOf('centre', 'CSR-7/1'));
    expect(await store.rows('select from mention where apart')).toEqual([]);
  });
});

// R15: who lived with her may work for the agency whose own line it is.
describe('a lease of somebody protected is too near to who lived with her', () => {
  const house = careCase(1, {
    members: [
      member('CSR-7/1', { nationalId: anas.jmbg }),
      member('CSR-7/2', { givenName: 'Igor', nationalId: igors.jmbg, birthDate: '1985-03-12' }),
    ],
  });
  const near = async (nationalId: string): Promise<readonly (string | null)[]> =>
    (
      await store.rows<{ id: string }>(
        'select coalesce(person, household)::text as id from conflict_of(?::text)',
        [hashNationalId(nationalId, hashingKey)],
      )
    ).map(({ id }) => id);

  test.each([
    ['her number', lease()],
    ['her name and birth date alone', lease({ jmbg: '' })],
  ])('where it says %s', async (_what, row) => {
    await store.take('centre', [house, sealed(1)]);
    await store.take('housing', [row]);
    expect(await compartments('housing', 'U-9')).toEqual(['own']);
    const [person, household] = [
      await store.personOf('housing', '1'),
      await store.householdOf('housing', 'U-9'),
    ];
    expect(await near(igors.jmbg)).toEqual(expect.arrayContaining([person, household]));
    expect(await near(namesakes)).toEqual([]);
  });
});

describe('whatever linking would find', () => {
  const seed = propertySeed;
  const letters = (random: Random, text: string): string => {
    const at = random.below(text.length - 1);
    return random.pick([
      text.slice(0, at) + text.slice(at + 1),
      text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2),
      text.toUpperCase(),
      `${text}-Marković`,
      random.pick(['Vera', 'Anica', 'Ana', 'Probić']),
    ]);
  };
  const digits = (random: Random, text: string): string => {
    const at = random.below(text.length);
    return random.pick([
      '',
      text,
      text.slice(0, at) + String(random.below(10)) + text.slice(at + 1),
      text.slice(1),
    ]);
  };

  test.each([
    ['with a number', anas.jmbg],
    ['whom nobody knows a number of', null],
  ])(
    `is for its own source, however it is written, of somebody %s, seed ${seed}`,
    async (_who, nationalId) => {
      const random = new Random(seed, 'protected persons');
      const open = await openTestStore(located);
      const known = old(1, { members: [member('CSR-7/1', { nationalId })] });
      await open.take('centre', [known]);
      await store.take('centre', [known, sealed(1, { members: [member('S-1/1', { nationalId })] })]);
      const her = await open.personOf('centre', 'CSR-7/1');
      let linked = 0;
      for (let round = 0; round < 15; round += 1) {
        // The first few as they should be written, so that something is linked whatever is drawn.
        const drawn = lease({
          ime: random.chance(0.5) ? 'Ana' : letters(random, 'Ana'),
          prezime: random.chance(0.5) ? 'Probić' : letters(random, 'Probić'),
          jmbg: nationalId === null && random.chance(0.7) ? '' : digits(random, anas.jmbg),
          datum_rodjenja: random.pick(['14.05.1987.', '14.05.1987.', '05.04.1987.', '15.05.1987.', '']),
        });
        const row = round < 5 ? lease({ jmbg: nationalId ?? '' }) : drawn;
        const isHers = await trying(open, row, async (query) => {
          const [link] = await query<{ id: string }>(
            `select entity_id::text as id from link where entity = 'PERSON' and source = 'housing' and ended_at is null`,
          );
          return link?.id === her;
        });
        const isApart = await trying(store, row, async (query) => {
          const [record] = await query<{ compartment: string }>(
            `select compartment from record where unit = 'U-9' limit 1`,
          );
          return record?.compartment === 'own';
        });
        if (isHers) linked += 1;
        // Apart is more than what would be linked: a name with a birth date is enough.
        expect([JSON.stringify(row), isApart || !isHers]).toEqual([JSON.stringify(row), true]);
      }
      expect(linked).toBeGreaterThanOrEqual(5);
      await open.close();
    },
  );
});

test('a person of the graph is protected by number, and by name and birth date where nobody knows one', async () => {
  const nameless = { nationalId: null };
  await store.take('centre', [
    old(1),
    careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1', { givenName: 'Vera', ...nameless })] }),
    careCase(1, { caseNumber: 'CSR-9', members: [member('CSR-9/1', { givenName: 'Mira', ...nameless })] }),
    sealed(1, {
      members: [
        member('S-1/1', { nationalId: anas.jmbg }),
        member('S-1/3', { givenName: 'Vera', ...nameless }),
      ],
    }),
  ]);
  const [ana = '', vera = '', mira = ''] = await Promise.all(
    ['CSR-7/1', 'CSR-8/1', 'CSR-9/1'].map(async (line) => (await store.personOf('centre', line)) ?? ''),
  );
  const asked = async (...persons: string[]) => await areAllProtected(store.database, persons);
  expect(
    await Promise.all([asked(ana), asked(vera), asked(mira), asked(ana, vera), asked(ana, mira)]),
  ).toEqual([true, true, false, true, false]);
});

test('a namesake born on the same day is somebody else where a register knows them under another checked number', async () => {
  await store.take('centre', [
    old(1),
    careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1', { nationalId: namesakes })] }),
    sealed(1),
  ]);
  const [ana = '', other = ''] = await Promise.all(
    ['CSR-7/1', 'CSR-8/1'].map(async (line) => (await store.personOf('centre', line)) ?? ''),
  );
  expect(other).not.toBe(ana);
  expect(await areAllProtected(store.database, [ana])).toBe(true);
  expect(await areAllProtected(store.database, [other])).toBe(false);
  await store.take('housing', [lease({ jmbg: namesakes })]);
  expect(await compartments('housing', 'U-9')).toEqual(['general']);
  // Where the matter knows no number either may be meant, and both are protected.
  await store.take('centre', [sealed(2, { members: [member('S-1/1')] })]);
  expect(await areAllProtected(store.database, [ana, other])).toBe(true);
});

test('a look-up by a number that the matter does not know is found by the register that does', async () => {
  await store.take('centre', [old(1), sealed(1, { members: [member('S-1/1')] })]);
  const [key] = await store.rows<{ key: string }>(`select key from mention_key where key like 'id:%'`);
  const marks = (await loadFlaggedMarks(store.database)).map(({ mark }) => mark);
  expect(marks).toContain(`ID ${key?.key.slice('id:'.length)}`);
  expect(marks).toContain(`PERSON ${await store.personOf('centre', 'CSR-7/1')}`);
});

describe('a later version of what named a protected person before', () => {
  const changes: readonly [string, object, 'general' | 'own'][] = [
    ['who works', { members: [member('CSR-7/1', { nationalId: anas.jmbg, employed: false })] }, 'general'],
    ['another address', { address: 'Nova 5' }, 'own'],
    ['another local community', { localCommunity: 'Hareme' }, 'own'],
    [
      'a right of hers',
      {
        rights: [
          { type: 'materijalno obezbjeđenje', status: 'priznato', amountEur: 80, since: '2026-10-01' },
        ],
      },
      'own',
    ],
    [
      'a referral of hers',
      { referrals: [{ member: 'CSR-7/1', agency: 'berane.support', acceptedOn: '2026-02-01' }] },
      'own',
    ],
    [
      'somebody else in the house',
      {
        members: [
          member('CSR-7/1', { nationalId: anas.jmbg }),
          member('CSR-7/2', { givenName: 'Vera', relation: 'majka' }),
        ],
      },
      'general',
    ],
  ];
  test.each(changes)('that says %s', async (_what, change, compartment) => {
    await store.take('centre', [old(1), sealed(1)]);
    const receipts = await store.take('centre', [old(2, change)]);
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['UPDATED']);
    expect(await compartments('centre', 'CSR-7')).toEqual(
      compartment === 'general' ? ['general'] : ['general', 'own'],
    );
    // Its own source has the newest version alone, whoever else reads the one before.
    const own = store.reading(callerOf('berane.centre', 'social-welfare-provision'));
    const view = await own.view('HOUSEHOLD', (await store.householdOf('centre', 'CSR-7')) ?? '');
    expect([...new Set(view?.records.map(({ row }) => row.version))]).toEqual([2]);
    expect(await store.take('centre', [old(2, change)])).toMatchObject([{ outcome: 'UNCHANGED' }]);
    expect(await store.take('centre', [old(1)])).toMatchObject([{ outcome: 'STALE_IGNORED' }]);
  });
});
