// S16 (R10). In this slice it is the Centre that declares relationships: the clerk of the story pushes a case for a
// neighbour who is a tenant of the municipality only. Six neighbours stand for the forty. Until somebody confirms, each answer
// is the same in a twin in which all that is not opened yet is otherwise. Left to a later issue: her
// own log names who read of her and what, but not that the relationship was only declared and is not confirmed.
import { randomUUID } from 'node:crypto';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { findPerson, idOf } from '../harness/consents.ts';
import { loggedDuring } from '../harness/log.ts';
import {
  centreToken,
  confirmNeighbour,
  declareNeighbour,
  neighbour,
  neighbourRows,
  otherNeighbourRows,
  readNeighbour,
} from '../harness/neighbours.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

/** The Centre's client here, and in the twin nobody's. */
const branka = figure('CSR-00006/000011');

let twins: Twins;
/** In the twin every neighbour has another flat, other debts and another husband. */
let hub: TestHub;
let twin: TestHub;

const both = async (work: (world: TestHub) => Promise<Answer>): Promise<Answer> =>
  await sameInBoth([hub, twin], work);
const setClocks = (instant: string): void => {
  for (const world of [hub, twin]) world.clock.set(instant);
};

const read = async (number: number, actor: string): Promise<Answer> =>
  await both(async (world) => await readNeighbour(world, number, actor));
const declare = async (number: number, actor: string, version?: number): Promise<Answer> =>
  await both(async (world) => await declareNeighbour(world, number, actor, version));
const confirm = async (number: number, actor: string): Promise<Answer> =>
  await both(async (world) => await confirmNeighbour(world, number, actor));
/** Where the worlds must be one. */
const dataOf = async (number: number, actor: string): Promise<unknown> =>
  (await read(number, actor)).body.data;
/** Where they may differ. */
const dataIn = async (world: TestHub, number: number, actor: string): Promise<unknown> =>
  (await readNeighbour(world, number, actor)).body.data;
const found = async (number: number, actor: string): Promise<Answer> => {
  const query = 'query ($id: String!) { findPerson(nationalId: $id) { id givenName } }';
  const variables = { id: neighbour(number).nationalId };
  return await both(async (world) => await world.ask(await centreToken(world, actor), query, variables));
};

const nothing = { rooms: null, floorArea: null, status: null, rent: null, arrears: null, memberCount: null };
const everything: object = {
  ...{ rooms: 2, floorArea: '48.5', status: 'ACTIVE', rent: '21.5', arrears: '70.25', memberCount: 2 },
};
const otherwise = {
  ...{ rooms: 4, floorArea: '90.25', status: 'EXPIRED', rent: '33.5', arrears: null, memberCount: 2 },
};

const given = (number: number, relation: string | null, housing: object): object => {
  const { givenName, familyName, birthDate, address } = neighbour(number);
  return {
    person: {
      tenantEntries: [{ givenName, familyName, birthDate, relation }],
      households: [
        { members: [{ givenName }], tenancies: [{ address, localCommunity: 'Park', ...housing }] },
      ],
    },
  };
};
/** Identity and contact, of her alone. */
const declaredOnly = (number: number): object => given(number, null, nothing);
/** What the agreement gives; her husband is in it only as one of two. */
const confirmedToo = (number: number, housing = everything): object => given(number, 'HOLDER', housing);

beforeAll(async () => {
  twins = await createTwins();
  // Row 21 is a stranger's: by it the hub learns that Centar, where Branka lives, lies in Berane.
  const tenants = sampleTenants('1', '2', '3', '21');
  const own = sampleCases('CSR-00001');
  hub = await openSmallHub(
    { housing: [...tenants, ...neighbourRows()], centre: [...own, ...sampleCases('CSR-00006')] },
    twins.options(),
  );
  twin = await openSmallHub({ housing: [...tenants, ...otherNeighbourRows()], centre: own }, twins.options());
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('S16 a clerk who looks for a neighbour', () => {
  it("the Centre's client is for the municipality as somebody who does not exist, by number, name and list", async () => {
    const asking = `query ($id: String!, $givenName: String!, $familyName: String!, $birthDate: LocalDate!) {
      findPerson(nationalId: $id) { id givenName }
      named: findPerson(givenName: $givenName, familyName: $familyName, birthDate: $birthDate) { id }
      households(filter: { localCommunity: "Centar" }) { edges { node { id } } pageInfo { hasNextPage } } }`;
    const { nationalId: id, givenName, familyName, birthDate } = branka;
    const variables = { id, givenName, familyName, birthDate };
    const ask = async (world: TestHub, agency: string, purpose: string): Promise<Answer> =>
      await world.ask(await world.agencyToken({ agency, purpose, actor: 'clerk' }), asking, variables);

    const [agency, purpose] = ['berane.municipality', 'housing-welfare-management'];
    const answer = await both(async (world) => await ask(world, agency, purpose));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      data: { findPerson: null, named: null, households: { edges: [{}], pageInfo: { hasNextPage: false } } },
    });
    // Whose client she is finds her.
    const centre = await ask(hub, 'berane.centre', 'social-welfare-provision');
    expect(centre.body.data).toMatchObject({ findPerson: { givenName: 'Branka' }, named: {} });
  });
});

describe('S16 a relationship that the caller declares itself opens no more than identity and contact', () => {
  it('before anything is declared the neighbour does not exist for the Centre', async () => {
    expect((await found(7, 'clerk')).body).toEqual({ data: { findPerson: null } });
  });

  it('the push is answered with a receipt', async () => {
    const answer = await declare(7, 'clerk');
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({
      pushCentreRecords: [{ localId: 'CSR-97', outcome: 'CREATED', problems: [] }],
    });
  });

  it('two seconds later: identity and contact of her alone; finance, housing and members are absent', async () => {
    for (const world of [hub, twin]) world.clock.advance(2000);
    expect((await found(7, 'clerk')).body.data).toMatchObject({ findPerson: { givenName: 'Mira' } });
    const { result, lines } = await loggedDuring(hub, async () => await read(7, 'clerk'));
    expect(result.status).toBe(200);
    expect(result.body).toEqual({ data: declaredOnly(7) });
    const fromMunicipality = lines.filter((line) => line['controller'] === 'berane.municipality');
    expect(fromMunicipality.map((line) => [line['step'], line['declared']])).toEqual([
      ['DUTY', true],
      ['DUTY', true],
    ]);
    const { nationalId, birthDate } = neighbour(7);
    const own = await both(
      async (world) =>
        await world.ask(
          await world.personToken(nationalId, birthDate),
          '{ me { accesses { agency step fields { coordinate } } } }',
        ),
    );
    expect(own.text).toMatch(/Centar za socijalni rad[^}]*"step":"DUTY"/);
    expect(own.text).not.toContain('Tenancy.arrears');
  });

  it("neither her own clerk's confirmation nor the software's changes anything", async () => {
    expect((await confirm(7, 'clerk')).body.data).toEqual({ confirmRelationship: true });
    expect(await dataOf(7, 'clerk')).toEqual(declaredOnly(7));
    const id = await idOf(hub, await centreToken(hub, 'clerk'), neighbour(7).nationalId);
    const answer = await both(async (world) => {
      const machine = await centreToken(world, 'berane.centre.software');
      return await world.ask(machine, 'mutation ($id: ID!) { confirmRelationship(person: $id) }', { id });
    });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(await dataOf(7, 'clerk')).toEqual(declaredOnly(7));
  });

  it('a second named person confirms: the agreed fields open, in each world its own, and her husband stays absent', async () => {
    expect((await confirm(7, 'supervisor')).body.data).toEqual({ confirmRelationship: true });
    expect(await dataIn(hub, 7, 'clerk')).toEqual(confirmedToo(7));
    expect(await dataIn(twin, 7, 'clerk')).toEqual(confirmedToo(7, otherwise));
  });

  it('the sixth person of a day on a declared relationship: 429 with Retry-After, in the log, and nothing is given', async () => {
    for (const number of [1, 2, 3, 4, 5, 6]) await declare(number, 'curious');
    for (const number of [1, 2, 3, 4, 5]) {
      expect(await dataOf(number, 'curious'), `${number}`).toEqual(declaredOnly(number));
    }
    const { result, lines } = await loggedDuring(hub, async () => await read(6, 'curious'));
    expect(result.status).toBe(429);
    expect(result.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(result.body).toEqual({
      errors: [{ message: 'Too many of these in one day.', extensions: { code: 'RATE_LIMITED' } }],
    });
    // Finding her by the Centre's own case comes first, and is in the log by itself.
    expect(lines.map(({ kind, agency, actor, code }) => ({ kind, agency, actor, code }))).toEqual([
      { kind: 'DISCLOSURE', agency: 'berane.centre', actor: 'curious', code: undefined },
      { kind: 'DENIAL', agency: 'berane.centre', actor: 'curious', code: 'RATE_LIMITED' },
    ]);
    // The five, and a person whose relationship is confirmed, can be read again.
    expect((await read(1, 'curious')).status).toBe(200);
    expect(await dataIn(hub, 7, 'curious')).toEqual(confirmedToo(7));
  });

  it("the agency's data protection officer is told of who was stopped", async () => {
    const told = await alertsOf(hub, 'berane.centre', 'dpo');
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'LIMIT', agency: 'berane.centre', actor: 'curious' }),
    );
    expect(await alertsOf(twin, 'berane.centre', 'dpo')).toEqual(told);
    const elsewhere = await alertsOf(hub, 'berane.municipality', 'dpo');
    expect(elsewhere.filter(({ kind }) => kind === 'LIMIT')).toEqual([]);
  });

  it('on the next local day it works again', async () => {
    setClocks('2026-11-21T22:59:59Z');
    expect((await read(6, 'curious')).status).toBe(429);
    setClocks('2026-11-21T23:00:00Z');
    expect(await dataOf(6, 'curious')).toEqual(declaredOnly(6));
  });

  it('asking for six people at once, in one operation or in six, is no way around it', async () => {
    const token = await centreToken(hub, 'hasty');
    const ids: string[] = [];
    for (const number of [1, 2, 3, 4, 5, 6]) ids.push(await idOf(hub, token, neighbour(number).nationalId));
    const fields = 'tenantEntries { givenName }';
    const together = `{ ${ids.map((id, place) => `p${place}: person(id: "${id}") { ${fields} }`).join(' ')} }`;
    const answer = await both(async (world) => await world.ask(await centreToken(world, 'hasty'), together));
    expect(answer.status).toBe(429);

    // Over HTTP, client, hub and PGlite take turns in this one process; so close together only the hub itself can be asked.
    const { verifier, execute } = hub.running.hub;
    const caller = await verifier.verify(`Bearer ${token}`);
    const document = parse(`query ($id: ID!) { person(id: $id) { ${fields} } }`);
    const operation = {
      ...{ caller, document, documentHash: 'one', requestId: randomUUID() },
      ...{ operationName: null, idempotencyKey: null, judged: null, event: null },
    };
    const results = await Promise.all(ids.map((id) => execute({ ...operation, variables: { id } })));
    const codes = results.map((result) => result.errors?.[0]?.extensions['code'] ?? 'given');
    expect(codes.sort()).toEqual(['RATE_LIMITED', ...Array.from({ length: 5 }, () => 'given')]);
  });

  it('unconfirmed on day 30 the relationship is gone and the application with it; the confirmed one stays', async () => {
    setClocks('2026-12-20T10:00:00Z');
    for (const world of [hub, twin]) await world.running.hub.sweep();
    expect(await dataOf(1, 'supervisor')).toEqual(declaredOnly(1));
    // A new version of the case, from the same clerk on day 29, does not begin the thirty days anew.
    expect((await declare(2, 'curious', 2)).body.data).toMatchObject({
      pushCentreRecords: [{ outcome: 'UPDATED' }],
    });
    setClocks('2026-12-21T10:00:03Z');
    for (const world of [hub, twin]) await world.running.hub.sweep();
    expect(await dataIn(hub, 7, 'supervisor')).toEqual(confirmedToo(7));
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const gone = await found(number, 'supervisor');
      expect(gone.body, `${number}`).toEqual({ data: { findPerson: null } });
    }
    const kept = await hub.running.hub.database.query<{ unit: string }>(
      `select distinct unit from record where unit like 'CSR-9%' and payload is not null`,
    );
    expect(kept).toEqual([{ unit: 'CSR-97' }]);
    // The municipality's own tenants are as they were.
    const clerk = { agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'clerk' };
    const municipality = await hub.agencyToken(clerk);
    expect(await findPerson(hub, municipality, neighbour(1).nationalId)).not.toBeNull();
  });
});
