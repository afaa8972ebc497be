// S19 (R12): what somebody was given of Jelena's household before she was flagged, tried again afterwards. Here the municipality
// has her tenancy, and goes on having it: the general graph keeps what it had (R11). Nothing says that there is more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

let twins: Twins;
/** Jelena's matter is sealed in the one world; in the other there is none. */
let hub: TestHub;
let twin: TestHub;
/** Of the officer's list before she was flagged, in its order. */
let old: readonly Edge[];

type Staff = (world: TestHub) => Promise<string>;

const officer: Staff = async (world) =>
  await world.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'officer',
  });
/** The same work at the next desk. */
const colleague: Staff = async (world) =>
  await world.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'colleague',
  });
/** Jelena is in none of the registers that these two may read. */
const clerk: Staff = async (world) =>
  await world.agencyToken({ agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'clerk' });
const farClerk: Staff = async (world) =>
  await world.agencyToken({
    agency: 'petnjica.municipality',
    purpose: 'housing-welfare-management',
    actor: 'far clerk',
  });

const both = async (token: Staff, query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
  await sameInBoth([hub, twin], async (world) => await world.ask(await token(world), query, variables));

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string; readonly address: string };
}

const listing = `query ($after: String) { households(filter: {localCommunity: "Pešca"}, after: $after) {
  edges { cursor node { id address members { givenName } } } pageInfo { hasNextPage endCursor } } }`;
const edgesOf = (answer: Answer): readonly Edge[] => {
  expect(answer.status).toBe(200);
  const { households } = answer.body.data as { households: { edges: Edge[] } };
  return households.edges;
};
const isHers = ({ node }: Edge): boolean => node.address.startsWith('Pješčana 31');

/** Jelena's line in the register, and a contract that nobody ever had. */
const [tenancy] = sampleTenants('5');
const contract = tenancy?.broj_ugovora ?? '';
const noContract = 'SS-1999/000-99999';

/** What flags her: the Centre pushes a protected procedure, in the one world only. */
const flag = async (): Promise<void> => {
  const token = await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-provision',
    actor: 'Nada',
  });
  const answer = await hub.ask(
    token,
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: sampleCases('CSR-00900') },
    { 'idempotency-key': 'the matter' },
  );
  expect(answer.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
};

beforeAll(async () => {
  twins = await createTwins();
  // Her tenancy, and those of three other families of Pešca.
  const housing = sampleTenants('4', '5', '6', '8', '9', '10', '128', '129', '147', '149');
  const centre = sampleCases('CSR-00001', 'CSR-00002');
  hub = await openSmallHub({ housing, centre }, twins.options());
  twin = await openSmallHub({ housing, centre }, twins.options());
  old = edgesOf(await both(officer, listing));
  await flag();
}, 120_000);

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('S19 what was given before a person was flagged says nothing of it afterwards', () => {
  it('she is flagged in the one world: there, whoever looks for her in vain is told of to the lead', async () => {
    const emergency: Staff = async (world) =>
      await world.agencyToken({
        agency: 'berane.municipality',
        purpose: 'emergency-access',
        actor: 'officer',
      });
    const query = 'query ($n: String!) { findPerson(nationalId: $n) { id } }';
    expect((await both(emergency, query, { n: tenancy?.jmbg })).status).toBe(403);
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toEqual([
      expect.objectContaining({
        kind: 'TRIPWIRE',
        agency: 'berane.municipality',
        actor: 'officer',
        objects: 1,
      }),
    ]);
    expect(await alertsOf(twin, 'berane.centre', 'lead')).toEqual([]);
  });

  it('old cursors, hers among them: who was given one goes on after it as before, neither more nor less', async () => {
    expect(old).toHaveLength(4);
    expect(old.filter(isHers)).toHaveLength(1);
    for (const [place, { cursor }] of old.entries()) {
      expect(edgesOf(await both(officer, listing, { after: cursor })), `${place}`).toEqual(
        old.slice(place + 1),
      );
    }
    expect(edgesOf(await both(officer, listing))).toEqual(old);
  });

  it('handed on, an old cursor of hers is as one that was never given', async () => {
    const hers = old.find(isHers)?.cursor;
    for (const [token, status, code] of [
      [colleague, 400, 'BAD_USER_INPUT'],
      [farClerk, 400, 'BAD_USER_INPUT'],
      [clerk, 403, 'FORBIDDEN'],
    ] as const) {
      const handedOn = await both(token, listing, { after: hers });
      expect([handedOn.status, handedOn.body.errors?.[0]?.extensions.code]).toEqual([status, code]);
      expect(handedOn.body.data?.['households'] ?? null).toBeNull();
      const never = await both(token, listing, { after: 'never given' });
      expect(bytesOf(handedOn)).toEqual(bytesOf(never));
    }
    // Without one, the list of the other town has no trace of her.
    expect(edgesOf(await both(farClerk, listing))).toEqual([]);
  });

  it('her old contract number in the place of an id: as a number that no contract ever had', async () => {
    const query = `query ($n: ID!, $r: [_Any!]!) {
      household(id: $n) { id } person(id: $n) { id } _entities(representations: $r) { __typename } }`;
    const tried = (number: string): Record<string, unknown> => ({
      n: number,
      r: ['Household', 'Person', 'Dwelling'].map((name) => ({ __typename: name, id: number })),
    });
    expect(contract).toMatch(/^SS-/);
    for (const token of [clerk, farClerk, officer]) {
      const sought = await both(token, query, tried(contract));
      expect(sought.body.data).toEqual({ household: null, person: null, _entities: [null, null, null] });
      expect(bytesOf(sought)).toEqual(bytesOf(await both(token, query, tried(noContract))));
    }
  });

  it('nothing is found by it either: it is no key of an entity, and no term of a search', async () => {
    const byKey = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    const keyed = (number: string): Record<string, unknown> => ({
      r: [
        { __typename: 'Tenancy', contractNumber: number },
        { __typename: 'Household', contractNumber: number },
      ],
    });
    const bySearch = (number: string): string => `{ findPerson(contractNumber: "${number}") { id } }`;
    for (const token of [clerk, farClerk, officer]) {
      const sought = await both(token, byKey, keyed(contract));
      expect(sought.text).not.toMatch(/"(Tenancy|Household)"/);
      expect(bytesOf(sought)).toEqual(bytesOf(await both(token, byKey, keyed(noContract))));
      const searched = await both(token, bySearch(contract));
      expect(searched.body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(searched.text).not.toContain(contract);
      expect(bytesOf(searched)).toEqual(bytesOf(await both(token, bySearch(noContract))));
    }
  });
});
