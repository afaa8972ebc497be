// Ways round the field rule that others really had, each by its name. The values below are known from the samples, and the
// Centre, whose they are, reads every one of them: a test that finds none of them has looked for something that is there.
import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assembleGraph } from '../../src/graph/assemble-graph.ts';
import { agencyIssuer, audience, createForge, now, otherIssuer } from '../access/token-forge.ts';
import { giveConsent, idOf } from '../harness/consents.ts';
import { countOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, marko, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { directives, ownContracts } from '../records/more-registers.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary, type Exchanged, sameBytes, send } from './exchange.ts';
import { homeOf } from './inside.ts';

const forge = createForge('ES256');
const configuration = editConfiguration((edited) => {
  agencyIn(edited, 'berane.municipality').keys = { jwks: { keys: [forge.key.publicJwk] } };
  // A purpose whose list of operations is empty.
  const eligibility = agencyIn(edited, 'berane.centre').purposes['social-welfare-eligibility-assessment'];
  if (eligibility) eligibility.operations = [];
});

/** What the municipality may not read, as the Centre's sample says it. */
const health = 'CHRONIC_ILLNESS';
const right = 'materijalno obezbjeđenje';
const plan = 'plan otplate duga';
const forbidden = new RegExp(`${health}|${right}|${plan}|96[.,]4`);

let hub: TestHub;
const tokens = { municipality: '', machine: '', centre: '', support: '', petnjica: '', eligibility: '' };
let ids = { person: '', household: '' };
let centreIds = { person: '', household: '' };

beforeAll(async () => {
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3', '4', '5', '6'), centre: sampleCases('CSR-00001', 'CSR-00002') },
    { configuration: { ...configuration.files, audience }, now: now.toISOString() },
  );
  const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens.municipality = forge.token();
  tokens.machine = forge.token({ claims: { sub: 'service:nightly', jti: 'token-2' } });
  tokens.centre = await hub.agencyToken({ agency: 'berane.centre', ...welfare });
  tokens.eligibility = await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-eligibility-assessment',
    actor: 'Nada Worker',
  });
  tokens.support = await hub.agencyToken({ agency: 'berane.support', ...welfare });
  tokens.petnjica = await hub.agencyToken({
    agency: 'petnjica.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena Clerk',
  });
  ids = await homeOf(hub, tokens.municipality, ana.nationalId);
  centreIds = await homeOf(hub, tokens.centre, ana.nationalId);
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

const ask = async (
  token: string | null,
  query: string,
  variables: object = {},
  more: { headers?: Record<string, string>; body?: object } = {},
): Promise<Exchanged> =>
  await send(hub, token, { headers: more.headers ?? {}, body: { query, variables, ...more.body } });

/** Asks as the municipality and expects that nothing forbidden comes; as the Centre, that it does. */
const expectKept = async (query: string): Promise<Exchanged> => {
  const given = await ask(tokens.centre, query, centreIds);
  expect([given.status, given.text]).toEqual([200, expect.stringMatching(forbidden)]);
  const kept = await ask(tokens.municipality, query, ids);
  expect(kept.status).toBe(200);
  expect(kept.text).not.toMatch(forbidden);
  return kept;
};

describe('an operation in another shape', () => {
  test('alias (Cosmo #1815)', async () => {
    const aliases = Array.from({ length: 15 }, (_, index) => `a${index}: health`).join(' ');
    const answer = await expectKept(
      `query ($person: ID!, $household: ID!) {
        givenName: person(id: $person) { entries: caseEntries { employed: health relation: health ${aliases} } }
        address: household(id: $household) { tenancies: rights { status: title rent: amount } address: aidPlans { goal } } }`,
    );
    // And the permitted name beside it is not taken for it.
    expect(answer.text).toContain('CaseEntry.health');
  });

  test('renamed directive and polymorphic type (Apollo)', async () => {
    await expectKept(
      `query ($person: ID!, $household: ID!) { household(id: $household) { id }
        _entities(representations: [{__typename: "Person", id: $person}]) {
          ... on _Entity { ... on Person { ... on _Entity { ... on Person { caseEntries { health } } } } } } }`,
    );
    const renamed = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: [{ name: "@authenticated", as: "@data" }])
      extend type Household { trialNotes: [TrialNote!] @records(source: "trial", kind: "trial-note") }
      type TrialNote @data(category: HOUSING, about: MEMBERS) @retain(for: "P1Y", from: "received", then: ERASE, citation: "an act") { text: String }`;
    expect(() => assembleGraph(directives, [...ownContracts, { name: 'trial', sdl: renamed }])).toThrow();
  });

  test('transitive @requires (Apollo): what a router sends along is not believed, and opens nothing', async () => {
    const query = `query ($list: [_Any!]!) { _entities(representations: $list) {
      ... on Person { givenName nationalIdChecked caseEntries { health } }
      ... on Household { address memberCount rights { title } } } }`;
    const plain = (of: typeof ids) => [
      { __typename: 'Person', id: of.person },
      { __typename: 'Household', id: of.household },
    ];
    const sent = (of: typeof ids) => [
      { ...plain(of)[0], givenName: canary, nationalIdChecked: false, caseEntries: [{ health: 'GOOD' }] },
      { ...plain(of)[1], address: canary, memberCount: 99, rights: [{ title: canary }] },
    ];
    const answers = [plain(ids), sent(ids)].map(
      async (list) => await ask(tokens.municipality, query, { list }),
    );
    const [one, other] = (await Promise.all(answers)).map(sameBytes);
    expect(other).toEqual(one);
    expect(JSON.stringify(one)).not.toMatch(forbidden);
    expect((await ask(tokens.centre, query, { list: sent(centreIds) })).text).toMatch(forbidden);
    const requiring = `extend type Household { trialNotes: [TrialNote!] @records(source: "trial", kind: "trial-note") @requires(fields: "rights { title }") }
      type TrialNote @data(category: HOUSING, about: MEMBERS) @retain(for: "P1Y", from: "received", then: ERASE, citation: "an act") { text: String }`;
    expect(() => assembleGraph(directives, [...ownContracts, { name: 'trial', sdl: requiring }])).toThrow(
      /trial/,
    );
  });

  test('interface path (Hive #351): there is none to take', async () => {
    const types = await ask(tokens.municipality, '{ __schema { types { kind name } } }');
    const kinds = (types.body.data as { __schema: { types: { kind: string; name: string }[] } }).__schema
      .types;
    expect(kinds.filter(({ kind }) => kind === 'INTERFACE')).toEqual([]);
    for (const name of ['Node', 'Entity', 'Record']) {
      const query = `query ($id: ID!) { person(id: $id) { ... on ${name} { id } } }`;
      expect((await ask(tokens.municipality, query, { id: ids.person })).status).toBe(400);
    }
    const behind = 'interface Named { text: String } type TrialNote implements Named { text: String }';
    expect(() => assembleGraph(directives, [...ownContracts, { name: 'trial', sdl: behind }])).toThrow(
      /interface/,
    );
  });

  test('union member and sibling fragment (Hive #1422, #1423)', async () => {
    const open = '... on Household { id address tenancies { status } }';
    const closed = '... on Person { entries: caseEntries { health } } ... on Household { rights { title } }';
    for (const siblings of [`${open} ${closed}`, `${closed} ${open}`, `...A ...B`]) {
      await expectKept(
        `query ($person: ID!, $household: ID!) { _entities(representations: [{__typename: "Household", id: $household}, {__typename: "Person", id: $person}]) { __typename ${siblings} } }
         ${siblings.includes('...A') ? `fragment A on _Entity { ${open} } fragment B on _Entity { ${closed} }` : ''}`,
      );
    }
  });

  test('same argument name in two aliased roots and two operations in one document (GBO)', async () => {
    // A machine may not ask by a national id; the same name beside it, where it may, does not cover it.
    const two = (first: string, second: string) => `query ($id: String!, $other: ID!) { ${first} ${second} }`;
    const asked = { id: ana.nationalId, other: ids.household };
    const open = 'a: household(id: $other) { id }';
    const closed = 'b: findPerson(nationalId: $id) { id }';
    for (const query of [two(open, closed), two(closed, open)]) {
      const answer = await ask(tokens.machine, query, asked);
      expect([answer.status, answer.body.errors?.[0]?.extensions.code, answer.body.data]).toEqual([
        403,
        'FIELD_NOT_IN_PURPOSE',
        undefined,
      ]);
    }
    const both =
      'query Mine($id: ID!) { household(id: $id) { address } } query Other { statistics(measure: PERSONS, by: []) { period } }';
    const run = async (operationName: string) =>
      await ask(tokens.municipality, both, { id: ids.household }, { body: { operationName } });
    const [mine, other, again] = [await run('Mine'), await run('Other'), await run('Mine')];
    expect([mine.status, other.status, again.status]).toEqual([200, 403, 200]);
    expect(mine.text).toContain('Lipov drvored');
    expect(other.body.data).toBeUndefined();
  });
});

describe('a caller who says who they are otherwise', () => {
  const asking = `query ($person: ID!, $household: ID!) {
    person(id: $person) { caseEntries { health } } household(id: $household) { rights { title } aidPlans { goal } } }`;

  /** The same answer whatever stands beside the token. */
  const expectIgnored = async (more: { headers?: Record<string, string>; body?: object }): Promise<void> => {
    const plain = await ask(tokens.municipality, asking, ids);
    const dressed = await ask(tokens.municipality, asking, ids, more);
    expect(sameBytes(dressed)).toEqual(sameBytes(plain));
    expect(dressed.text).not.toMatch(forbidden);
    expect((await ask(tokens.centre, asking, centreIds)).text).toMatch(forbidden);
  };

  test('authz off when JWT off (Hive Router): there is no off', async () => {
    for (const headers of [
      {},
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Bearer ' },
      { authorization: 'Basic eDp5' },
    ]) {
      hub.statements.length = 0;
      const answer = await send(hub, null, {
        headers: headers as Record<string, string>,
        body: { query: asking, variables: ids },
      });
      expect([answer.status, answer.body.data, hub.statements]).toEqual([401, undefined, []]);
    }
    // Not by configuration either: without an audience, or without an agency's keys, there is no start.
    const without = { configuration: { ...configuration.files, audience: '' } };
    await expect(openSmallHub({}, without)).rejects.toThrow(/audience/i);
    const keyless = editConfiguration((edited) => {
      agencyIn(edited, 'berane.municipality').keys = { jwks: { keys: [] } };
    });
    await expect(openSmallHub({}, { configuration: keyless.files })).rejects.toThrow(/keys/);
    keyless.remove();
  });

  test('unsigned forwarded claims header (Hive useForwardedJWT, iWlz claims)', async () => {
    const claims = {
      ...forge.claims,
      iss: otherIssuer,
      agency: 'berane.centre',
      purpose: 'ps:SocialWelfareProvision',
    };
    const written = JSON.stringify(claims);
    await expectIgnored({
      headers: {
        claims: written,
        'x-jwt-claims': Buffer.from(written).toString('base64'),
        'x-forwarded-user': 'berane.centre',
        'x-agency': 'berane.centre',
        forwarded: 'for=berane.centre',
        'x-forwarded-authorization': `Bearer ${tokens.centre}`,
        'x-original-authorization': `Bearer ${tokens.centre}`,
      },
      body: { extensions: { jwt: { payload: claims, token: { value: tokens.centre } } } },
    });
  });

  test('caller-chosen regime header (GBO)', async () => {
    await expectIgnored({
      headers: {
        purpose: 'ps:SocialWelfareProvision',
        'x-purpose': 'ps:SocialWelfareProvision',
        'x-purpose-of-use': 'TREAT',
        'x-legal-basis': 'A6-1-c',
        'x-flow': 'dvtp:query',
        'x-break-glass': 'true',
        prefer: 'consent=given',
      },
      body: { purpose: 'ps:SocialWelfareProvision', extensions: { purpose: 'hub:EmergencyAccess' } },
    });
  });

  test('jti replay before signature check (OpenG2P)', async () => {
    const [head, body, signature = ''] = forge.token({ claims: { jti: 'token-9' } }).split('.');
    const valid = `${head}.${body}.${signature}`;
    const unsigned = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const otherPurpose = Buffer.from(
      JSON.stringify({ ...forge.claims, jti: 'token-9', purpose: 'ps:SocialWelfareProvision' }),
    ).toString('base64url');
    const statuses: number[] = [];
    // A forged one first: it does not use the id up. Then the valid one, remembered: it does not vouch for the forged ones.
    for (const token of [unsigned, valid, unsigned, `${head}.${otherPurpose}.${signature}`, valid]) {
      const answer = await ask(token, asking, ids);
      statuses.push(answer.status);
      expect(answer.text).not.toMatch(forbidden);
    }
    expect(statuses).toEqual([401, 200, 401, 401, 200]);
  });

  test('nested inherited roles (Hasura #10711): roles open only what names them', async () => {
    const withRoles = async (roles: unknown): Promise<Exchanged> =>
      await ask(forge.token({ claims: { roles, jti: `roles ${JSON.stringify(roles)}` } }), asking, ids);
    const plain = sameBytes(await ask(tokens.municipality, asking, ids));
    for (const roles of [['triage'], ['lead', 'dpo', 'officer', 'triage'], ['berane.centre', 'admin', '*']]) {
      expect(sameBytes(await withRoles(roles)), String(roles)).toEqual(plain);
    }
    for (const roles of [
      [['triage']],
      { triage: true },
      'triage',
      [{ role: 'triage', inherits: ['admin'] }],
    ]) {
      expect((await withRoles(roles)).status, JSON.stringify(roles)).toBe(401);
    }
  });

  test('missing purpose is no purpose, not treatment (LEAP)', async () => {
    for (const purpose of [undefined, null, '', ' ', 'TREAT', '*', [], ['ps:HousingWelfareManagement']]) {
      const token = forge.token({ claims: { purpose, jti: `purpose ${JSON.stringify(purpose)}` } });
      hub.statements.length = 0;
      const answer = await ask(token, asking, ids);
      expect([purpose, answer.status, hub.statements]).toEqual([purpose, 401, []]);
    }
    expect(forge.claims['iss']).toBe(agencyIssuer);
    expect((await ask(forge.token({ claims: { jti: 'with purpose' } }), asking, ids)).status).toBe(200);
  });

  test('missing header is no allowance (Google)', async () => {
    const before = [await countOf(hub, 'record'), await countOf(hub, 'push')];
    const push =
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }';
    const records = [{ caseNumber: 'B-1', version: 1, recordedAt: '2026-10-20T08:00:00Z', members: [] }];
    const keyless = await ask(tokens.centre, push, { records });
    expect([keyless.status, keyless.body.errors?.[0]?.extensions.code]).toEqual([
      400,
      'IDEMPOTENCY_KEY_REQUIRED',
    ]);
    expect([await countOf(hub, 'record'), await countOf(hub, 'push')]).toEqual(before);
    const path = `/graphql?${new URLSearchParams({ query: asking, variables: JSON.stringify(ids) })}`;
    expect((await send(hub, tokens.municipality, { method: 'GET', path })).status).toBe(400);
    expect(
      (await send(hub, null, { method: 'GET', path, headers: { 'apollo-require-preflight': '1' } })).status,
    ).toBe(401);
  });
});

describe('a rule that is left empty, and what is remembered', () => {
  const entries = `query ($list: [_Any!]!) { _entities(representations: $list) { ... on Person { givenName caseEntries { health } } } }`;
  const representations = (persons: readonly string[]) => ({
    list: persons.map((id) => ({ __typename: 'Person', id })),
  });

  test('empty list is nothing, not everything (HMIS): of a consent, an agreement, a registration and an area', async () => {
    const person = await hub.personToken(marko.nationalId, marko.birthDate);
    const terms = { controller: 'berane.centre', categories: [], fields: [] };
    await giveConsent(hub, person, terms);
    const known = await idOf(hub, tokens.support, marko.nationalId);
    const answer = await ask(tokens.support, entries, representations([known]));
    expect(answer.body.data).toEqual({ _entities: [{ givenName: null, caseEntries: null }] });

    // An agreement that names nothing is no start; a purpose that lists no operation runs none.
    const wordless = editConfiguration((edited) => {
      const agreement = edited.agreements.agreements.find(({ id }) => id === 'berane-municipality-to-centre');
      if (agreement) Object.assign(agreement, { categories: [], fields: [] });
    });
    await expect(openSmallHub({}, { configuration: wordless.files })).rejects.toThrow(
      /no category and no field/,
    );
    wordless.remove();
    const rooms = 'query ($household: ID!) { household(id: $household) { tenancies { rooms } } }';
    expect((await ask(tokens.centre, rooms, centreIds)).body.data).toEqual({
      household: { tenancies: [{ rooms: 3 }] },
    });
    expect((await ask(tokens.eligibility, rooms, centreIds)).status).toBe(403);

    const nowhere = forge.token({ claims: { area: [], jti: 'no area' } });
    const find = 'query ($id: String!) { findPerson(nationalId: $id) { givenName } }';
    expect((await ask(tokens.municipality, find, { id: ana.nationalId })).text).toContain('Ana');
    expect((await ask(nowhere, find, { id: ana.nationalId })).text).not.toContain('Ana');
  });

  test('list-row cache (graphql-shield #122): each row by its own rule, in either order and between callers', async () => {
    const person = await hub.personToken(ana.nationalId, ana.birthDate);
    const given = await giveConsent(hub, person, {
      controller: 'berane.centre',
      categories: ['IDENTITY', 'HEALTH'],
    });
    expect(given.status).toBe(200);
    const one = await idOf(hub, tokens.support, ana.nationalId);
    const other = await idOf(hub, tokens.support, marko.nationalId);
    const read = { givenName: 'Ana', caseEntries: [{ health }] };
    const closed = { givenName: null, caseEntries: null };
    const rows = async (list: readonly string[]) =>
      (await ask(tokens.support, entries, representations(list))).body.data;
    expect(await rows([one, other])).toEqual({ _entities: [read, closed] });
    expect(await rows([other, one])).toEqual({ _entities: [closed, read] });
    expect(await rows([one, other, one])).toEqual({ _entities: [read, closed, read] });
    // The same document from two callers at once: rows are batched, rules are not.
    const mixed = Array.from({ length: 20 }, async (_, index) => {
      const isCentre = index % 2 === 0;
      const answer = await ask(
        isCentre ? tokens.centre : tokens.municipality,
        entries,
        representations([isCentre ? centreIds.person : ids.person]),
      );
      return forbidden.test(answer.text) === isCentre;
    });
    expect(await Promise.all(mixed)).toEqual(Array.from({ length: 20 }, () => true));
  });

  test('bulk export and totals (HAPI): no total, no bulk door, and a page counts what is visible', async () => {
    for (const total of ['totalCount', 'total', 'count', 'aggregate { count }']) {
      const query = `{ households(filter: {localCommunity: "Park"}) { ${total} edges { cursor } } }`;
      expect((await ask(tokens.municipality, query)).status, total).toBe(400);
    }
    for (const path of ['/export', '/$export', '/graphql/export', '/Patient/$export', '/graphql.csv']) {
      expect((await send(hub, tokens.municipality, { path, body: {} })).status, path).toBe(404);
    }
    const page = await ask(
      tokens.petnjica,
      '{ households(filter: {localCommunity: "Park"}, first: 100) { edges { cursor } pageInfo { hasNextPage endCursor } } }',
    );
    expect(page.body.data).toEqual({
      households: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
    });
    // Neither statistics nor the support service lists anybody.
    expect(
      (await ask(tokens.support, '{ households(filter: {localCommunity: "Park"}) { edges { cursor } } }'))
        .status,
    ).toBe(403);
    const found = await ask(
      tokens.municipality,
      'query ($id: String!) { findPerson(nationalId: $id) { givenName } }',
      { id: rifat.nationalId },
    );
    expect(found.text).toContain('Rifat');
  });
});
