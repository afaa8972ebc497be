// S19 (R12, R16). Jelena is flagged: a matter of hers is sealed with the Centre, and nobody has taken it, so that whoever holds
// the role of a lead there is alerted. Parties have S04, and who is on the rota has S18: those who look here are neither. What
// was given before she was flagged, an old cursor and an old contract number, is tried in s19-before-the-flag.test.ts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoActor } from '../../src/access/demo-actor.ts';
import { alertsOf } from '../harness/alerts.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

const jelena = figure('CSR-00002/000005');

let twins: Twins;
/** Jelena's matter is sealed in the one world; in the other there is none. */
let hub: TestHub;
let twin: TestHub;

/** The clerk's agency knows nothing of Jelena: her case is the Centre's, and nobody has referred her. */
const clerk = async (world: TestHub): Promise<string> =>
  await world.agencyToken({ agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'clerk' });

const officer = async (world: TestHub, purpose: string): Promise<string> =>
  await world.agencyToken({ agency: 'berane.municipality', purpose, actor: 'officer' });

/** The same question to both worlds by the same actor; their answers must be one. */
const both = async (
  token: (world: TestHub) => Promise<string>,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> =>
  await sameInBoth([hub, twin], async (world) => await world.ask(await token(world), query, variables));

const stranger = demoActor('nobody', 'nobody');

beforeAll(async () => {
  twins = await createTwins();
  const housing = sampleTenants('1', '2', '3');
  const ordinary = sampleCases('CSR-00001', 'CSR-00002');
  hub = await openSmallHub({ housing, centre: [...ordinary, ...sampleCases('CSR-00900')] }, twins.options());
  twin = await openSmallHub({ housing, centre: ordinary }, twins.options());
}, 120_000);

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

const aliases = Array.from({ length: 15 }, (_, index) => `a${index}: findPerson(nationalId: $n) { id }`).join(
  '\n',
);

describe('S19 whoever looks for a protected person finds what there is of nobody', () => {
  it('by her number, fifteen times in one request: as for a person who does not exist', async () => {
    const query = `query ($n: String!) { ${aliases} }`;
    const sought = await both(clerk, query, { n: jelena.nationalId });
    const nobody = await both(clerk, query, { n: stranger.nationalId });
    expect(sought.text).toBe(nobody.text);
    expect(bytesOf(sought)).toEqual(bytesOf(nobody));
    expect(Object.values(sought.body.data ?? {})).toEqual(Array(15).fill(null));
  });

  it('by name and birth date', async () => {
    const query =
      'query ($g: String!, $f: String!, $b: LocalDate!) { findPerson(givenName: $g, familyName: $f, birthDate: $b) { id } }';
    const sought = await both(clerk, query, {
      g: jelena.givenName,
      f: jelena.familyName,
      b: jelena.birthDate,
    });
    const nobody = await both(clerk, query, { g: 'Niko', f: 'Nikić', b: '1990-01-01' });
    expect(sought.text).toBe(nobody.text);
  });

  it("by ids: guessed ones, and the Centre's own for her", async () => {
    const centre = await hub.agencyToken({
      agency: 'berane.centre',
      purpose: 'social-welfare-provision',
      actor: 'Nada',
    });
    const seen = await hub.ask(
      centre,
      'query ($n: String!) { findPerson(nationalId: $n) { id households { id } } }',
      {
        n: jelena.nationalId,
      },
    );
    const person = seen.body.data?.['findPerson'] as { id: string; households: { id: string }[] };
    const query = `query ($person: ID!, $household: ID!) {
      person(id: $person) { id } household(id: $household) { id }
      _entities(representations: [{__typename: "Person", id: $person}, {__typename: "Household", id: $household}]) { __typename } }`;
    const guessed = { person: `1${'A'.repeat(21)}A`, household: 'H7' };
    const nothing = { person: null, household: null, _entities: [null, null] };
    for (const ids of [guessed, { person: person.id, household: person.households[0]?.id }]) {
      expect((await both(clerk, query, ids)).body.data).toEqual(nothing);
    }
  });

  it('by the list of her own community: the municipality has no relationship there', async () => {
    const query = '{ households(filter: {localCommunity: "Pešca"}) { edges { cursor } } }';
    const municipal = async (world: TestHub) => await officer(world, 'housing-welfare-management');
    expect((await both(municipal, query)).body.data).toEqual({ households: { edges: [] } });
  });

  it('an officer with the emergency purpose, or a protection token without a matter: 403, as for anyone', async () => {
    const query = 'query ($n: String!) { findPerson(nationalId: $n) { id } }';
    for (const purpose of ['emergency-access', 'domestic-violence-protection']) {
      const asOfficer = async (world: TestHub) => await officer(world, purpose);
      const sought = await both(asOfficer, query, { n: jelena.nationalId });
      expect([sought.status, sought.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      expect(sought.text).toBe((await both(asOfficer, query, { n: stranger.nationalId })).text);
    }
  });

  it('the lead has one alert for each actor and purpose, with actor and agency; objects are counted, not requests', async () => {
    const alerts = await alertsOf(hub, 'berane.centre', 'lead');
    const ofClerk = alerts.filter(({ actor }) => actor === 'clerk');
    expect(ofClerk).toEqual([
      {
        kind: 'TRIPWIRE',
        agency: 'berane.support',
        actor: 'clerk',
        purpose: 'social-welfare-provision',
        firstAt: '2026-11-21T10:00:00.000Z',
        lastAt: expect.any(String) as string,
        objects: expect.any(Number) as number,
      },
    ]);
    expect(ofClerk[0]?.objects).toBeGreaterThanOrEqual(15);
    expect(
      alerts
        .filter(({ actor }) => actor === 'officer')
        .map(({ purpose }) => purpose)
        .sort(),
    ).toEqual(['domestic-violence-protection', 'emergency-access']);
    // Looking once more adds nothing: each line of the log is looked through once.
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toEqual(alerts);
    expect(await alertsOf(twin, 'berane.centre', 'lead')).toEqual([]);
  });

  it('a refusal is told of whatever else is wrong with the request, and each representation counts', async () => {
    const sly = async (world: TestHub) =>
      await world.agencyToken({ agency: 'petnjica.municipality', purpose: 'emergency-access', actor: 'sly' });
    const beside =
      'query ($n: String!, $x: Boolean!) { findPerson(nationalId: $n) { __typename } __typename @skip(if: $x) }';
    expect((await both(sly, beside, { n: jelena.nationalId, x: 'no boolean' })).status).toBe(403);
    const entities = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
    const spoiled = { __typename: { toString: 1, valueOf: 1 } };
    expect((await both(sly, entities, { r: [{ __typename: 'Person', id: 'x' }, spoiled] })).status).toBe(403);
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toContainEqual(
      expect.objectContaining({ kind: 'TRIPWIRE', actor: 'sly', objects: 1 }),
    );
    expect(
      (await alertsOf(hub, 'petnjica.municipality', 'dpo')).map(({ actor, objects }) => [actor, objects]),
    ).toContainEqual(['sly', 2]);
  });

  it('whoever looked is not told by an alert what came of it, though they hold the role', async () => {
    const curious = { agency: 'berane.centre', actor: 'curious lead' };
    const query = 'query ($n: String!) { findPerson(nationalId: $n) { id } }';
    const refused = async (world: TestHub) =>
      await world.agencyToken({ ...curious, purpose: 'emergency-access' });
    expect((await both(refused, query, { n: jelena.nationalId })).status).toBe(403);
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toContainEqual(
      expect.objectContaining({ kind: 'TRIPWIRE', actor: 'curious lead' }),
    );
    const lead = await hub.agencyToken({ ...curious, purpose: 'enforce-access-control', roles: ['lead'] });
    const own = await hub.ask(lead, '{ alerts { actor } }');
    const told = own.body.data?.['alerts'] as readonly { actor: string }[];
    const actors = told.map(({ actor }) => actor);
    expect(actors).toContain('clerk');
    expect(actors).not.toContain('curious lead');
  });

  it('the attempts with a purpose that nobody holds are put to the data protection officers, the same in both worlds', async () => {
    const attempts = async (world: TestHub, agency: string) =>
      (await alertsOf(world, agency, 'dpo')).filter(({ kind }) => kind === 'PURPOSE');
    for (const agency of ['berane.municipality', 'berane.centre']) {
      const here = await attempts(hub, agency);
      const ofOfficer = here.filter(({ actor }) => actor === 'officer');
      expect(ofOfficer.map(({ purpose }) => purpose).sort(), agency).toEqual([
        'domestic-violence-protection',
        'emergency-access',
      ]);
      expect((await attempts(twin, agency)).map(({ objects }) => objects)).toEqual(
        here.map(({ objects }) => objects),
      );
    }
  });

  it('a protected person who is in no register is watched for as well', async () => {
    // The sealed line alone names her: no general record, no link. Her name leaves the same mark as everybody's.
    const query =
      'query ($g: String!, $f: String!, $b: LocalDate!) { findPerson(givenName: $g, familyName: $f, birthDate: $b) { id } }';
    const token = async (world: TestHub) =>
      await world.agencyToken({
        agency: 'petnjica.municipality',
        purpose: 'housing-welfare-management',
        actor: 'far',
      });
    await both(token, query, { g: jelena.givenName, f: jelena.familyName, b: jelena.birthDate });
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toContainEqual(
      expect.objectContaining({ actor: 'far', agency: 'petnjica.municipality', objects: 1 }),
    );
  });
});
