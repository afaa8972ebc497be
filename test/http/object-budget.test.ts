import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { idOf } from '../harness/consents.ts';
import { loggedDuring } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, type SmallRegisters, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';
import { agencyIn, type EditedConfiguration, editConfiguration } from './edited-configuration.ts';
import { givenBy } from './inside.ts';

const configurations: EditedConfiguration[] = [];
const hubs: TestHub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});
afterAll(() => {
  for (const configuration of configurations) configuration.remove();
});

const everybody: SmallRegisters = {
  housing: sampleTenants('1', '2', '3'),
  centre: sampleCases('CSR-00001'),
};

/** A hub whose municipality and Centre may look up and be shown so many in an hour. */
const openLimited = async (objectsPerHour: number, registers = everybody): Promise<TestHub> => {
  const configuration = editConfiguration((edited) => {
    for (const id of ['berane.municipality', 'berane.centre'])
      agencyIn(edited, id).objectsPerHour = objectsPerHour;
  });
  configurations.push(configuration);
  const hub = await openSmallHub(registers, { configuration: configuration.files });
  hubs.push(hub);
  return hub;
};

const clerk = async (hub: TestHub, actor = 'Milena Clerk'): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor });
const worker = async (hub: TestHub): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-provision',
    actor: 'Nada Worker',
  });

const guesses = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `g${index}: household(id: "guess-${index}") { id }`).join(' ')} }`;
const list =
  'query ($first: Int) { households(filter: {localCommunity: "Park"}, first: $first) { edges { node { id } } } }';

const limited = {
  errors: [
    {
      message: 'Too many persons, households and dwellings in one hour.',
      extensions: { code: 'RATE_LIMITED' },
    },
  ],
};

describe('look-ups count, found or not (S5)', () => {
  test('fifteen aliases of guessed ids are fifteen, whoever of the agency asks', async () => {
    const hub = await openLimited(30);
    hub.clock.set('2026-11-21T10:30:00Z');
    for (const actor of ['Milena Clerk', 'Another Clerk']) {
      const answer = await hub.ask(await clerk(hub, actor), guesses(15));
      expect([answer.status, new Set(Object.values(answer.body.data ?? {}))]).toEqual([200, new Set([null])]);
    }
    const token = await clerk(hub, 'A third');
    hub.statements.length = 0;
    const { result, lines } = await loggedDuring(hub, async () => await hub.ask(token, guesses(1)));
    expect([result.status, result.headers.get('retry-after'), result.body]).toEqual([429, '1800', limited]);
    expect(lines).toMatchObject([
      { kind: 'DENIAL', agency: 'berane.municipality', actor: 'A third', code: 'RATE_LIMITED' },
    ]);
    // Nobody was looked for.
    expect(hub.statements.filter((sql) => /from (record|link|mention)\b/.test(sql))).toEqual([]);

    hub.clock.set('2026-11-21T11:00:00Z');
    expect((await hub.ask(await clerk(hub), guesses(15))).status).toBe(200);
  });

  test.each<[string, string, Record<string, unknown>]>([
    ['a person by id', '{ person(id: "guess") { id } }', {}],
    ['a person by national id', '{ findPerson(nationalId: "1405987275476") { id } }', {}],
    [
      'a representation',
      'query ($list: [_Any!]!) { _entities(representations: $list) { __typename } }',
      { list: [{ __typename: 'Dwelling', id: 'guess' }] },
    ],
    [
      'a fragment at the root, under conditions that do not hold',
      'query ($no: Boolean = false) { ...F @include(if: $no) } fragment F on Query { person(id: "guess") { id } }',
      {},
    ],
  ])('%s is one', async (_what, query, variables) => {
    const hub = await openLimited(3);
    const token = await clerk(hub);
    const statuses: number[] = [];
    for (const _again of [1, 2, 3, 4]) statuses.push((await hub.ask(token, query, variables)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test('each representation is one', async () => {
    const hub = await openLimited(100);
    const query = 'query ($list: [_Any!]!) { _entities(representations: $list) { __typename } }';
    const ask = async (count: number): Promise<number> => {
      const list = Array.from({ length: count }, () => ({ __typename: 'Person', id: 'guess' }));
      return (await hub.ask(await clerk(hub), query, { list })).status;
    };
    expect([await ask(60), await ask(41), await ask(40), await ask(1)]).toEqual([200, 429, 200, 429]);
  });

  test('a mutation that names somebody is refused before it has an effect', async () => {
    const hub = await openLimited(2);
    const token = await worker(hub);
    const person = await idOf(hub, token, ana.nationalId);
    const mutation =
      'mutation ($id: ID!) { withdrawConsent(recipient: "berane.support", person: $id) { state } }';
    expect((await hub.ask(token, mutation, { id: person })).status).toBe(200);
    hub.statements.length = 0;
    const refused = await hub.ask(token, mutation, { id: person });
    expect([refused.status, refused.body]).toEqual([429, limited]);
    expect(hub.statements.filter((sql) => /consent/.test(sql))).toEqual([]);
  });
});

describe('what is shown counts, what is hidden never does', () => {
  test('each household of a page, and each different person of an edge', async () => {
    const hub = await openLimited(6);
    const token = await clerk(hub);
    const deep =
      '{ households(filter: {localCommunity: "Park"}) { edges { node { id members { households { members { id } } } } } } }';
    const given = await hub.ask(token, deep);
    const [edge] = givenBy<{ edges: { node: { members: unknown[] } }[] }>(given, 'households').edges;
    // One household and its three tenants, however often the edges lead back to them.
    expect(edge?.node.members).toHaveLength(3);
    const more = await hub.ask(token, guesses(2));
    expect([given.status, more.status, (await hub.ask(token, guesses(1))).status]).toEqual([200, 200, 429]);
  });

  test('a page that goes beyond is not given at all, nor in part', async () => {
    const hub = await openLimited(3);
    const token = await clerk(hub);
    expect((await hub.ask(token, guesses(3))).status).toBe(200);
    const { result, lines } = await loggedDuring(hub, async () => await hub.ask(token, list));
    expect([result.status, result.body]).toEqual([429, limited]);
    expect(lines.map(({ kind }) => kind)).toEqual(['DENIAL']);
  });

  test('so the budget tells nobody how many are hidden: twin worlds end it on the same request', async () => {
    // In one world the Centre knows two more families of the same community, of whom the municipality may see nothing.
    const hidden = ['C-1', 'C-2'].map((caseNumber) => ({
      caseNumber,
      version: 1,
      recordedAt: '2026-11-20T08:00:00Z',
      localCommunity: 'Park',
      address: `Skrivena ${caseNumber}`,
      members: [
        { localId: `${caseNumber}/1`, givenName: 'Neko', familyName: caseNumber, relation: 'nosilac' },
      ],
    }));
    const worlds = [
      await openLimited(20),
      await openLimited(20, { ...everybody, centre: [...(everybody.centre ?? []), ...hidden] }),
    ];
    const statusesOf = async (
      hub: TestHub,
      token: string,
    ): Promise<{ statuses: number[]; shown: number }> => {
      const statuses: number[] = [];
      let shown = 0;
      for (let request = 0; request < 25; request += 1) {
        const answer: Answer = await hub.ask(token, list);
        statuses.push(answer.status);
        shown = Math.max(
          shown,
          (answer.body.data?.['households'] as { edges: [] } | undefined)?.edges.length ?? 0,
        );
      }
      return { statuses, shown };
    };
    const [one, other] = await Promise.all(
      worlds.map(async (hub) => await statusesOf(hub, await clerk(hub))),
    );
    expect(one?.shown).toBe(1);
    expect(one?.statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(other).toEqual(one);
    // The Centre, which sees them, does pay for them.
    const seeing = await Promise.all(worlds.map(async (hub) => await statusesOf(hub, await worker(hub))));
    expect(seeing.map(({ shown }) => shown)).toEqual([1, 3]);
    expect(seeing.map(({ statuses }) => statuses.indexOf(429))).toEqual([20, 6]);
  });
});

test('a push costs nothing, also where the hour is used up', async () => {
  const hub = await openLimited(1);
  const token = await worker(hub);
  expect([(await hub.ask(token, guesses(1))).status, (await hub.ask(token, guesses(1))).status]).toEqual([
    200, 429,
  ]);
  const record = {
    caseNumber: 'P-1',
    version: 1,
    recordedAt: '2026-11-20T08:00:00Z',
    localCommunity: 'Park',
  };
  const pushed = await hub.ask(
    token,
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: [{ ...record, members: [{ localId: 'P-1/1', givenName: 'Ana', relation: 'nosilac' }] }] },
    { 'idempotency-key': 'budget-1' },
  );
  expect(pushed.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
});

test('all answers beyond the hour are the same bytes, whoever is asked for', async () => {
  const hub = await openLimited(2);
  const token = await clerk(hub);
  const known = await idOf(hub, token, ana.nationalId);
  await hub.ask(token, guesses(1));
  const answers = [];
  for (const id of [known, 'absent'])
    answers.push(bytesOf(await hub.ask(token, 'query ($id: ID!) { person(id: $id) { givenName } }', { id })));
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.status).toBe(429);
});
