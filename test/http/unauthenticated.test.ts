import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusedTokens } from '../access/refused-tokens.ts';
import { agencyIssuer, audience, createForge, now, personIssuer } from '../access/token-forge.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary, graphqlResponse, plainJson, sameBytes, send } from './exchange.ts';

const forge = createForge('ES256');
// The hub trusts the forge's keys, each for its own issuer and all under one kid.
const configuration = editConfiguration((edited) => {
  const keysOf = (key: { publicJwk: object }) => ({ jwks: { keys: [key.publicJwk] } });
  agencyIn(edited, 'berane.municipality').keys = keysOf(forge.key);
  agencyIn(edited, 'berane.centre').keys = keysOf(forge.otherKey);
  edited.agencies.persons.keys = keysOf(forge.personKey);
});
let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({
    registers: null,
    now: now.toISOString(),
    // The lifetime that production allows.
    configuration: { ...configuration.files, audience, tokenSeconds: 600 },
  });
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

const ask = async (authorization: string | undefined, accept = graphqlResponse) =>
  await send(hub, null, {
    headers: { accept, ...(authorization === undefined ? {} : { authorization }) },
    body: { query: `query ${canary} { __typename }` },
  });

const expected = {
  errors: [{ message: 'The token is missing or not valid here.', extensions: { code: 'UNAUTHENTICATED' } }],
};

test('the tokens that the refused ones are made from are accepted', async () => {
  for (const token of [forge.token(), forge.personToken()]) {
    const answer = await ask(`Bearer ${token}`);
    expect([answer.status, answer.body]).toEqual([200, { data: { __typename: 'Query' } }]);
  }
});

// What HTTP itself takes away, or does not carry, is tried on the verifier alone; revocation has tests of its own.
const carried = refusedTokens.filter(([, attack]) => !/at the end$|revoked/.test(attack));

test(`all of ${carried.length} causes have one answer, byte for byte`, async () => {
  expect(carried.length).toBeGreaterThan(80);
  const known = await ask(undefined);
  expect([known.status, known.body]).toEqual([401, expected]);
  expect(known.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  for (const [row, attack, make] of carried) {
    const answer = await ask(make(forge));
    // Who comes with a proof is answered in its scheme: the body is the same, and the proof is the caller's own.
    if (attack === 'the DPoP scheme') {
      expect([answer.status, answer.text]).toEqual([known.status, known.text]);
      expect(answer.headers.get('www-authenticate')).toBe('DPoP error="invalid_dpop_proof"');
    } else expect([row, attack, sameBytes(answer)]).toEqual([row, attack, sameBytes(known)]);
  }
});

const inTime = { iss: agencyIssuer, jti: 'another' };

test.each<[string, () => string | undefined]>([
  ['no token', () => undefined],
  ['a word', () => `Bearer ${canary}`],
  ['a token that is over', () => `Bearer ${forge.token({ claims: { ...inTime, iat: 1, exp: 300 } })}`],
  ['a token of another audience', () => `Bearer ${forge.token({ claims: { aud: canary } })}`],
  ['a purpose nobody knows', () => `Bearer ${forge.token({ claims: { purpose: canary } })}`],
  [
    'a person’s token without an id that holds',
    () => `Bearer ${forge.personToken({ national_id: '0101006500007', iss: personIssuer })}`,
  ],
])('%s is answered with 401 in plain JSON too, and with nothing of what was sent', async (_name, make) => {
  for (const accept of [graphqlResponse, plainJson]) {
    const answer = await ask(make(), accept);
    expect([answer.status, answer.body]).toEqual([401, expected]);
    expect(answer.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    expect(`${answer.text} ${[...answer.headers].join(' ')}`).not.toContain(canary);
  }
});

test('a token that is over is refused although it was good a moment ago', async () => {
  const token = forge.token({ claims: { jti: 'short' } });
  expect((await ask(`Bearer ${token}`)).status).toBe(200);
  hub.clock.advance(300_000);
  const answer = await ask(`Bearer ${token}`);
  hub.clock.set(now.toISOString());
  expect([answer.status, answer.body]).toEqual([401, expected]);
});

test('an answer to nobody is not worked for', async () => {
  hub.statements.length = 0;
  await send(hub, null, { body: { query: '{ household(id: "x") { id } }' } });
  expect(hub.statements.filter((sql) => !/audit_entry|pg_|revocation/.test(sql))).toEqual([]);
});
