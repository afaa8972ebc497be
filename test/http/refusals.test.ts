import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { logOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { canary, type Exchange, graphqlResponse, plainJson, send } from './exchange.ts';
import { refusedDocuments } from './refused-documents.ts';
import { errorOf } from './refused-request.ts';
import { refusedRequests } from './refused-requests.ts';

let hub: TestHub;
let token: string;

beforeAll(async () => {
  hub = await openTestHub({ registers: null });
  token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena Clerk',
  });
});
afterAll(async () => await hub?.close());

const rows = [...refusedDocuments, ...refusedRequests].flatMap((each) => [
  { ...each, accept: graphqlResponse },
  { ...each, accept: plainJson, status: each.plainStatus },
]);

test.each(rows)('$when ($accept)', async ({ exchange, accept, status, errors }) => {
  hub.statements.length = 0;
  const answer = await send(hub, token, { ...exchange, headers: { accept, ...exchange.headers } });

  expect(answer.status).toBe(status);
  // Nothing beside the errors: no data, no extensions, no more text.
  if (errors) expect(answer.body).toEqual({ errors });
  else expect(answer.text).toBe('');
  const whole = `${answer.text} ${[...answer.headers].join(' ')}`;
  expect(whole.toLowerCase()).not.toContain(canary.toLowerCase());
  expect(whole).not.toMatch(/did you mean|apollo|graphql\.org|node_modules/i);
  expect(hub.statements.filter((sql) => /\b(record|link|mention|person)\b/.test(sql))).toEqual([]);
  expect(hub.faults).toEqual([]);
});

const tooComplex = refusedDocuments.filter(
  ({ errors, exchange }) =>
    errors?.[0]?.extensions.code === 'QUERY_TOO_COMPLEX' &&
    // What an address can hold.
    encodeURIComponent(JSON.stringify(exchange.body)).length < 12_000,
);

test.each(tooComplex)('the same by GET (S14): $when', async ({ exchange, status, errors }) => {
  const { query, variables = {} } = exchange.body as { query: string; variables?: object };
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const answer = await send(hub, token, {
    method: 'GET',
    headers: { 'apollo-require-preflight': '1' },
    path: `/graphql?${parameters}`,
  });
  expect([answer.status, answer.body]).toEqual([status, { errors }]);
});

test('a page of none, of less and of a hundred thousand is refused before any is looked for', async () => {
  const query =
    'query ($first: Int!) { households(filter: {localCommunity: "Park"}, first: $first) { edges { cursor } } }';
  for (const first of [0, -1, -2_147_483_648, 101, 100_000]) {
    hub.statements.length = 0;
    const answer = await send(hub, token, { body: { query, variables: { first } } });
    expect([first, answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([
      first,
      400,
      'BAD_USER_INPUT',
    ]);
    expect(hub.statements.filter((sql) => /\b(record|link|mention)\b/.test(sql))).toEqual([]);
  }
});

test('what is refused for its size is refused again without being read again, and lets the next through', async () => {
  const bomb = tooComplex[0]?.exchange.body as { query: string };
  for (const body of [bomb, bomb, { query: '{ __typename }' }, bomb]) {
    const answer = await send(hub, token, { body });
    expect(answer.status).toBe(body === bomb ? 400 : 200);
  }
});

test('a body of exactly four mebibytes is read, one byte more is not', async () => {
  const bodyOf = (bytes: number): string => {
    const head = '{"query":"{ __typename }","canary":"';
    return `${head}${'.'.repeat(bytes - head.length - 2)}"}`;
  };
  expect((await send(hub, token, { body: bodyOf(4_194_304) })).status).toBe(200);
  expect((await send(hub, token, { body: bodyOf(4_194_305) })).status).toBe(413);
});

describe('an answer that the client could not read', () => {
  const query = '{ household(id: "x") { address } }';
  const requests: readonly Exchange[] = [
    { body: { query } },
    {
      method: 'GET',
      headers: { 'apollo-require-preflight': '1' },
      path: `/graphql?query=${encodeURIComponent(query)}`,
    },
  ];
  const exchanges = ['text/html', `text/${canary}`, `${plainJson};q=0`, 'text/*, application/xml'].flatMap(
    (accept) => requests.map((request) => ({ accept, request })),
  );

  test.each(exchanges)('is refused before anything runs: $accept', async ({ accept, request }) => {
    const before = (await logOf(hub)).length;
    const answer = await send(hub, token, { ...request, headers: { ...request.headers, accept } });
    expect([answer.status, answer.body]).toEqual([406, { errors: [errorOf('BAD_REQUEST')] }]);
    expect(answer.text).not.toContain(canary);
    expect(await logOf(hub)).toHaveLength(before);
  });

  test('is not one for a parameter that nobody knows: what ran is always answered', async () => {
    const headers = { accept: `${plainJson}; charset=${canary}` };
    expect((await send(hub, token, { headers, body: { query: '{ __typename }' } })).status).toBe(200);
  });

  test('is 401 all the same for whoever is nobody', async () => {
    expect((await send(hub, null, { headers: { accept: 'text/html' }, body: { query } })).status).toBe(401);
  });
});

test('Apollo writes nothing past the log', async () => {
  const spoken: unknown[] = [];
  const spies = (['debug', 'info', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...words) => void spoken.push(words)),
  );
  const { createApollo } = await import('../../src/server/apollo.ts');
  const apollo = await createApollo(hub.running.hub, {
    introspection: false,
    logFault: () => '',
    judge: () => null,
  });
  for (const level of ['debug', 'info', 'warn', 'error'] as const) apollo.logger[level](canary);
  await apollo.stop();
  for (const spy of spies) spy.mockRestore();
  expect(spoken).toEqual([]);
});
