// R10: a referral opens a relationship once a named person of the receiving agency has accepted it, with this person alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPerson, idOf } from '../harness/consents.ts';
import { loggedDuring } from '../harness/log.ts';
import { centreToken, declareNeighbour, neighbour, neighbourRows } from '../harness/neighbours.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';
import { type EditedConfiguration, editConfiguration } from './edited-configuration.ts';

/** The Centre's client, whom no register of the municipality knows, and her daughter in the same case. */
const branka = figure('CSR-00006/000011');
const teodora = figure('CSR-00006/000012');
/** The Centre's client who is the municipality's tenant as well. */
const ana = figure('CSR-00001/000001');

const municipalityToken = async (hub: TestHub, actor = 'clerk'): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor });
const supportToken = async (hub: TestHub): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'vesna' });

interface Letter {
  readonly to?: string;
  readonly reference?: string;
  readonly until?: string;
}

const refer = async (hub: TestHub, token: string, nationalId: string, letter: Letter = {}): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($person: ID!, $to: String!, $reference: String!, $until: LocalDate!) {
       referPerson(person: $person, to: $to, reference: $reference, until: $until) { id at until } }`,
    {
      person: await idOf(hub, token, nationalId),
      ...{ to: 'berane.municipality', reference: 'U-17/2026', until: '2026-12-24' },
      ...letter,
    },
  );

const made = (answer: Answer): { id: string } => answer.body.data?.['referPerson'] as { id: string };

const waiting = async (hub: TestHub, token: string): Promise<readonly { id: string }[]> =>
  (await hub.ask(token, '{ referrals { id from reference at until } }')).body.data?.[
    'referrals'
  ] as readonly { id: string }[];

const accept = async (hub: TestHub, token: string, id: string): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($id: ID!) { acceptReferral(referral: $id) { givenName caseEntries { givenName relation } } }',
    { id },
  );

const end = async (hub: TestHub, token: string, id: string): Promise<Answer> =>
  await hub.ask(token, 'mutation ($id: ID!) { endReferral(referral: $id) }', { id });

const codeOf = (answer: Answer): readonly unknown[] => [
  answer.status,
  answer.body.errors?.[0]?.extensions.code,
];

const given = (name: string): object => ({
  data: { acceptReferral: { givenName: name, caseEntries: [{ givenName: name, relation: 'HOLDER' }] } },
});

/** Everything by which the municipality could come upon Branka. */
const lookingForHer = async (hub: TestHub): Promise<readonly object[]> => {
  const token = await municipalityToken(hub);
  const { nationalId, givenName, familyName, birthDate } = branka;
  const answers = [
    await hub.ask(token, 'query ($id: String!) { findPerson(nationalId: $id) { id givenName } }', {
      id: nationalId,
    }),
    await hub.ask(
      token,
      `query ($givenName: String!, $familyName: String!, $birthDate: LocalDate!) {
         findPerson(givenName: $givenName, familyName: $familyName, birthDate: $birthDate) { id caseEntries { givenName } } }`,
      { givenName, familyName, birthDate },
    ),
    await hub.ask(
      token,
      `{ households(filter: { localCommunity: "Centar" }) { edges { cursor node { id members { givenName } } }
         pageInfo { hasNextPage } } }`,
    ),
  ];
  return answers.map(bytesOf);
};

let twins: Twins;
let hub: TestHub;
let twin: TestHub;

const registers = () => ({
  // Row 21 is a stranger's: by it the hub learns that Centar, where Branka lives, lies in Berane.
  housing: [...sampleTenants('1', '2', '21'), ...neighbourRows()],
  centre: sampleCases('CSR-00001', 'CSR-00006'),
});

beforeAll(async () => {
  twins = await createTwins();
  hub = await openSmallHub(registers(), twins.options());
  twin = await openSmallHub(registers(), twins.options());
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('a referral', () => {
  let letter: string;

  it('is answered alike for a person whom the other agency knows and for one whom it does not (I11)', async () => {
    const token = await centreToken(hub, 'nada');
    const [stranger, known] = [
      await refer(hub, token, branka.nationalId),
      await refer(hub, token, ana.nationalId),
    ];
    const plain = (answer: Answer) => ({ ...answer.body, data: { ...made(answer), id: '' } });
    expect(stranger.status).toBe(200);
    expect(plain(stranger)).toEqual({
      data: { id: '', at: '2026-11-21T10:00:00.000Z', until: '2026-12-24' },
    });
    expect(plain(known)).toEqual(plain(stranger));
    letter = made(stranger).id;
  });

  it('says nothing of the person until it is accepted: the receiver sees from whom and under which number', async () => {
    const list = await waiting(hub, await municipalityToken(hub));
    const shown = { from: 'berane.centre', reference: 'U-17/2026', until: '2026-12-24' };
    expect(list).toEqual([shown, shown].map((each) => expect.objectContaining(each)));
    expect(Object.keys(list[0] ?? {}).sort()).toEqual(['at', 'from', 'id', 'reference', 'until']);
    // R23: the maker's id of it is not the receiver's.
    expect(list.map(({ id }) => id)).not.toContain(letter);
  });

  it('opens nothing until it is accepted: she is as in the world where nobody referred her, same bytes', async () => {
    expect(await lookingForHer(hub)).toEqual(await lookingForHer(twin));
  });

  it('is accepted by nobody else: not by another agency, not by the maker, not by software', async () => {
    const [received] = await waiting(hub, await municipalityToken(hub));
    const id = received?.id ?? '';
    expect(codeOf(await accept(hub, await supportToken(hub), id))).toEqual([400, 'BAD_USER_INPUT']);
    expect(codeOf(await accept(hub, await centreToken(hub, 'nada'), letter))).toEqual([
      400,
      'BAD_USER_INPUT',
    ]);
    expect(codeOf(await accept(hub, await municipalityToken(hub), letter))).toEqual([400, 'BAD_USER_INPUT']);
    const machine = await municipalityToken(hub, 'berane.municipality.software');
    expect(codeOf(await accept(hub, machine, id))).toEqual([403, 'FORBIDDEN']);
    expect(await waiting(hub, await supportToken(hub))).toEqual([]);
    expect(await lookingForHer(hub)).toEqual(await lookingForHer(twin));
  });

  it('accepted by a named person: she exists for the agency per its agreements, and nobody else of her case does', async () => {
    const token = await municipalityToken(hub);
    const [received] = await waiting(hub, token);
    const answer = await accept(hub, token, received?.id ?? '');
    expect(answer.body).toEqual(given('Branka'));
    expect(await findPerson(hub, token, branka.nationalId)).not.toBeNull();
    expect(await findPerson(hub, token, teodora.nationalId)).toBeNull();
    const family = await hub.ask(
      token,
      'query ($id: ID!) { person(id: $id) { households { members { givenName } } caseEntries { health } } }',
      { id: await idOf(hub, token, branka.nationalId) },
    );
    expect(family.body.data).toEqual({
      person: { households: [{ members: [{ givenName: 'Branka' }] }], caseEntries: [{ health: null }] },
    });
    expect(await waiting(hub, token)).toHaveLength(1);
    // Accepted twice is accepted once.
    expect((await accept(hub, token, received?.id ?? '')).body).toEqual(given('Branka'));
  });

  it('ends with its day, at local midnight', async () => {
    const token = async () => await municipalityToken(hub);
    hub.clock.set('2026-12-23T22:59:59Z');
    expect(await findPerson(hub, await token(), branka.nationalId)).not.toBeNull();
    hub.clock.set('2026-12-23T23:00:00Z');
    expect(await findPerson(hub, await token(), branka.nationalId)).toBeNull();
    twin.clock.set('2026-12-23T23:00:00Z');
    expect(await lookingForHer(hub)).toEqual(await lookingForHer(twin));
    // Nor can one be accepted whose day has come.
    expect(await waiting(hub, await token())).toEqual([]);
  });

  it('that its maker takes back ends at once; who accepted it keeps the person for the appeal period', async () => {
    hub.clock.set('2027-01-10T10:00:00Z');
    const [centre, municipality] = [await centreToken(hub, 'nada'), await municipalityToken(hub)];
    const acceptNext = async (): Promise<{ made: string; received: string }> => {
      const id = made(await refer(hub, centre, branka.nationalId, { until: '2027-06-01' })).id;
      const [received] = await waiting(hub, municipality);
      expect((await accept(hub, municipality, received?.id ?? '')).body).toEqual(given('Branka'));
      return { made: id, received: received?.id ?? '' };
    };

    const one = await acceptNext();
    expect((await end(hub, municipality, one.received)).body.data).toEqual({ endReferral: true });
    expect(await findPerson(hub, municipality, branka.nationalId)).not.toBeNull();
    // Fifteen days later; the token is a new one.
    hub.clock.set('2027-01-24T22:59:59Z');
    expect(await findPerson(hub, await municipalityToken(hub), branka.nationalId)).not.toBeNull();
    hub.clock.set('2027-01-24T23:00:00Z');
    expect(await findPerson(hub, await municipalityToken(hub), branka.nationalId)).toBeNull();

    hub.clock.set('2027-01-10T10:00:00Z');
    const other = await acceptNext();
    expect((await end(hub, centre, other.made)).body.data).toEqual({ endReferral: true });
    expect(codeOf(await accept(hub, municipality, other.received))).toEqual([400, 'BAD_USER_INPUT']);
    hub.clock.set('2027-01-26T10:00:00Z');
    expect(await findPerson(hub, await municipalityToken(hub), branka.nationalId)).toBeNull();
    expect(codeOf(await end(hub, await supportToken(hub), other.made))).toEqual([400, 'BAD_USER_INPUT']);
  });

  it.each<[what: string, letter: Letter]>([
    ['to an agency that there is not', { to: 'berane.nobody' }],
    ['to the own agency', { to: 'berane.centre' }],
    ['to one that takes no referrals', { to: 'berane.community' }],
    ['whose number is a name', { reference: 'Branka Plotaric' }],
    ['whose number is a national id', { reference: '2809979276118' }],
    ['that has no number', { reference: '' }],
    ['that ends today', { until: '2027-01-26' }],
    ['that ends in more than a year', { until: '2028-01-27' }],
  ])('%s is refused', async (_what, changes) => {
    hub.clock.set('2027-01-26T10:00:00Z');
    const answer = await refer(hub, await centreToken(hub, 'nada'), branka.nationalId, {
      until: '2027-06-01',
      ...changes,
    });
    expect(codeOf(answer)).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('of a neighbour whom the agency only declared is refused: no colleague elsewhere confirms it by the way', async () => {
    await declareNeighbour(hub, 1, 'curious');
    const { nationalId } = neighbour(1);
    const answer = await refer(hub, await centreToken(hub, 'curious'), nationalId, {
      to: 'berane.support',
      until: '2027-06-01',
    });
    expect(codeOf(answer)).toEqual([403, 'FORBIDDEN']);
  });
});

describe('a referral of somebody too near to the actor', () => {
  it('is not there for them, and their looking for it is in the log (R15)', async () => {
    const referred = await refer(hub, await centreToken(hub, 'nada'), teodora.nationalId, {
      until: '2027-06-01',
    });
    expect(referred.status).toBe(200);
    const colleague = await municipalityToken(hub);
    const hers = (await waiting(hub, colleague)).at(-1)?.id ?? '';
    const mother = await hub.agencyToken({
      ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'mother' },
      identity: { nationalId: branka.nationalId, birthDate: branka.birthDate },
    });
    expect((await waiting(hub, mother)).map(({ id }) => id)).not.toContain(hers);
    for (const act of [accept, end]) {
      expect(codeOf(await act(hub, mother, hers))).toEqual([400, 'BAD_USER_INPUT']);
    }
    const { lines } = await loggedDuring(hub, async () => await accept(hub, mother, hers));
    expect(lines.map(({ kind, ...line }) => [kind, line['conflicted']])).toEqual([['LOOKUP', 1]]);
    expect((await waiting(hub, colleague)).map(({ id }) => id)).toContain(hers);
    expect((await accept(hub, colleague, hers)).body.data?.['acceptReferral']).not.toBeNull();
  });
});

describe('an agreement that names the kinds of relationship it goes by', () => {
  const withKinds = (...relationships: string[]): EditedConfiguration =>
    editConfiguration(({ agreements }) => {
      const agreement = agreements.agreements.find(({ id }) => id === 'centre-to-berane-municipality');
      Object.assign(agreement ?? {}, { relationships });
    });

  const openWith = async (
    ...relationships: string[]
  ): Promise<{ world: TestHub; close: () => Promise<void> }> => {
    const { files, remove } = withKinds(...relationships);
    const options = twins.options();
    const world = await openSmallHub(registers(), {
      ...options,
      configuration: { ...options.configuration, ...files },
    });
    return {
      world,
      close: async () => {
        await world.close();
        remove();
      },
    };
  };

  it('leaves a person of another kind as somebody who does not exist: same bytes', async () => {
    const { world, close } = await openWith('CURRENT_RECORD', 'DECISION');
    const untouched = await openWith('CURRENT_RECORD', 'DECISION');
    await refer(world, await centreToken(world, 'nada'), branka.nationalId);
    const token = await municipalityToken(world);
    const [received] = await waiting(world, token);
    expect((await accept(world, token, received?.id ?? '')).body).toEqual({ data: { acceptReferral: null } });
    expect(await lookingForHer(world)).toEqual(await lookingForHer(untouched.world));
    // Its own tenant it finds at the Centre still: her tenancy is a current record.
    const asking = 'query ($id: ID!) { person(id: $id) { caseEntries { givenName } } }';
    const tenant = await world.ask(token, asking, { id: await idOf(world, token, ana.nationalId) });
    expect(tenant.body.data).toEqual({ person: { caseEntries: [{ givenName: 'Ana' }] } });
    await untouched.close();
    await close();
  });

  it('opens to the kind it names', async () => {
    const { world, close } = await openWith('ACCEPTED_REFERRAL');
    await refer(world, await centreToken(world, 'nada'), branka.nationalId);
    const token = await municipalityToken(world);
    const [received] = await waiting(world, token);
    expect((await accept(world, token, received?.id ?? '')).body).toEqual(given('Branka'));
    const asking = 'query ($id: ID!) { person(id: $id) { caseEntries { givenName } } }';
    const tenant = await world.ask(token, asking, { id: await idOf(world, token, ana.nationalId) });
    expect(tenant.body.data).toEqual({ person: { caseEntries: [] } });
    await close();
  });
});
