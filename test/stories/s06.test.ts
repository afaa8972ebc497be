// S06 (R15, R16). Nenad works for the municipality here: there are no police and no beats yet. His agency has not registered the
// emergency purpose; whom somebody on the rota is too near to has S18. Nobody has taken the matter, so that whoever holds the
// role of a lead at the agency that sealed it is alerted. His own data are given by `me` alone. Counts are of R24's cells, which
// hold nobody: they are the same for every actor, for one that shrank by a declared family would tell how many they are.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoActor } from '../../src/access/demo-actor.ts';
import { alertsOf, askAlertsWithout } from '../harness/alerts.ts';
import { drawReleases } from '../harness/draw-releases.ts';
import { neighbour, neighbourRows } from '../harness/neighbours.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

const marko = figure('CSR-00002/000004');
const jelena = figure('CSR-00002/000005');
/** Nenad's wife, under whose contract he lives in H7: the register has no number of his own. */
const wife = neighbour(1);
const nenadsNumber = neighbour(2);

/** Nobody's in any register. */
const unknownNumber = demoActor('nobody', 'nobody').nationalId;

let twins: Twins;
/** A matter of Jelena's is sealed in the one world, and in the other it does not exist. */
let hub: TestHub;
let twin: TestHub;

const municipality = { agency: 'berane.municipality', purpose: 'housing-welfare-management' };

/** Nenad as a person is the tenant of Nova 2 in these registers; his colleague is nobody they know. */
const nenad = async (world: TestHub, purpose = municipality.purpose): Promise<string> =>
  await world.agencyToken({ ...municipality, purpose, actor: 'Nenad', identity: nenadsNumber });
const colleague = async (world: TestHub): Promise<string> =>
  await world.agencyToken({ ...municipality, actor: 'Senka' });

type Asking = (world: TestHub) => Promise<string>;

/** The same question to both worlds; the answers must be one. */
const both = async (token: Asking, query: string, variables: object = {}): Promise<Answer> =>
  await sameInBoth([hub, twin], async (world) => await ask(world, await token(world), query, variables));

const ask = async (world: TestHub, token: string, query: string, variables?: object): Promise<Answer> =>
  await world.ask(token, query, variables as Record<string, unknown>);

interface Seen {
  readonly id: string;
  readonly households: readonly { readonly id: string }[];
}

const found = async (world: TestHub, token: string, nationalId: string): Promise<Seen | null> => {
  const answer = await ask(
    world,
    token,
    'query ($id: String!) { findPerson(nationalId: $id) { id households { id } } }',
    {
      id: nationalId,
    },
  );
  expect(answer.status).toBe(200);
  return (answer.body.data?.['findPerson'] ?? null) as Seen | null;
};

/** Ids that the municipality's own staff hold: the same for all of them. */
const idsOf = async (nationalId: string): Promise<{ person: string; household: string }> => {
  const seen = await found(hub, await colleague(hub), nationalId);
  if (!seen?.households[0]) throw new Error('the colleague does not see this family');
  return { person: seen.id, household: seen.households[0].id };
};

const list = async (token: Asking, community: string): Promise<readonly string[]> => {
  const answer = await both(
    token,
    'query ($c: String!) { households(filter: {localCommunity: $c}, first: 100) { edges { node { id } } pageInfo { hasNextPage } } }',
    { c: community },
  );
  const page = answer.body.data?.['households'] as {
    edges: { node: { id: string } }[];
    pageInfo: { hasNextPage: boolean };
  };
  expect(page.pageInfo.hasNextPage).toBe(false);
  return page.edges.map(({ node }) => node.id);
};

const declare = 'mutation ($n: String!) { declareConflict(nationalId: $n) }';
const counting =
  '{ statistics(measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY]) { period lines { values count } } }';

const everyPath = `query ($person: ID!, $household: ID!, $number: String!, $given: String!, $family: String!, $born: LocalDate!) {
  person(id: $person) { id givenName tenantEntries { familyName } households { id members { id givenName } } }
  household(id: $household) { id memberCount members { id } tenancies { contractNumber address rooms arrears } }
  byNumber: findPerson(nationalId: $number) { id }
  byName: findPerson(givenName: $given, familyName: $family, birthDate: $born) { id }
  _entities(representations: [{__typename: "Person", id: $person}, {__typename: "Household", id: $household}]) { __typename }
}`;
const nothing = { person: null, household: null, byNumber: null, byName: null, _entities: [null, null] };

const pathsTo = (ids: { person: string; household: string }, who: typeof marko | typeof wife): object => ({
  ...ids,
  number: who.nationalId,
  given: who.givenName,
  family: who.familyName,
  born: who.birthDate,
});

beforeAll(async () => {
  twins = await createTwins();
  const pešca = sampleTenants('4', '5', '6', '8', '9', '10', '128', '129', '147', '149');
  const housing = [...sampleTenants('1', '2', '3'), ...pešca, ...neighbourRows()];
  const ordinary = sampleCases('CSR-00001', 'CSR-00002');
  hub = await openSmallHub({ housing, centre: [...ordinary, ...sampleCases('CSR-00900')] }, twins.options());
  twin = await openSmallHub({ housing, centre: ordinary }, twins.options());
  await drawReleases(hub, twin);
}, 120_000);

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('S06 what is too near to an actor is absent to that actor, always', () => {
  it('Nenad sees his own household nowhere; his colleague sees it as usual', async () => {
    const own = await idsOf(nenadsNumber.nationalId);
    const answer = await both(nenad, everyPath, pathsTo(own, nenadsNumber));
    expect(answer.body.data).toEqual(nothing);
    expect(answer.body.errors).toBeUndefined();
    const seen = await both(colleague, everyPath, pathsTo(own, nenadsNumber));
    expect(seen.body.data).toMatchObject({
      household: { memberCount: 2, tenancies: [{ arrears: '70.25' }] },
    });
    // Of the seven families of Nova street and Ana's, one is his.
    const all = await list(colleague, 'Park');
    expect(await list(nenad, 'Park')).toEqual(all.filter((id) => id !== own.household));
    expect(all).toContain(own.household);
  });

  it('as a person he reads them by none of these either: his own by `me` alone', async () => {
    const { nationalId, birthDate } = nenadsNumber;
    const himself = async (world: TestHub) => await world.personToken(nationalId, birthDate);
    const refused = await both(himself, everyPath, pathsTo(await idsOf(nationalId), nenadsNumber));
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    const shown = await both(himself, '{ me { held { values { value } } } }');
    expect(shown.text).toContain(nenadsNumber.givenName);
  });

  it('he declares that Marko is his brother, and the answer is the same for a number that nobody knows', async () => {
    const known = await both(nenad, declare, { n: marko.nationalId });
    expect(known.body).toEqual({ data: { declareConflict: true } });
    expect(bytesOf(await both(nenad, declare, { n: unknownNumber }))).toEqual(bytesOf(known));
  });

  it('H1 is absent from every path: look-ups, search, entities and the list, in the same bytes with a matter or without', async () => {
    const ids = await idsOf(jelena.nationalId);
    for (const who of [marko, jelena]) {
      const person = (await idsOf(who.nationalId)).person;
      const variables = pathsTo({ ...ids, person }, who);
      expect((await both(nenad, everyPath, variables)).body.data).toEqual(nothing);
      const seen = await both(colleague, everyPath, variables);
      expect(seen.body.data).toMatchObject({ household: { id: ids.household }, byNumber: { id: person } });
    }
    const all = await list(colleague, 'Pešca');
    expect(all).toContain(ids.household);
    expect(await list(nenad, 'Pešca')).toEqual(all.filter((id) => id !== ids.household));
  });

  it('counts tell him nothing: in his own work there are none, and the published cells are the same for everybody', async () => {
    const refused = await both(nenad, counting);
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    const counts = async (actor: string, identity: object = {}): Promise<Answer> => {
      const planner = { agency: 'berane.municipality', purpose: 'improve-public-services', actor };
      return await both(async (world) => await world.agencyToken({ ...planner, ...identity }), counting);
    };
    const his = await counts('Nenad', { identity: nenadsNumber });
    // Eight families of Park and four of Pešca, too few to be told apart: Nenad's and Marko's are among them.
    const lines = [{ values: ['OTHER'], count: 25 }];
    expect(his.body).toEqual({ data: { statistics: { period: '2026-11', lines } } });
    expect(bytesOf(await counts('Senka'))).toEqual(bytesOf(his));
    // Nor does a declaration move them: otherwise it would count whom it hides.
    const third = { identity: neighbour(3) };
    const before = await counts('Mirza', third);
    const mirza: Asking = async (world) =>
      await world.agencyToken({ ...municipality, actor: 'Mirza', ...third });
    expect((await both(mirza, declare, { n: marko.nationalId })).status).toBe(200);
    expect(bytesOf(await counts('Mirza', third))).toEqual(bytesOf(before));
  });

  it('nothing of them can be written either: no such person', async () => {
    const { person } = await idsOf(jelena.nationalId);
    const withdraw =
      'mutation ($p: ID!) { withdrawConsent(recipient: "berane.support", person: $p) { state } }';
    const refused = await both(nenad, withdraw, { p: person });
    expect(refused.body.errors?.[0]?.message).toBe('No such person.');
    expect(bytesOf(refused)).toEqual(bytesOf(await both(nenad, withdraw, { p: 'nobody' })));
  });

  it('the emergency purpose opens nothing: 403', async () => {
    const { household } = await idsOf(jelena.nationalId);
    const query = 'query ($id: ID!) { household(id: $id) { id } }';
    const refused = await both(async (world) => await nenad(world, 'emergency-access'), query, {
      id: household,
    });
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });

  it("his agency's data protection officer is told, the same in both worlds; the lead only where there is a matter", async () => {
    const conflicts = async (world: TestHub) =>
      (await alertsOf(world, 'berane.municipality', 'dpo')).filter(({ kind }) => kind === 'CONFLICT');
    expect(await conflicts(hub)).toEqual([
      expect.objectContaining({
        agency: 'berane.municipality',
        actor: 'Nenad',
        purpose: municipality.purpose,
      }),
    ]);
    expect(await conflicts(twin)).toEqual(await conflicts(hub));
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toContainEqual(
      expect.objectContaining({ kind: 'TRIPWIRE', actor: 'Nenad' }),
    );
    expect(await alertsOf(twin, 'berane.centre', 'lead')).toEqual([]);
    expect((await askAlertsWithout(hub, 'berane.centre')).status).toBe(403);
  });

  it('somebody whom the actor sees can be declared by that, and stays hidden when the register corrects the line', async () => {
    const senka = await hub.agencyToken({
      ...municipality,
      actor: 'Senka the second',
      identity: neighbour(7),
    });
    const { person } = await idsOf(ana.nationalId);
    const declareSeen = 'mutation ($p: ID!) { declareConflict(person: $p) }';
    expect((await ask(hub, senka, declareSeen, { p: person })).body).toEqual({
      data: { declareConflict: true },
    });
    expect(await found(hub, senka, ana.nationalId)).toBeNull();
    // A correction that makes the hub link the line to somebody new, as a wrong number in it would.
    await hub.running.hub.database.query(
      `update link set entity_id = '00000000-0000-4000-8000-00000000aaaa' where entity = 'PERSON' and ended_at is null
        and (source, local_id) in (select source, local_id from mention where entity = 'PERSON'
          and mention ->> 'givenName' = 'Ana')`,
    );
    expect(await found(hub, await colleague(hub), ana.nationalId)).not.toBeNull();
    expect(await found(hub, senka, ana.nationalId)).toBeNull();
  });

  it('whom the register has without a number is hidden through those they live with', async () => {
    // Zoran lives with Mira of Nova 1 and has no number in any register; her number hides both.
    const token = await hub.agencyToken({ ...municipality, actor: 'Mira', identity: wife });
    const { person, household } = await idsOf(wife.nationalId);
    const answer = await ask(hub, token, everyPath, pathsTo({ person, household }, wife));
    expect(answer.body.data).toEqual(nothing);
  });
});
