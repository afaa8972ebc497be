import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, marko } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { sameBytes, send } from './exchange.ts';
import { givenBy, homeOf } from './inside.ts';
import { type By, operations } from './repeated-operations.ts';

let hub: TestHub;
const tokens: Record<By, string> = { municipality: '', centre: '', support: '' };
let ids = { person: '', household: '' };
let supportPerson = '';

beforeAll(async () => {
  hub = await openSmallHub({
    housing: sampleTenants('1', '2', '3', '4', '5', '6'),
    centre: sampleCases('CSR-00001', 'CSR-00002'),
  });
  const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens.municipality = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena Clerk',
  });
  tokens.centre = await hub.agencyToken({ agency: 'berane.centre', ...welfare });
  tokens.support = await hub.agencyToken({ agency: 'berane.support', ...welfare });
  ids = await homeOf(hub, tokens.municipality, ana.nationalId);
  const found = await hub.ask(tokens.support, `{ findPerson(nationalId: "${marko.nationalId}") { id } }`);
  supportPerson = givenBy<{ id: string }>(found, 'findPerson').id;
});
afterAll(async () => await hub?.close());

// The first time graphql-js runs an operation as it stands, the second time it is compiled, the third time kept.
test.each(operations)(
  '$when: the same answer each time',
  async ({ by, query, variables, status, says, key }) => {
    const given = { ...ids, supportPerson, ...variables };
    const declared = Object.fromEntries(Object.entries(given).filter(([name]) => query.includes(`$${name}`)));
    const answers = [];
    for (const _time of ['interpreted', 'compiled', 'kept']) {
      answers.push(
        await send(hub, tokens[by], {
          ...(key ? { headers: { 'idempotency-key': key } } : {}),
          body: { query, variables: declared },
        }),
      );
    }
    const [interpreted, compiled, kept] = answers;
    if (!interpreted || !compiled || !kept) throw new Error('three answers');
    expect([interpreted.status, interpreted.text]).toEqual([status, expect.stringContaining(says)]);
    expect(sameBytes(compiled)).toEqual(sameBytes(interpreted));
    expect(sameBytes(kept)).toEqual(sameBytes(interpreted));
    expect(hub.faults).toEqual([]);
  },
);

test('a compiled operation answers each request by its own variables and caller', async () => {
  const query =
    'query ($id: ID!, $all: Boolean!) { household(id: $id) { address members @include(if: $all) { givenName } } }';
  const askedBy = async (token: string, all: boolean, id = ids.household) =>
    (await send(hub, token, { body: { query, variables: { id, all } } })).body.data;
  const address = { address: 'Lipov drvored 12' };
  for (let round = 0; round < 3; round += 1) {
    expect(await askedBy(tokens.municipality, false)).toEqual({ household: address });
    expect(await askedBy(tokens.municipality, true)).toEqual({
      household: {
        ...address,
        members: [
          { givenName: expect.any(String) },
          { givenName: expect.any(String) },
          { givenName: expect.any(String) },
        ],
      },
    });
    expect(await askedBy(tokens.centre, true)).toEqual({ household: null });
    expect(await askedBy(tokens.municipality, true, 'absent')).toEqual({ household: null });
  }
});

test('operations of one document that share a fragment keep their own conditions', async () => {
  const query = `query Full($id: ID!) { household(id: $id) { ...F } }
    query Part($id: ID!, $yes: Boolean!) { household(id: $id) { ...F @include(if: $yes) __typename } }
    fragment F on Household { address }`;
  const run = async (operationName: string, yes?: boolean) =>
    (
      await send(hub, tokens.municipality, {
        body: { query, operationName, variables: { id: ids.household, yes } },
      })
    ).body.data;
  const address = 'Lipov drvored 12';
  for (let round = 0; round < 3; round += 1) {
    expect(await run('Part', false)).toEqual({ household: { __typename: 'Household' } });
    expect(await run('Full')).toEqual({ household: { address } });
    expect(await run('Part', true)).toEqual({ household: { __typename: 'Household', address } });
  }
});

test('a fault in a compiled operation is 500 and says nothing, and the next answer is whole', async () => {
  const ask = async () =>
    await send(hub, tokens.municipality, {
      body: {
        query: 'query Kept($household: ID!) { household(id: $household) { address } }',
        variables: ids,
      },
    });
  const whole = [await ask(), await ask(), await ask()][2];
  await hub.running.hub.database.query('alter table link rename to link_away');
  const failed = await ask();
  await hub.running.hub.database.query('alter table link_away rename to link');
  expect([failed.status, failed.body.errors]).toEqual([
    500,
    [
      {
        message: 'Something failed in the hub.',
        extensions: { code: 'INTERNAL', reference: expect.any(String) },
      },
    ],
  ]);
  hub.faults.length = 0;
  expect((await ask()).text).toBe(whole?.text);
});
