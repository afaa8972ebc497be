import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { graphqlResponse, plainJson, send } from './exchange.ts';

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

const fetchFn: typeof fetch = async (address, init) =>
  await fetch(address, {
    ...init,
    headers: {
      ...Object.fromEntries(new Headers(init?.headers)),
      authorization: `Bearer ${token}`,
      // A GET without it could come from any web page (Apollo's protection against forged requests).
      'apollo-require-preflight': '1',
    },
  });

const audits = serverAudits({ url: () => hub.url, fetchFn });

/** Audits that the hub does not hold, with the reason. Only one that begins with MAY can stand here. */
const notHeld: Readonly<Record<string, string>> = {};

test('the audits are the 61 that were looked at', () => {
  expect(audits).toHaveLength(61);
  const may = audits.filter(({ name }) => name.startsWith('MAY')).map(({ id }) => id);
  expect(Object.keys(notHeld).filter((id) => !may.includes(id))).toEqual([]);
});

test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  '%s %s',
  async (id, _name, audit) => {
    const result = await audit.fn();
    expect([result.status === 'ok', result]).toEqual([!(id in notHeld), result]);
  },
);

describe('status and media type go together', () => {
  const wrong = { query: '{ nothing }' };
  test.each([
    [graphqlResponse, graphqlResponse, 400],
    [graphqlResponse.toUpperCase(), graphqlResponse, 400],
    [`${graphqlResponse}; charset=utf-8`, graphqlResponse, 400],
    [`${graphqlResponse}, ${plainJson};q=0.5`, graphqlResponse, 400],
    [`${plainJson}, ${graphqlResponse};q=0.5`, graphqlResponse, 400],
    [`${plainJson}, ${graphqlResponse}`, graphqlResponse, 400],
    [plainJson, plainJson, 200],
    ['*/*', plainJson, 200],
    ['application/*', plainJson, 200],
    [`${plainJson}, text/html`, plainJson, 200],
  ])('a client that accepts %s', async (accept, type, status) => {
    const refused = await send(hub, token, { headers: { accept }, body: wrong });
    expect([refused.headers.get('content-type'), refused.status]).toEqual([`${type}; charset=utf-8`, status]);
    const answered = await send(hub, token, { headers: { accept }, body: { query: '{ __typename }' } });
    expect([answered.headers.get('content-type'), answered.status]).toEqual([`${type}; charset=utf-8`, 200]);
  });
});
