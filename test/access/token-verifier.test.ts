import { beforeEach, describe, expect, test } from 'vitest';
import { createKeySet } from '../../src/access/key-set.ts';
import { createTokenVerifier, type TokenVerifierOptions } from '../../src/access/token-verifier.ts';
import type { TrustedIssuer } from '../../src/access/trusted-issuer.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { refusalOf } from './refusal-of.ts';
import { refusedTokens } from './refused-tokens.ts';
import {
  agencyIssuer,
  audience,
  createForge,
  createSigningKey,
  type Forge,
  nowSeconds,
  otherIssuer,
  personIssuer,
} from './token-forge.ts';
import { optionsFor } from './verifier-options.ts';

describe.each(['ES256', 'PS256', 'EdDSA'] as const)('tokens signed with %s', (algorithm) => {
  const forge = createForge(algorithm);
  let options: TokenVerifierOptions;
  beforeEach(() => {
    options = optionsFor(forge, algorithm);
  });
  const verify = (token: string) => createTokenVerifier(options).verify(`Bearer ${token}`);
  const verifyClaims = async (claims: Record<string, unknown>) =>
    (await verify(forge.token({ claims }))) as AgencyCaller;

  test.each(refusedTokens)('%s: %s is refused', async (_row, _attack, make) => {
    const error = await refusalOf(createTokenVerifier(options).verify(make(forge)));
    // One answer for every cause: nothing of it may differ, and nothing of the token may be in what the log is told.
    expect({ code: error.code, status: error.status, message: error.message }).toEqual({
      code: 'UNAUTHENTICATED',
      status: 401,
      message: 'The token is missing or not valid here.',
    });
    expect(error.cause).toBeUndefined();
    expect(error.internal).toMatch(/^(?:[a-z][A-Za-z0-9_' ,+-]+|ERR_[A-Z_]+(?: [a-z]+)?)$/);
    expect(error.internal).not.toMatch(/\d{5}|vesna|evil|berane/);
  });

  test('accepts an agency token and yields its caller', async () => {
    expect(await verify(forge.token())).toEqual({
      kind: 'AGENCY',
      agency: 'berane.municipality',
      actor: 'vesna.k',
      named: true,
      self: { nationalIdHash: 'hash of 13 digits', birthDate: '2006-01-01' },
      purpose: 'ps:HousingWelfareManagement',
      roles: [],
      area: null,
      token: { issuer: agencyIssuer, id: 'token-1' },
    });
  });

  test("accepts a person's token, and nothing of the national id is left", async () => {
    const caller = await verify(forge.personToken());
    expect(caller).toEqual({
      kind: 'PERSON',
      actor: 'f3a9',
      nationalIdHash: 'hash of 13 digits',
      birthDate: '2006-01-01',
      purpose: 'dpv:RightsFulfilment',
      token: { issuer: personIssuer, id: 'token-1' },
    });
    expect(JSON.stringify(caller)).not.toContain('0101006500006');
  });

  const accepted: readonly (readonly [string, (forge: Forge) => string])[] = [
    ['the scheme in lower case', () => `bearer ${forge.token()}`],
    ['typ application/at+jwt', () => `Bearer ${forge.token({ header: { typ: 'application/at+jwt' } })}`],
    ['typ in capitals', () => `Bearer ${forge.token({ header: { typ: 'AT+JWT' } })}`],
    [
      'no kid where one key fits',
      () =>
        `Bearer ${forge.token({ header: { kid: undefined }, claims: { iss: otherIssuer }, key: forge.otherKey })}`,
    ],
    ['a thumbprint in the header', () => `Bearer ${forge.token({ header: { x5t: 'AAAA' } })}`],
    ['aud as a list of one', () => `Bearer ${forge.token({ claims: { aud: [audience] } })}`],
    ['the longest lifetime', () => `Bearer ${forge.token({ claims: { exp: nowSeconds + 600 } })}`],
    ['iat 10 seconds ahead', () => `Bearer ${forge.token({ claims: { iat: nowSeconds + 10 } })}`],
    ['nbf 10 seconds ahead', () => `Bearer ${forge.token({ claims: { nbf: nowSeconds + 10 } })}`],
    [
      'the last second',
      () => `Bearer ${forge.token({ claims: { iat: nowSeconds - 599, exp: nowSeconds + 1 } })}`,
    ],
    ['its own agency claimed', () => `Bearer ${forge.token({ claims: { agency: 'berane.municipality' } })}`],
    ['no client_id', () => `Bearer ${forge.token({ claims: { client_id: undefined } })}`],
    ['a name in Cyrillic', () => `Bearer ${forge.token({ claims: { sub: 'Весна Ђукић' } })}`],
    [
      'claims the hub has no use for',
      () => `Bearer ${forge.token({ claims: { scope: 'a b', auth_time: 1, groups: ['x'] } })}`,
    ],
    [
      '20 roles and 50 areas',
      () =>
        `Bearer ${forge.token({
          claims: {
            roles: Array.from({ length: 20 }, (_, index) => `role-${index}`),
            area: Array.from({ length: 50 }, (_, index) => `area-${index}`),
          },
        })}`,
    ],
    [
      'a known purpose its agency did not register (that is 403, later)',
      () => `Bearer ${forge.token({ claims: { purpose: 'hub:DomesticViolenceProtection' } })}`,
    ],
    [
      'a known purpose twice (the last one counts)',
      () =>
        `Bearer ${forge.token({ claims: JSON.stringify(forge.claims).replace('{', '{"purpose":"hub:Anything",') })}`,
    ],
    [
      'a human whom nothing binds to a person',
      () => `Bearer ${forge.token({ claims: { national_id: undefined, birthdate: undefined } })}`,
    ],
    [
      "a machine that carries its owner's national id",
      () => `Bearer ${forge.token({ claims: { sub: 'housing-software' } })}`,
    ],
    [
      "a person's id with a blank around it",
      () => `Bearer ${forge.personToken({ national_id: ' 0101006500006' })}`,
    ],
  ];
  test.each(accepted)('accepts %s', async (_name, make) => {
    await expect(createTokenVerifier(options).verify(make(forge))).resolves.toMatchObject({
      token: { id: 'token-1' },
    });
  });

  test('knows a machine from a named human', async () => {
    expect((await verifyClaims({ sub: 'housing-software' })).named).toBe(false);
    expect((await verifyClaims({ sub: 'service:nightly' })).named).toBe(false);
    expect((await verifyClaims({ sub: 'service.desk' })).named).toBe(true);
    expect((await verifyClaims({ sub: 'housing-software' })).self).toBeNull();
  });

  test('names nobody whom no national id binds to a person (R15)', async () => {
    const caller = await verifyClaims({ national_id: undefined, birthdate: undefined });
    expect(caller).toMatchObject({ actor: 'vesna.k', named: false, self: null });
  });

  test('sorts roles, keeps the area, freezes what it remembers', async () => {
    const caller = await verifyClaims({ roles: ['verifier', 'clerk'], area: ['Park', 'Hareme'] });
    expect(caller).toMatchObject({ roles: ['clerk', 'verifier'], area: ['Park', 'Hareme'] });
    expect([caller, caller.roles, caller.area, caller.token].every(Object.isFrozen)).toBe(true);
  });
});

test('a failure of what it asks is the same 401', async () => {
  const forge = createForge('ES256');
  const failing = () => {
    throw new Error('0101006500006 cannot be looked up');
  };
  for (const broken of [{ isRevoked: failing }, { hashNationalId: failing }, { checkNationalId: failing }]) {
    const { verify } = createTokenVerifier({ ...optionsFor(forge, 'ES256'), ...broken });
    const error = await refusalOf(verify(`Bearer ${forge.personToken()}`));
    expect(error.code).toBe('UNAUTHENTICATED');
    expect(`${error.internal}${error.message}`).not.toContain('0101006500006');
  }
});

test('a missing kid is refused where two keys of the issuer would fit', async () => {
  const forge = createForge('ES256');
  const options = optionsFor(forge, 'ES256');
  const second = createSigningKey('ES256', 'key-2');
  const keys = createKeySet({ keys: [forge.key.publicJwk, second.publicJwk] });
  const trusted: TrustedIssuer = {
    issuer: agencyIssuer,
    agency: 'berane.municipality',
    algorithms: ['ES256'],
    keys,
    senderConstrained: false,
  };
  const { verify } = createTokenVerifier({ ...options, issuers: new Map([[agencyIssuer, trusted]]) });
  await refusalOf(verify(`Bearer ${forge.token({ header: { kid: undefined } })}`));
  // Rotation: both keys work while both are there (T7).
  await verify(`Bearer ${forge.token()}`);
  await verify(`Bearer ${forge.token({ header: { kid: 'key-2' }, key: second })}`);
});

test.each([
  ['no audience', { audience: ' ' }, /audience/],
  ['no issuer', { issuers: new Map() }, /issuer/],
  ['no lifetime', { maxLifetimeSeconds: 0 }, /lifetime/],
  ['a lifetime that is no number', { maxLifetimeSeconds: Number.NaN }, /lifetime/],
  ['a lifetime of a day', { maxLifetimeSeconds: 86_400 }, /lifetime/],
])('refuses to be made with %s (O3)', (_name, change, message) => {
  const make = () => createTokenVerifier({ ...optionsFor(createForge('ES256'), 'ES256'), ...change });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(message);
});

test('each of them is refused for its own reason, and only the log is told which', async () => {
  const forge = createForge('ES256');
  const lines: string[] = [];
  for (const [row, attack, make] of refusedTokens) {
    const { internal } = await refusalOf(createTokenVerifier(optionsFor(forge, 'ES256')).verify(make(forge)));
    lines.push(`${row}: ${attack} -> ${internal}\n`);
  }
  await expect(lines.join('')).toMatchFileSnapshot('refused-tokens.golden.txt');
});

test('what the hub cannot know is not taken for a yes: 503, and no token is', async () => {
  const forge = createForge('ES256');
  const unavailable = new HubError('STORAGE_UNAVAILABLE', { retryAfterSeconds: 5 });
  const { verify } = createTokenVerifier({
    ...optionsFor(forge, 'ES256'),
    isRevoked: async () => {
      throw unavailable;
    },
  });
  await expect(verify(`Bearer ${forge.token()}`)).rejects.toBe(unavailable);
  // A token that is none is still told so: the store has nothing to do with it.
  expect((await refusalOf(verify(`Bearer ${forge.token({ key: forge.strangerKey })}`))).status).toBe(401);
});

test('a clock that is ahead is an alarm before it is a refusal, and after; of verified tokens alone (T6)', async () => {
  const forge = createForge('ES256');
  const told: [string, number][] = [];
  const { verify } = createTokenVerifier({
    ...optionsFor(forge, 'ES256'),
    onClockAhead: (...alarm) => void told.push(alarm),
  });
  const ahead = (seconds: number, key = forge.key) =>
    `Bearer ${forge.token({ key, claims: { iat: nowSeconds + seconds, jti: `ahead-${seconds}` } })}`;
  await verify(ahead(2));
  expect(told).toEqual([]);
  await verify(ahead(3));
  await verify(ahead(10));
  await refusalOf(verify(ahead(11)));
  await refusalOf(verify(ahead(290)));
  await refusalOf(verify(ahead(30, forge.strangerKey)));
  expect(told).toEqual([3, 10, 11, 290].map((seconds) => [agencyIssuer, seconds]));
});

test('the table is as wide as THREATS.md M1 asks', () => {
  expect(refusedTokens.length).toBeGreaterThanOrEqual(170);
  expect(new Set(refusedTokens.map(([row, attack]) => `${row} ${attack}`)).size).toBe(refusedTokens.length);
});
