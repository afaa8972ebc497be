import { buildSchema, graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import type { Connector } from '../../src/domain/delivered.ts';
import type { GraphqlConnection } from '../../src/domain/source-connection.ts';
import { openConnector } from '../../src/sources/open-connector.ts';
import { type Answering, type HttpServer, json, openHttpServer } from '../harness/http-server.ts';
import { restAt } from './connections.ts';
import { faultOf, pagesOf, pull } from './read-all.ts';

/** The record system's own service, as its vendor could have it. */
const schema = buildSchema(`
  type Query { cases(after: String, first: Int!): Cases! }
  type Cases { nodes: [Case!]! pageInfo: PageInfo! }
  type PageInfo { endCursor: String hasNextPage: Boolean! }
  type Case { caseNumber: ID! version: Int! deleted: Boolean! recordedAt: String! matter: String address: String localCommunity: String
    contactThrough: String closedOn: String members: [Member!]! rights: [Right!] aidPlan: AidPlan referrals: [Referral!] }
  type Member { localId: ID! givenName: String familyName: String nationalId: String birthDate: String sex: String relation: String
    employed: Boolean health: String isProtected: Boolean }
  type Right { type: String! status: String amountEur: Float since: String }
  type AidPlan { goal: String! reviewDue: String }
  type Referral { member: ID! agency: String! acceptedOn: String }`);

let server: HttpServer;
beforeAll(async () => {
  server = await openHttpServer();
});
afterAll(async () => await server.close());

const careCase = (number: number, changes: object = {}): object => ({
  caseNumber: `CSR-${number}`,
  version: 1,
  deleted: false,
  recordedAt: '2026-03-12T09:20:00Z',
  members: [{ localId: `CSR-${number}/1`, givenName: 'Ana', relation: 'nosilac' }],
  ...changes,
});

/** Runs what was asked over so many cases, `perPage` at a time. */
const serve = (cases: readonly object[], perPage: number): Answering => {
  const rootValue = {
    cases: ({ after }: { after?: string | null }) => {
      const from = Number(after ?? 0);
      const nodes = cases.slice(from, from + perPage);
      const end = from + nodes.length;
      const endCursor = nodes.length === 0 ? null : String(end);
      return { nodes, pageInfo: { endCursor, hasNextPage: end < cases.length } };
    },
  };
  return ({ body }, response) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    void graphql({ schema, source: query, variableValues: variables, rootValue }).then((result) =>
      json(response, result),
    );
  };
};

const open = (changes: Partial<GraphqlConnection> = {}): Connector => {
  const { xRoad: _none, ...place } = restAt(`${server.url}graphql`, { credential: 'centre' });
  return openConnector({
    source: 'centre',
    adapter: centreAdapter,
    connection: { ...place, kind: 'GRAPHQL', ...changes },
    credential: { kind: 'TOKEN', token: 'abc' },
    now: () => performance.now(),
    createId: () => 'call',
  }).connector;
};

describe('a remote GraphQL service', () => {
  test("is read to its end by the adapter's own document, and the translation takes what comes", async () => {
    server.answer(serve([careCase(1), careCase(2, { deleted: true, members: [] }), careCase(3)], 2));
    const { items, cursor } = await pull(open());
    const context = { controller: 'berane.centre', today: '2026-11-21' };
    const units = items.map(
      (each) => each.kind === 'ITEM' && centreAdapter.translate?.(each.item, each.row, context),
    );
    expect(units).toMatchObject([
      { localId: 'CSR-1', persons: [{ givenName: 'Ana' }] },
      { localId: 'CSR-2', records: [{ kind: 'ended' }] },
      { localId: 'CSR-3' },
    ]);
    expect(
      server.came.map(({ headers, body }) => [headers.authorization, JSON.parse(body).variables]),
    ).toEqual([
      ['Bearer abc', { first: 500, after: null }],
      ['Bearer abc', { first: 500, after: '2' }],
    ]);
    expect(await pagesOf(open(), cursor)).toEqual([]);
    server.answer(
      serve(
        [1, 2, 3, 4].map((number) => careCase(number)),
        2,
      ),
    );
    expect((await pull(open(), cursor)).items).toMatchObject([{ item: { caseNumber: 'CSR-4' } }]);
  });

  const data = { cases: { nodes: [careCase(1)], pageInfo: { endCursor: '1', hasNextPage: false } } };
  const errors = [{ message: 'the case of Ana Rosuljić cannot be read' }];
  const wrong: readonly (readonly [string, Answering, string])[] = [
    ['has errors beside its data', (_, response) => json(response, { data, errors }), 'FAILED'],
    ['has errors alone', (_, response) => json(response, { errors }), 'FAILED'],
    [
      'has errors that are no list',
      (_, response) => json(response, { data, errors: { message: 'x' } }),
      'FAILED',
    ],
    [
      'has its errors twice, of which the last is none',
      (_, response) => json(response, `{"data":${JSON.stringify(data)},"errors":[1],"errors":[]}`),
      'WRONG_FORM',
    ],
    ['is a list of answers', (_, response) => json(response, [{ data }]), 'WRONG_FORM'],
    ['has no data', (_, response) => json(response, { data: null }), 'WRONG_FORM'],
    ['has data of another kind', (_, response) => json(response, { data: { persons: [] } }), 'WRONG_FORM'],
    [
      'does not say whether there is more',
      (_, response) => json(response, { data: { cases: { nodes: [] } } }),
      'WRONG_FORM',
    ],
    [
      'has no list',
      (_, response) => json(response, { data: { cases: { ...data.cases, nodes: null } } }),
      'WRONG_FORM',
    ],
    ['is cut', (_, response) => json(response, JSON.stringify({ data }).slice(0, -2)), 'WRONG_FORM'],
    ['is nothing', (_, response) => json(response, ''), 'WRONG_FORM'],
    [
      'is a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'WRONG_FORM',
    ],
    [
      'says nothing of its form',
      (_, response) => response.writeHead(200).end(JSON.stringify({ data })),
      'WRONG_FORM',
    ],
    ['refuses', (_, response) => response.writeHead(403).end(), 'REFUSED'],
    [
      'fails',
      (_, response) =>
        response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ data })),
      'FAILED',
    ],
    [
      'sends elsewhere',
      (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      'REFUSED',
    ],
    [
      'is larger than it may be',
      (_, response) => json(response, JSON.stringify({ data, x: 'x'.repeat(1_000_000) })),
      'TOO_LARGE',
    ],
  ];
  test.each(wrong)('gives nothing where its answer %s', async (_name, answer, kind) => {
    server.answer(answer);
    const fault = await faultOf(pull(open()));
    expect(fault.kind).toBe(kind);
    expect(`${fault.message} ${fault.stack}`).not.toMatch(/Rosulji|CSR-1|query Cases/);
  });

  test('loses the item that cannot be used, and no other', async () => {
    const nodes = JSON.stringify([careCase(1), careCase(2)]).replace(
      '"CSR-2"',
      '"CSR-2","caseNumber":"CSR-3"',
    );
    server.answer((_came, response) =>
      json(
        response,
        `{"data":{"cases":{"nodes":${nodes},"pageInfo":{"endCursor":"2","hasNextPage":false}}}}`,
      ),
    );
    expect((await pull(open())).items.map(({ kind }) => kind)).toEqual(['ITEM', 'UNREADABLE']);
  });

  test('whose pages lead round is left', async () => {
    const around = { cases: { nodes: [careCase(1)], pageInfo: { endCursor: '1', hasNextPage: true } } };
    server.answer((_came, response) => json(response, { data: around }));
    expect((await faultOf(pull(open()))).kind).toBe('WRONG_FORM');
    expect(server.came).toHaveLength(2);
  });
});
