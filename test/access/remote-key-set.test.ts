import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fetchKeySet } from '../../src/access/fetch-key-set.ts';
import { createRemoteKeySet, type RemoteKeySet } from '../../src/access/remote-key-set.ts';
import { createTokenVerifier, type TokenVerifier } from '../../src/access/token-verifier.ts';
import type { TrustedIssuer } from '../../src/access/trusted-issuer.ts';
import { type Clock, createClock } from '../harness/clock.ts';
import { type KeyServer, openKeyServer } from '../harness/key-server.ts';
import { keyServerFaults, noKeySets } from './key-server-faults.ts';
import { refusalOf } from './refusal-of.ts';
import {
  agencyIssuer,
  createForge,
  createSigningKey,
  now,
  nowSeconds,
  type SigningKey,
} from './token-forge.ts';
import { issuersOf, optionsFor } from './verifier-options.ts';

const forge = createForge('ES256');
const next = createSigningKey('ES256', 'key-2');
const seconds = 1000;
const minutes = 60_000;

let server: KeyServer;
beforeAll(async () => {
  server = await openKeyServer();
});
afterAll(async () => await server.close());

let clock: Clock;
let faults: [string, number | null][];
let keys: RemoteKeySet;
let verifier: TokenVerifier;
let before: number;
const fetches = (): number => server.count() - before;

beforeEach(() => {
  before = server.count();
  clock = createClock(now.toISOString());
  faults = [];
  keys = createRemoteKeySet({
    fetchText: async () => await fetchKeySet(server.url, { allowsLoopback: true, deadlineMilliseconds: 500 }),
    clock: clock.now,
    onFault: (...fault) => void faults.push(fault),
  });
  const issuers = issuersOf(forge, 'ES256');
  const municipality = issuers.get(agencyIssuer) as TrustedIssuer;
  issuers.set(agencyIssuer, { ...municipality, keys });
  verifier = createTokenVerifier({ ...optionsFor(forge, 'ES256'), issuers, clock: clock.now });
  server.behave({ kind: 'KEYS', keys: [forge.key.publicJwk] });
});

let tokens = 0;
/** A token of this moment: minted by the issuer, whose clock is right. */
const tokenBy = (key: SigningKey, kid: string = String(key.publicJwk.kid)): string => {
  tokens += 1;
  const iat = Math.floor(clock.now().getTime() / 1000);
  return `Bearer ${forge.token({ key, header: { kid }, claims: { iat, exp: iat + 300, jti: `token-${tokens}` } })}`;
};
const isAccepted = async (token: string): Promise<boolean> =>
  await verifier.verify(token).then(
    () => true,
    async (error: unknown) => {
      await refusalOf(Promise.reject(error));
      return false;
    },
  );
const reasonOf = async (token: string): Promise<string | undefined> =>
  (await refusalOf(verifier.verify(token))).internal;

describe('keys at an address', () => {
  test('are fetched at the start, once, and serve without another fetch', async () => {
    await keys.refresh();
    for (let index = 0; index < 20; index += 1) expect(await isAccepted(tokenBy(forge.key))).toBe(true);
    expect(fetches()).toBe(1);
  });

  test('are waited for by those who come first, and by many at once with one fetch', async () => {
    const accepted = await Promise.all(
      Array.from({ length: 20 }, async () => await isAccepted(tokenBy(forge.key))),
    );
    expect([accepted.every(Boolean), fetches()]).toEqual([true, 1]);
  });

  test('rotate: a new key works with its first token, where the cooldown is over (T7)', async () => {
    await keys.refresh();
    server.behave({ kind: 'KEYS', keys: [forge.key.publicJwk, next.publicJwk] });
    expect(await reasonOf(tokenBy(next))).toBe('no key of the issuer fits');
    expect(fetches()).toBe(1);
    clock.advance(30 * seconds);
    expect(await isAccepted(tokenBy(next))).toBe(true);
    expect(await isAccepted(tokenBy(forge.key))).toBe(true);
    expect(fetches()).toBe(2);
  });

  test('are withdrawn: within ten minutes at the most, for remembered tokens too (T7)', async () => {
    await keys.refresh();
    const token = forge.token({ claims: { exp: nowSeconds + 600 } });
    expect(await isAccepted(`Bearer ${token}`)).toBe(true);
    server.behave({ kind: 'KEYS', keys: [next.publicJwk] });
    clock.advance(539 * seconds);
    await keys.refresh();
    expect([await isAccepted(`Bearer ${token}`), fetches()]).toEqual([true, 1]);
    clock.advance(1 * seconds);
    await keys.refresh();
    expect(await reasonOf(`Bearer ${token}`)).toBe('no key of the issuer fits');
    expect(await isAccepted(tokenBy(next))).toBe(true);
  });

  test('are replaced under the same kid: the remembered token of the old one is refused (T7)', async () => {
    await keys.refresh();
    const token = forge.token({ claims: { exp: nowSeconds + 600 } });
    await verifier.verify(`Bearer ${token}`);
    server.behave({ kind: 'KEYS', keys: [{ ...next.publicJwk, kid: 'key-1' }] });
    clock.advance(9 * minutes);
    await keys.refresh();
    expect(await reasonOf(`Bearer ${token}`)).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    expect(await isAccepted(tokenBy(next, 'key-1'))).toBe(true);
  });

  test('that stay are the same keys: a remembered token is not verified anew', async () => {
    await keys.refresh();
    const token = `Bearer ${forge.token({ claims: { exp: nowSeconds + 600 } })}`;
    const caller = await verifier.verify(token);
    server.behave({ kind: 'KEYS', keys: [next.publicJwk, forge.key.publicJwk] });
    clock.advance(9 * minutes);
    await keys.refresh();
    expect([await verifier.verify(token), fetches()]).toEqual([caller, 2]);
    expect(await verifier.verify(token)).toBe(caller);
  });

  test.each([
    ['two keys with one kid', () => [forge.key.publicJwk, { ...next.publicJwk, kid: 'key-1' }]],
    ['a key for encryption', () => [{ ...forge.key.publicJwk, use: 'enc' }]],
    ['a key whose key_ops lack verify', () => [{ ...forge.key.publicJwk, key_ops: ['sign'] }]],
    ['a key of another algorithm', () => [{ ...forge.key.publicJwk, alg: 'ES384' }]],
    ['a key without algorithm', () => [{ ...forge.key.publicJwk, alg: undefined }]],
    ['a key under another kid', () => [{ ...forge.key.publicJwk, kid: 'key-9' }]],
    ['a private key, given away', () => [{ ...forge.key.publicJwk, d: 'AAAA' }]],
    ['a key whose numbers are none', () => [{ ...forge.key.publicJwk, x: '!' }]],
    ['a shared secret', () => [{ kty: 'oct', k: 'AAAA', kid: 'key-1', alg: 'ES256' }]],
    ['no key', () => []],
  ])('that are %s let nobody in (T7)', async (_name, published) => {
    server.behave({ kind: 'KEYS', keys: published() as never });
    expect(await isAccepted(tokenBy(forge.key))).toBe(false);
    expect(faults).toEqual([]);
  });

  test('may stand beside what is no key', async () => {
    const others = [null, 7, { kty: 1 }, { kty: 'unknown', kid: 'other' }];
    server.behave({
      kind: 'TEXT',
      text: JSON.stringify({ keys: [...others, forge.key.publicJwk], more: 1 }),
    });
    expect(await isAccepted(tokenBy(forge.key))).toBe(true);
  });
});

describe('an address that fails', () => {
  test.each(keyServerFaults)(
    '%s: %s: the last good set serves, no new key does',
    async (_row, _fault, behaviour) => {
      await keys.refresh();
      server.behave(behaviour);
      clock.advance(9 * minutes);
      await keys.refresh();
      expect(faults).toEqual([[expect.any(String), 540]]);
      expect(await isAccepted(tokenBy(forge.key))).toBe(true);
      clock.advance(30 * seconds);
      expect(await reasonOf(tokenBy(next))).toBe('no key of the issuer fits');
      expect(fetches()).toBe(3);
    },
  );

  test.each(noKeySets)('%s: %s is no key set', async (_row, _name, text) => {
    await keys.refresh();
    server.behave({ kind: 'TEXT', text });
    clock.advance(9 * minutes);
    await keys.refresh();
    expect(faults).toEqual([['the answer is no JWK Set', 540]]);
    expect(await isAccepted(tokenBy(forge.key))).toBe(true);
  });

  test('is an alarm from ten minutes on, and its set is over after an hour (T8)', async () => {
    await keys.refresh();
    server.behave({ kind: 'STATUS', status: 503 });
    for (let minute = 1; minute < 60; minute += 1) {
      clock.advance(1 * minutes);
      await keys.refresh();
      expect(await isAccepted(tokenBy(forge.key))).toBe(true);
    }
    expect(faults.map(([, age]) => age)).toEqual(Array.from({ length: 51 }, (_, index) => 540 + index * 60));
    clock.advance(1 * minutes);
    expect(await reasonOf(tokenBy(forge.key))).toBe('the keys of the issuer are not known');
    expect(faults.at(-1)).toEqual(['it answers with 503', null]);
    // Back again: the first token after the cooldown brings the keys along.
    server.behave({ kind: 'KEYS', keys: [forge.key.publicJwk] });
    clock.advance(30 * seconds);
    expect(await isAccepted(tokenBy(forge.key))).toBe(true);
  });

  test('from the start on: its issuer is refused, the others are not (T8)', async () => {
    server.behave({ kind: 'RESET' });
    expect(await reasonOf(tokenBy(forge.key))).toBe('the keys of the issuer are not known');
    expect(faults).toEqual([['it cannot be reached (ECONNRESET)', null]]);
    await verifier.verify(`Bearer ${forge.personToken()}`);
    // Within the cooldown nothing is tried again.
    expect(await isAccepted(tokenBy(forge.key))).toBe(false);
    expect(fetches()).toBe(1);
  });

  test('a token that was remembered is over with its set', async () => {
    await keys.refresh();
    server.behave({ kind: 'RESET' });
    clock.advance(59 * minutes);
    const token = tokenBy(forge.key);
    await verifier.verify(token);
    clock.advance(1 * minutes);
    expect(await reasonOf(token)).toBe('the keys of the issuer are not known');
  });
});

test('a flood of unknown kids brings one fetch in thirty seconds, and waits for none within (T9)', async () => {
  await keys.refresh();
  const flood = async (): Promise<void> => {
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => await reasonOf(tokenBy(forge.key, `kid-${index}`))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['no key of the issuer fits']));
  };
  await flood();
  expect(fetches()).toBe(1);
  clock.advance(29 * seconds);
  await flood();
  expect(fetches()).toBe(1);
  clock.advance(1 * seconds);
  await flood();
  expect(fetches()).toBe(2);
  expect(await isAccepted(tokenBy(forge.key))).toBe(true);
});

test('a flood while the address hangs holds up no more than fifty (T9)', async () => {
  await keys.refresh();
  clock.advance(30 * seconds);
  server.behave({ kind: 'HANG' });
  const began = fetches();
  let refused = 0;
  const all = Array.from({ length: 200 }, async (_, index) => {
    await reasonOf(tokenBy(forge.key, `kid-${index}`));
    refused += 1;
    return faults.length;
  });
  const faultsSeen = await Promise.all(all);
  // Those that did not wait were refused before the fetch had failed.
  expect(faultsSeen.filter((seen) => seen === 0).length).toBeGreaterThanOrEqual(150);
  expect([refused, fetches() - began]).toEqual([200, 1]);
});

test('a clock that is set back neither ends a set nor keeps it for ever', async () => {
  await keys.refresh();
  clock.advance(-5 * minutes);
  expect(await isAccepted(tokenBy(forge.key))).toBe(true);
  await keys.refresh();
  expect(fetches()).toBe(2);
});
