import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary, graphqlResponse, plainJson, sameBytes, send } from './exchange.ts';
import { entriesOf, givenBy, homeOf } from './inside.ts';

// The same agency under a purpose that has everything but what a router needs.
const configuration = editConfiguration((edited) => {
  const housing = agencyIn(edited, 'petnjica.municipality').purposes['housing-welfare-management'];
  if (housing) housing.operations = housing.operations.filter((operation) => operation !== '_entities');
});
let hub: TestHub;
const tokens = { municipality: '', centre: '', support: '', plain: '', machine: '' };
let ids = { person: '', household: '' };
let dwelling = '';

beforeAll(async () => {
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') },
    { configuration: configuration.files },
  );
  const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk' };
  const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens.municipality = await hub.agencyToken({ agency: 'berane.municipality', ...housing });
  tokens.machine = await hub.agencyToken({
    agency: 'berane.municipality',
    ...housing,
    actor: 'service:nightly',
  });
  tokens.plain = await hub.agencyToken({ agency: 'petnjica.municipality', ...housing });
  tokens.centre = await hub.agencyToken({ agency: 'berane.centre', ...welfare });
  tokens.support = await hub.agencyToken({ agency: 'berane.support', ...welfare });
  ids = await homeOf(hub, tokens.municipality, ana.nationalId);
  const answer = await hub.ask(
    tokens.municipality,
    `{ household(id: "${ids.household}") { dwelling { id } } }`,
  );
  dwelling = givenBy<{ dwelling: { id: string } }>(answer, 'household').dwelling.id;
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on Household { id address rights { title } tenancies { arrears } }
  ... on Person { id givenName caseEntries { health } }
  ... on Dwelling { id rooms } } }`;
const entities = async (token: string, representations: readonly unknown[], accept = graphqlResponse) =>
  await send(hub, token, { headers: { accept }, body: { query, variables: { representations } } });

describe('the hub as a subgraph', () => {
  const sdlOf = async (token: string): Promise<string> => {
    const answer = await send(hub, token, { body: { query: '{ _service { sdl } }' } });
    return (answer.body.data as { _service: { sdl: string } })._service.sdl;
  };

  test('composes, with its three entities by their ids', async () => {
    const typeDefs = parse(await sdlOf(tokens.municipality));
    const composed = composeServices([{ name: 'hub', url: 'http://hub.example', typeDefs }]);
    expect(composed.errors).toBeUndefined();
    for (const entity of ['Household', 'Person', 'Dwelling']) {
      expect(composed.supergraphSdl).toMatch(
        new RegExp(`type ${entity}\\s[^{]*@join__type\\(graph: HUB, key: "id"`),
      );
    }
  });

  test('is extended by another subgraph through an id alone', async () => {
    const other =
      parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
      type Query { shelters: [String] }
      type Person @key(fields: "id") { id: ID! shelterNights: Int }`);
    const hubSide = { name: 'hub', url: 'http://hub.example', typeDefs: parse(await sdlOf(tokens.centre)) };
    const composed = composeServices([
      hubSide,
      { name: 'shelter', url: 'http://shelter.example', typeDefs: other },
    ]);
    expect(composed.errors).toBeUndefined();
    expect(composed.supergraphSdl).toMatch(/shelterNights: Int @join__field\(graph: SHELTER\)/);
  });
});

describe('_entities', () => {
  test('answers as the fields themselves do: the same values, the same withheld, the same log', async () => {
    const direct = await send(hub, tokens.municipality, {
      body: {
        query:
          'query ($household: ID!, $person: ID!) { household(id: $household) { __typename id address rights { title } tenancies { arrears } } person(id: $person) { __typename id givenName caseEntries { health } } }',
        variables: ids,
      },
    });
    const before = (await entriesOf(hub)).length;
    const federated = await entities(tokens.municipality, [
      { __typename: 'Household', id: ids.household },
      { __typename: 'Person', id: ids.person },
    ]);
    const { household, person } = direct.body.data as { household: object; person: object };
    expect(household).toMatchObject({
      address: 'Lipov drvored 12',
      rights: null,
      tenancies: [{ arrears: '598.52' }],
    });
    expect(person).toMatchObject({ givenName: 'Ana', caseEntries: [{ health: null }] });
    expect(federated.body).toEqual({
      data: { _entities: [household, person] },
      extensions: direct.body.extensions,
    });
    const fields = (await entriesOf(hub)).slice(before).flatMap((entry) => entry['fields'] as string[]);
    expect(fields).toEqual(
      expect.arrayContaining(['Household.address', 'Tenancy.arrears', 'Person.givenName']),
    );
  });

  test('knows a dwelling', async () => {
    const answer = await entities(tokens.municipality, [{ __typename: 'Dwelling', id: dwelling }]);
    expect(answer.body.data).toEqual({ _entities: [{ __typename: 'Dwelling', id: dwelling, rooms: 3 }] });
  });

  test('gives null for a foreign id and for none, in the same bytes', async () => {
    const named = (id: unknown) =>
      ['Household', 'Person', 'Dwelling'].map((__typename) => ({ __typename, id }));
    const absent = await entities(tokens.centre, named('absent'));
    expect([absent.status, absent.body.data]).toEqual([200, { _entities: [null, null, null] }]);
    const foreign = [
      { __typename: 'Household', id: ids.household },
      { __typename: 'Person', id: ids.person },
      { __typename: 'Dwelling', id: dwelling },
    ];
    for (const representations of [
      foreign,
      named(null),
      named(1),
      named({ toString: 1 }),
      named(undefined),
      named([[ids.household]]),
    ]) {
      expect(sameBytes(await entities(tokens.centre, representations))).toEqual(sameBytes(absent));
    }
    expect(hub.faults).toEqual([]);
  });

  test('shows a machine nobody', async () => {
    const answer = await entities(tokens.machine, [{ __typename: 'Person', id: ids.person }]);
    expect([answer.status, answer.body.data]).toEqual([200, { _entities: [null] }]);
    const { withheld } = answer.body.extensions as { withheld: { reason: string }[] };
    expect(new Set(withheld.map(({ reason }) => reason))).toEqual(new Set(['NAMED_ACTOR_REQUIRED']));
  });

  test('says where consent is missing, by its path', async () => {
    const found = await hub.ask(tokens.support, `{ findPerson(nationalId: "${ana.nationalId}") { id } }`);
    const person = givenBy<{ id: string }>(found, 'findPerson').id;
    const answer = await entities(tokens.support, [
      { __typename: 'Person', id: 'absent' },
      { __typename: 'Person', id: person },
    ]);
    expect(answer.body.data).toEqual({
      _entities: [null, { __typename: 'Person', id: person, givenName: null, caseEntries: null }],
    });
    expect(answer.body.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['_entities', 1, 'givenName'], 'CONSENT_REQUIRED'],
      [['_entities', 1, 'caseEntries'], 'CONSENT_REQUIRED'],
    ]);
  });

  test('is refused to a purpose that has not registered it', async () => {
    for (const accept of [graphqlResponse, plainJson]) {
      const answer = await entities(tokens.plain, [{ __typename: 'Household', id: ids.household }], accept);
      expect([answer.status, answer.body]).toEqual([
        403,
        {
          errors: [{ message: 'This purpose cannot run this operation.', extensions: { code: 'FORBIDDEN' } }],
        },
      ]);
    }
  });

  test.each<[string, readonly unknown[]]>([
    ['a type that is no entity', [{ __typename: 'Tenancy', id: '1' }]],
    ['a type that is nowhere', [{ __typename: canary, id: '1' }]],
    ['a member of every object', [{ __typename: 'toString', id: '1' }]],
    ['no type', [{ id: canary }]],
    ['text', [canary]],
  ])('refuses a representation of %s as bad input, not as its own fault', async (_what, representations) => {
    const answer = await entities(tokens.municipality, [
      { __typename: 'Household', id: ids.household },
      ...representations,
    ]);
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        data: null,
        errors: [
          {
            message: 'A representation names an entity of the graph by __typename and id.',
            path: ['_entities'],
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
        // What the purpose may not read does not depend on what was sent.
        extensions: { withheld: expect.any(Array) },
      },
    ]);
    expect(hub.faults).toEqual([]);
  });
});
