import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawReleases } from '../harness/draw-releases.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

const jelena = figure('CSR-00002/000005');
const everything = `id givenName familyName birthDate nationalIdChecked
  caseEntries { entryNumber givenName relation health provenance { source version } } referrals { agency }
  tenantEntries { entryNumber relation }`;
const household = `id address localCommunity memberCount members { ${everything} households { id } }
  careCases { caseNumber address memberCount } rights { title } aidPlans { goal } observations { note }
  tenancies { contractNumber arrears memberCount } dwelling { id address flat }`;

const callers = [
  { agency: 'berane.municipality', purpose: 'housing-welfare-management' },
  { agency: 'petnjica.municipality', purpose: 'housing-welfare-management' },
  { agency: 'berane.centre', purpose: 'social-welfare-provision', roles: ['triage'] },
  { agency: 'berane.centre', purpose: 'social-welfare-eligibility-assessment' },
  { agency: 'berane.support', purpose: 'social-welfare-provision' },
];

const operations: readonly [string, string, Record<string, unknown>][] = [
  [
    'by national id',
    `query ($x: String!) { findPerson(nationalId: $x) { ${everything} households { ${household} } } }`,
    { x: jelena.nationalId },
  ],
  [
    'by name and birth date',
    `{ findPerson(givenName: "${jelena.givenName}", familyName: "${jelena.familyName}", birthDate: "${jelena.birthDate}") { ${everything} } }`,
    {},
  ],
  ...['Pešca', 'Park', 'Centar', 'Hareme'].map((place): [string, string, Record<string, unknown>] => [
    `in the list of ${place}`,
    `query ($x: String!) { households(filter: { localCommunity: $x }) { edges { node { ${household} } } pageInfo { hasNextPage } } }`,
    { x: place },
  ]),
];

const tables = ['link', 'mention', 'mention_key', 'local_community'];

describe('the sealed line of the samples', () => {
  let twins: Twins;
  let world: TestHub;
  let twin: TestHub;
  beforeAll(async () => {
    twins = await createTwins();
    const housing = sampleTenants('1', '2', '3', '4', '5', '6');
    const centre = sampleCases('CSR-00001', 'CSR-00002');
    world = await openSmallHub(
      { housing, centre: [...centre, ...sampleCases('CSR-00900')] },
      twins.options(),
    );
    twin = await openSmallHub({ housing, centre }, twins.options());
  });
  afterAll(async () => {
    await world.close();
    await twin.close();
    twins.remove();
  });

  test('is in the store, in its compartment, and readable by nobody who has the store', async () => {
    const sealed = await world.running.hub.database.query<{ row: string }>(
      `select to_jsonb(record)::text as row from record where compartment <> 'general'`,
    );
    expect(sealed).toHaveLength(1);
    // Neither names nor numbers, places, days or values: which register, which matter, how long.
    const said = [...sampleCases('CSR-00900')].flatMap((line) =>
      [
        'caseNumber',
        'address',
        'localCommunity',
        'recordedAt',
        'givenName',
        'familyName',
        'nationalId',
        'birthDate',
        'localId',
      ]
        .flatMap((name) => [
          line[name],
          ...line.members.map((each) => (each as Record<string, unknown>)[name]),
        ])
        .filter((value): value is string => typeof value === 'string'),
    );
    expect(said.length).toBeGreaterThan(5);
    const { jwe: _sealed, ...open } = JSON.parse(sealed[0]?.row ?? '{}') as Record<string, unknown>;
    for (const value of said) expect(JSON.stringify(open)).not.toContain(value);
    expect(open).toMatchObject({ compartment: 'M-2026-001', kind: 'sealed-unit', municipality: 'sealed' });
  });

  test('is in no link, mention, key or local community', async () => {
    for (const table of tables) {
      const rows = `select count(*)::int as count from ${table}`;
      const [one] = await world.running.hub.database.query(rows);
      const [other] = await twin.running.hub.database.query(rows);
      expect(one, table).toEqual(other);
      const [found] = await world.running.hub.database.query(
        `${rows} where ${table}::text like any (array['%CSR-00900%', '%009001%', '%M-2026-001%'])`,
      );
      expect(found, table).toEqual({ count: 0 });
    }
  });

  describe.each(callers)('looks like nothing to $agency for $purpose', (caller) => {
    test.each(operations)('%s', async (_what, query, variables) => {
      const answers = await Promise.all(
        [world, twin].map(async (hub) =>
          hub.ask(await hub.agencyToken({ actor: 'nada', ...caller }), query, variables),
        ),
      );
      const [one, other] = answers;
      if (!one || !other) throw new Error('no answer');
      expect(world.faults).toEqual([]);
      expect(bytesOf(one)).toEqual(bytesOf(other));
      expect(one.text).not.toMatch(/009001|CSR-00900|M-2026/);
    });
  });

  test('the Centre, at least, sees the ordinary case of the same woman', async () => {
    const token = await world.agencyToken({
      agency: 'berane.centre',
      purpose: 'social-welfare-provision',
      actor: 'nada',
    });
    const answer = await world.ask(
      token,
      `query ($x: String!) { findPerson(nationalId: $x) { caseEntries { entryNumber } } }`,
      {
        x: jelena.nationalId,
      },
    );
    expect(answer.body.data).toEqual({ findPerson: { caseEntries: [{ entryNumber: 'CSR-00002/000005' }] } });
  });

  test('is in no count', async () => {
    await drawReleases(world, twin);
    for (const [agency, purpose] of [
      ['statistics', 'provide-official-statistics'],
      ['berane.municipality', 'improve-public-services'],
    ] as const) {
      const query =
        '{ statistics(measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY]) { period lines { values count } } }';
      const [one, other] = await Promise.all(
        [world, twin].map(async (hub) =>
          hub.ask(await hub.agencyToken({ agency, purpose, actor: 'nada' }), query),
        ),
      );
      expect(one?.text).toBe(other?.text);
    }
  });
});

describe('a case that a matter seals', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(async () => await store.close());

  const two = [
    member('CSR-7/1'),
    member('CSR-7/2', { givenName: 'Luka', birthDate: '2017-06-05', relation: 'dijete' }),
  ];
  const centre = () => store.reading(callerOf('berane.centre', 'social-welfare-provision'));
  const seen = async (): Promise<unknown> => {
    const home = (await store.householdOf('centre', 'CSR-7')) ?? '';
    const view = await centre().view('HOUSEHOLD', home);
    return view?.records.map(({ row }) => [row.kind, row.local_id, row.version, row.payload]);
  };

  test('stays in the general graph as it last stood there, and later ordinary versions succeed that', async () => {
    await store.take('centre', [careCase(1, { members: two })]);
    const before = await seen();
    const keys = await store.rows('select * from mention_key order by key');
    const flight = careCase(2, {
      address: 'Sigurna kuća 1',
      matter: 'M-1',
      members: [...two, member('CSR-7/3', { givenName: 'Nova' })],
    });
    // The first version in its compartment: no receipt tells of what the other holds.
    expect((await store.take('centre', [flight]))[0]?.outcome).toBe('CREATED');
    expect(await seen()).toEqual(before);
    expect(await store.rows('select * from mention_key order by key')).toEqual(keys);
    expect(await store.personOf('centre', 'CSR-7/3')).toBeNull();

    await store.take('centre', [careCase(3)]);
    expect(await seen()).toEqual([
      ['care-case', 'CSR-7', 3, expect.objectContaining({ address: 'Lipov drvored 12/7', memberCount: 1 })],
      ['case-entry', 'CSR-7/1', 3, expect.anything()],
    ]);
    expect(
      await store.rows(`select version from record where compartment = 'M-1' and superseded_at is null`),
    ).toEqual([{ version: 2 }]);
  });

  test('keeps no number from an ordinary version: the one push is told nothing of the other', async () => {
    const take = async (changes: object): Promise<unknown> =>
      (
        await store.take('centre', [
          careCase(1, { caseNumber: 'S-2', members: [member('S-2/1')], ...changes }),
        ])
      )[0]?.outcome;
    expect(await take({ matter: 'M-1' })).toBe('CREATED');
    expect(await take({})).toBe('CREATED');
    expect(await take({ matter: 'M-2' })).toBe('CREATED');
  });

  test('makes no ordinary version late, and none a contradiction, by a version of its own', async () => {
    const take = async (version: number, changes: object): Promise<unknown> =>
      (
        await store.take('centre', [
          careCase(version, { caseNumber: 'S-3', members: [member('S-3/1')], ...changes }),
        ])
      )[0]?.outcome;
    expect(await take(1, {})).toBe('CREATED');
    expect(await take(5, { matter: 'M-1' })).toBe('CREATED');
    expect(await take(3, {})).toBe('UPDATED');
    expect(await take(5, { address: null })).toBe('UPDATED');
    expect(await take(4, { matter: 'M-1' })).toBe('STALE_IGNORED');
    expect(await take(5, { address: null, localCommunity: 'Hareme' })).toBe('CONFLICT');
  });

  test('takes no relationship out of its compartment into the general graph', async () => {
    const referral = { member: 'S-1/1', agency: 'berane.support', acceptedOn: '2026-02-01' };
    await store.take('centre', [
      careCase(1, { caseNumber: 'S-1', members: [member('S-1/1', { givenName: 'Mira' })] }),
      careCase(2, {
        caseNumber: 'S-1',
        members: [member('S-1/1', { givenName: 'Mira', isProtected: false })],
        referrals: [referral],
        matter: 'M-1',
      }),
    ]);
    const support = store.reading(callerOf('berane.support', 'social-welfare-provision'));
    const mira = (await store.personOf('centre', 'S-1/1')) ?? '';
    expect(await support.view('PERSON', mira)).toBeNull();
    await store.take('centre', [
      careCase(3, {
        caseNumber: 'S-1',
        members: [member('S-1/1', { givenName: 'Mira' })],
        referrals: [referral],
      }),
    ]);
    const again = store.reading(callerOf('berane.support', 'social-welfare-provision'));
    expect((await again.view('PERSON', mira))?.known).toBe(true);
  });
});
