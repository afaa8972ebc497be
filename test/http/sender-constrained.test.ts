import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type CryptoKey, generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { audience, createForge, now, publicUrl } from '../access/token-forge.ts';
import { countOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary, graphqlResponse, sameBytes, send } from './exchange.ts';

const forge = createForge('ES256');
const configuration = editConfiguration((edited) => {
  const municipality = agencyIn(edited, 'berane.municipality');
  municipality.keys = { jwks: { keys: [forge.key.publicJwk] } };
  municipality.senderConstrained = true;
});
const address = `${publicUrl}/graphql`;
let hub: TestHub;
let client: KeyPair;
let token: string;

const thumbprintOf = async (key: CryptoKey): Promise<string> =>
  await calculateJwkThumbprint(await exportJWK(key));

beforeAll(async () => {
  // The client library reads the time itself, and is to read the hub's.
  vi.useFakeTimers({ toFake: ['Date'], now });
  hub = await openTestHub({
    registers: null,
    now: now.toISOString(),
    configuration: { ...configuration.files, audience, publicUrl, tokenSeconds: 600 },
  });
  client = await generateKeyPair('ES256');
  token = forge.token({ claims: { cnf: { jkt: await thumbprintOf(client.publicKey) } } });
});
afterAll(async () => {
  vi.useRealTimers();
  await hub?.close();
  configuration.remove();
});

const proofOf = async (htm = 'POST', of = token, htu = address): Promise<string> =>
  await generateProof(client, htu, htm, undefined, of);
const body = { query: `query ${canary} { __typename }` };
const ask = async (headers: Record<string, string>) => await send(hub, null, { headers, body });

test('a client of RFC 9449 is answered, with a proof of its own for each request', async () => {
  for (let request = 0; request < 3; request += 1) {
    const answer = await ask({ authorization: `DPoP ${token}`, dpop: await proofOf() });
    expect([answer.status, answer.body]).toEqual([200, { data: { __typename: 'Query' } }]);
  }
  expect(await countOf(hub, 'dpop_proof')).toBe(3);
});

test('so is one that asks by GET', async () => {
  const answer = await send(hub, null, {
    method: 'GET',
    path: '/graphql?query=%7B__typename%7D',
    headers: {
      authorization: `DPoP ${token}`,
      dpop: await proofOf('GET'),
      'apollo-require-preflight': 'yes',
    },
  });
  expect(answer.status).toBe(200);
});

test('every refusal has the one body, and the challenge names proof or token', async () => {
  const known = await ask({});
  expect(known.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  const used = await proofOf();
  await ask({ authorization: `DPoP ${token}`, dpop: used });
  const proofs = await countOf(hub, 'dpop_proof');
  const unbound = forge.token();
  const stranger = await generateKeyPair('PS256');
  const byStranger = await generateProof(stranger, address, 'POST', undefined, token);
  const attempts: [string, Record<string, string>, string][] = [
    ['the bound token as a bearer one', { authorization: `Bearer ${token}` }, 'Bearer error="invalid_token"'],
    [
      'the same with a proof',
      { authorization: `Bearer ${token}`, dpop: await proofOf() },
      'Bearer error="invalid_token"',
    ],
    ['a bearer token of that agency', { authorization: `Bearer ${unbound}` }, 'Bearer error="invalid_token"'],
    [
      'a token that is bound to nothing',
      { authorization: `DPoP ${unbound}`, dpop: await proofOf('POST', unbound) },
      'DPoP error="invalid_token"',
    ],
    [
      'a proof by another key',
      { authorization: `DPoP ${token}`, dpop: byStranger },
      'DPoP error="invalid_token"',
    ],
    ['no proof', { authorization: `DPoP ${token}` }, 'DPoP error="invalid_dpop_proof"'],
    [
      'a proof that was used',
      { authorization: `DPoP ${token}`, dpop: used },
      'DPoP error="invalid_dpop_proof"',
    ],
    [
      'two proofs',
      { authorization: `DPoP ${token}`, dpop: `${await proofOf()}, ${await proofOf()}` },
      'DPoP error="invalid_dpop_proof"',
    ],
    [
      'a proof for another method',
      { authorization: `DPoP ${token}`, dpop: await proofOf('GET') },
      'DPoP error="invalid_dpop_proof"',
    ],
    [
      'a proof for the address that was really asked',
      { authorization: `DPoP ${token}`, dpop: await proofOf('POST', token, hub.url) },
      'DPoP error="invalid_dpop_proof"',
    ],
    [
      'a proof for another address, which the Host header claims to be',
      {
        authorization: `DPoP ${token}`,
        dpop: await proofOf('POST', token, 'https://evil.example/graphql'),
        'x-forwarded-host': 'evil.example',
      },
      'DPoP error="invalid_dpop_proof"',
    ],
  ];
  for (const [attack, headers, challenge] of attempts) {
    const answer = await ask(headers);
    expect([attack, answer.status, answer.text]).toEqual([attack, 401, known.text]);
    expect([attack, answer.headers.get('www-authenticate')]).toEqual([attack, challenge]);
    const [one, other] = [answer, known].map((each) => {
      const headersOf = new Headers(each.headers);
      headersOf.delete('www-authenticate');
      return sameBytes({ ...each, headers: headersOf });
    });
    expect([attack, one]).toEqual([attack, other]);
  }
  // What was refused has used nothing up.
  expect(await countOf(hub, 'dpop_proof')).toBe(proofs);
});

test('two DPoP headers are two proofs, however they are sent', async () => {
  const sent = request(hub.url, {
    method: 'POST',
    headers: {
      authorization: `DPoP ${token}`,
      dpop: [await proofOf(), await proofOf()],
      'content-type': 'application/json',
      accept: graphqlResponse,
    },
  });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(401);
  expect(response.headers['www-authenticate']).toBe('DPoP error="invalid_dpop_proof"');
});

test('an agency that does not ask for proofs is answered without, as before', async () => {
  const plain = await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-provision',
    actor: 'Nada',
  });
  expect((await ask({ authorization: `Bearer ${plain}` })).status).toBe(200);
});
