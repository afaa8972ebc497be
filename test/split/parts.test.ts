import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTickets, type Ticket, ticketHeader } from '../../src/access/ticket.ts';
import { gatewayHeader, judgementPath } from '../../src/server/serve-graphql.ts';
import { openDatabase } from '../../src/store/database.ts';
import { logOf, operationsOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import type { RunningSplit } from '../harness/open-split.ts';
import { ana } from '../harness/people.ts';
import { openPostgres } from '../harness/postgres.ts';
import { type Exchanged, send } from '../http/exchange.ts';
import { homeOf } from '../http/inside.ts';

let hub: TestHub;
let split: RunningSplit;
let clerk: string;
let other: string;
let home: { person: string; household: string };

const postgres = await openPostgres();
const reason = postgres.kind === 'MISSING' ? `: a real PostgreSQL is missing, ${postgres.reason}` : '';

describe.skipIf(postgres.kind === 'MISSING')(`a graph in parts${reason}`, () => {
  beforeAll(async () => {
    hub = await openTestHub({ split: true });
    split = hub.running as RunningSplit;
    const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk' };
    clerk = await hub.agencyToken({ agency: 'berane.municipality', ...housing });
    other = await hub.agencyToken({ agency: 'petnjica.municipality', ...housing });
    home = await homeOf(hub, clerk, ana.nationalId);
  }, 120_000);
  afterAll(async () => await hub?.close());

  const partOf = (name: string): Pick<TestHub, 'running'> => {
    const running = split.parts.get(name);
    if (!running) throw new Error(`there is no part ${name}`);
    return { running };
  };

  const entities = {
    query:
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Household { id tenancies { status } } } }',
    get variables() {
      return { r: [{ __typename: 'Household', id: home.household }] };
    },
  };
  const given = ({ status, body }: Exchanged) => [
    status,
    body.data,
    body.errors?.map((each) => each.extensions.code),
  ];
  const isGiven = [
    200,
    { _entities: [{ id: expect.any(String), tenancies: [{ status: expect.any(String) }] }] },
    undefined,
  ];

  describe('a ticket', () => {
    const content: Ticket = {
      requestId: '6f1c1f2e-8a2b-4a55-9a2e-0f5d6c7b8a90',
      operation: { name: 'Whole', hash: 'of the whole' },
      policyVersion: 'another',
      method: 'POST',
      proof: null,
    };
    const issue = (token: string): string =>
      createTickets(split.hub.secrets.hashing, hub.clock.now).issue(content, `Bearer ${token}`);
    const ask = async (token: string, ticket: string | null, body: object = entities): Promise<Exchanged> =>
      await send(partOf('housing'), token, {
        headers: ticket === null ? {} : { [ticketHeader]: ticket },
        body,
      });

    test('puts what a part gives under the request and the operation of the client', async () => {
      expect(given(await ask(clerk, issue(clerk)))).toEqual(isGiven);
      const last = (await logOf(hub)).at(-1);
      expect([last?.['request'], last?.['operation']]).toEqual([content.requestId, content.operation]);
    });

    test('is not needed: a part that is asked without one judges by itself, and logs that it was asked', async () => {
      const before = (await operationsOf(hub)).length;
      expect(given(await ask(clerk, null))).toEqual(isGiven);
      expect((await operationsOf(hub)).length).toBe(before + 1);
    });

    test('opens nothing: who may not see the household is given what is given of nobody, with one and without', async () => {
      const never = {
        ...entities,
        variables: { r: [{ __typename: 'Household', id: `1${'b'.repeat(21)}Q` }] },
      };
      const empty = [200, { _entities: [{ id: expect.any(String), tenancies: [] }] }, undefined];
      for (const ticket of [issue(other), null]) {
        expect(given(await ask(other, ticket))).toEqual(empty);
        expect(given(await ask(other, ticket, never))).toEqual(empty);
      }
    });

    test.each([
      ['of another token', () => issue(other)],
      ['that is none', () => 'a.b'],
      ['with another end', () => `${issue(clerk).slice(0, -2)}AA`],
      ['with words of another', () => `${issue(other).split('.')[0]}.${issue(clerk).split('.')[1]}`],
      [
        'of another hub',
        () => createTickets(new Uint8Array(32), hub.clock.now).issue(content, `Bearer ${clerk}`),
      ],
      [
        'of more than a minute ago',
        () =>
          createTickets(split.hub.secrets.hashing, () => new Date(hub.clock.now().getTime() - 61_000)).issue(
            content,
            `Bearer ${clerk}`,
          ),
      ],
    ])('%s is a bad request', async (_what, made) => {
      expect(given(await ask(clerk, made()))).toEqual([400, undefined, ['BAD_REQUEST']]);
    });
  });

  describe('what a client says besides its token', () => {
    const query = { query: `query ($id: ID!) { household(id: $id) { tenancies { status } } }` };

    test.each([
      ['a ticket', { [ticketHeader]: 'forged' }],
      ['the word of the gateway', { [gatewayHeader]: 'guessed' }],
      [
        'claims that nobody signed',
        { 'x-agency': 'berane.municipality', 'x-role': 'steward', 'x-forwarded-user': 'Milena' },
      ],
    ])('%s is not believed: the answer is the same', async (_what, headers) => {
      for (const token of [clerk, other]) {
        const body = { ...query, variables: { id: home.household } };
        const plain = await send(hub, token, { body });
        expect(given(await send(hub, token, { body, headers }))).toEqual(given(plain));
      }
    });

    test('it cannot ask for the judgement of the core, at the gateway or at the core', async () => {
      const body = { ...query, variables: { id: home.household } };
      for (const at of [hub, partOf('core')]) {
        for (const word of ['', 'guessed']) {
          const answer = await send(at, clerk, {
            path: judgementPath,
            headers: { [gatewayHeader]: word },
            body,
          });
          expect(given(answer)).toEqual([400, undefined, ['BAD_REQUEST']]);
        }
      }
    });
  });

  describe('a part that fails', () => {
    const body = () => ({
      query:
        'query ($id: ID!) { household(id: $id) { address tenancies { status } members { tenantEntries { givenName } caseEntries { relation } } careCases { memberCount } } }',
      variables: { id: home.household },
    });
    type Shown = {
      address: string;
      tenancies: unknown;
      careCases: unknown;
      members: Record<string, unknown>[];
    };
    const ask = async () => {
      const answer = await send(hub, clerk, { body: body() });
      return { ...answer, shown: (answer.body.data as { household: Shown } | undefined)?.household };
    };

    test('because it cannot write the log gives nothing, with the code; the others give what they have', async () => {
      const before = await ask();
      expect(before.body.errors).toBeUndefined();
      const owner = await openDatabase(split.owner);
      await owner.query('revoke insert on audit_entry from hub_part');
      const { status, body: answered, shown } = await ask();
      await owner.query('grant insert on audit_entry to hub_part');
      await owner.close();
      expect(status).toBe(200);
      expect(new Set(answered.errors?.map(({ extensions }) => extensions.code))).toEqual(
        new Set(['AUDIT_UNAVAILABLE']),
      );
      expect([shown?.tenancies, shown?.careCases]).toEqual([null, null]);
      expect(shown?.address).toBe(before.shown?.address);
      expect((await ask()).text).toBe(before.text);
    });

    test('because it is down costs its own fields, and is told of once', async () => {
      const before = await ask();
      await split.parts.get('housing')?.stop();
      const { status, body: answered, shown } = await ask();
      expect(status).toBe(200);
      expect(answered.errors).toEqual([
        {
          message: 'A source of this answer cannot be reached.',
          path: expect.arrayContaining(['household']),
          extensions: { code: 'SOURCE_UNAVAILABLE' },
        },
      ]);
      expect(shown).toEqual({
        ...before.shown,
        tenancies: null,
        members: before.shown?.members.map((member) => ({ ...member, tenantEntries: null })),
      });
    });

    test('with everything that was asked for is 503, and a push to it can be tried again', async () => {
      await split.parts.get('centre')?.stop();
      const token = await hub.agencyToken({
        agency: 'berane.centre',
        purpose: 'social-welfare-provision',
        actor: 'Nada Worker',
      });
      const query =
        'mutation ($r: [CentreCaseInput!]!) { pushCentreRecords(records: $r, mode: PARTIAL) { outcome } }';
      const push = await send(hub, token, {
        headers: { 'idempotency-key': 'while it is down' },
        body: { query, variables: { r: [] } },
      });
      expect(given(push)).toEqual([503, undefined, ['SOURCE_UNAVAILABLE']]);
    });

    test('because the core is down, there is no answer at all', async () => {
      await split.parts.get('core')?.stop();
      const { status, body: answered } = await ask();
      expect(status).toBe(503);
      expect(answered).toEqual({
        errors: [
          {
            message: 'A source of this answer cannot be reached.',
            extensions: { code: 'SOURCE_UNAVAILABLE' },
          },
        ],
      });
    });
  });
});
