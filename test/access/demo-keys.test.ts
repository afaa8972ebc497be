import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDemoKeys } from '../../src/access/demo-keys.ts';
import { readRegistry } from '../../src/access/registry.ts';
import { createTokenVerifier } from '../../src/access/token-verifier.ts';
import { openIssuers } from '../../src/access/trusted-issuer.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { noTimer } from '../harness/no-timer.ts';
import { registryText, spoil } from './registry-sample.ts';
import { audience, createSigningKey, now, nowSeconds } from './token-forge.ts';

const centre = 'https://berane.centre.example';
const openKeyAddress = (): never => {
  throw new Error('no issuer here has an address');
};
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'komsiluk-keys-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const publicKeyFile = JSON.stringify({ keys: [createSigningKey('PS256', 'a').publicJwk] });

test('a pair is made at first need, kept for its owner alone, and found again', async () => {
  const [key] = (await openDemoKeys(join(directory, 'keys')).publicKeys(centre)).keys;
  expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
  expect(key).not.toHaveProperty('d');
  const [file, ...others] = readdirSync(join(directory, 'keys'));
  expect(others).toEqual([]);
  expect(file).toMatch(/^berane\.centre\.example-[0-9a-f]{8}\.jwk\.json$/);
  expect(statSync(join(directory, 'keys', file as string)).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, 'keys')).mode & 0o777).toBe(0o700);
  expect((await openDemoKeys(join(directory, 'keys')).publicKeys(centre)).keys).toEqual([key]);
});

test('issuers that differ in a sign only have keys of their own', async () => {
  const keys = openDemoKeys(directory);
  const issuers = [
    centre,
    `${centre}/`,
    centre.replace('https', 'http'),
    `${centre}?a`,
    'https://berane-centre.example',
  ];
  const ids = await Promise.all(issuers.map(async (issuer) => (await keys.publicKeys(issuer)).keys[0]?.kid));
  expect(new Set(ids).size).toBe(issuers.length);
});

test('processes that need the same key at once agree on one', async () => {
  const main = join(directory, 'need-key.ts');
  const source = fileURLToPath(new URL('../../src/access/demo-keys.ts', import.meta.url));
  writeFileSync(
    main,
    `import { openDemoKeys } from ${JSON.stringify(source)};
     openDemoKeys(${JSON.stringify(join(directory, 'keys'))}).publicKeys(${JSON.stringify(centre)})
       .then(({ keys }) => console.log(keys[0]?.kid));`,
  );
  const tsx = import.meta.resolve('tsx');
  const run = () => promisify(execFile)(process.execPath, ['--import', tsx, main]);
  const within = Array.from({ length: 20 }, () => openDemoKeys(join(directory, 'keys')).publicKeys(centre));
  const ids = [
    ...(await Promise.all(within)).map(({ keys }) => keys[0]?.kid),
    ...(await Promise.all(Array.from({ length: 4 }, run))).map(({ stdout }) => stdout.trim()),
  ];
  expect(ids).toHaveLength(24);
  expect(new Set(ids).size).toBe(1);
  expect(readdirSync(join(directory, 'keys'))).toHaveLength(1);
});

test('what it signs is a token the verifier takes, for as long as was said', async () => {
  const demoKeys = openDemoKeys(directory);
  const registry = readRegistry(registryText, 'registry.yaml');
  const issuers = await openIssuers(registry.issuers, {
    demoKeys,
    readKeyFile: () => publicKeyFile,
    openKeyAddress,
  });
  let instant = now;
  const { verify } = createTokenVerifier({
    issuers,
    audience,
    clock: () => instant,
    timer: noTimer,
    maxLifetimeSeconds: 600,
    isRevoked: () => false,
    proofs: null,
    onClockAhead: () => undefined,
    hashNationalId: () => 'hash',
    checkNationalId: (value) => value,
    purposesKnown: new Set(['ps:SocialWelfareProvision']),
  });
  const claims = { aud: audience, sub: 'nada', purpose: 'ps:SocialWelfareProvision' };
  const token = await demoKeys.sign(centre, claims, { minutes: 10, now });
  const again = await demoKeys.sign(centre, claims, { minutes: 10, now });
  expect(decodeJwt(token)).toMatchObject({ iss: centre, iat: nowSeconds, exp: nowSeconds + 600 });
  expect(decodeJwt(token).jti).not.toBe(decodeJwt(again).jti);
  await expect(verify(`Bearer ${token}`)).resolves.toMatchObject({ agency: 'berane.centre', actor: 'nada' });
  // Another demonstration issuer's key does not speak for this one.
  const foreign = await demoKeys.sign(
    'https://eid.example',
    { ...claims, iss: centre },
    { minutes: 10, now },
  );
  await expect(verify(`Bearer ${foreign}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  instant = new Date(now.getTime() + 600_000);
  await expect(verify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('a broken key file is not replaced in silence', async () => {
  const keys = openDemoKeys(directory);
  await keys.publicKeys(centre);
  const [file] = readdirSync(directory);
  writeFileSync(join(directory, file as string), '{');
  await expect(openDemoKeys(directory).publicKeys(centre)).rejects.toThrow();
  expect(readFileSync(join(directory, file as string), 'utf8')).toBe('{');
});

const registry = readRegistry(registryText, 'registry.yaml');
const withFile = (text: string | (() => never)) => {
  const readKeyFile = typeof text === 'string' ? () => text : text;
  return openIssuers(registry.issuers, {
    demoKeys: openDemoKeys(directory),
    readKeyFile,
    openKeyAddress,
  });
};
const missing = (): never => {
  throw new Error('ENOENT');
};
const privateFile = JSON.stringify({ keys: [{ kty: 'EC', alg: 'ES256', kid: 'a', d: 'SECRET' }] });

test.each([
  [
    'is not there',
    missing,
    /support\.jwks\.json: the keys of https:\/\/berane\.support\.example cannot be read/,
  ],
  ['is not JSON', 'SECRET', /cannot be read as JSON/],
  ['has no keys', '{}', /keys/],
  ['has an empty set', '{"keys":[]}', /no key is named/],
  ['has something else', '{"keys":[],"more":1}', /support\.jwks\.json/],
  ['has a private key', privateFile, /private or shared/],
  ['has a shared secret', '{"keys":[{"kty":"oct","alg":"HS256","k":"SECRET"}]}', /private or shared/],
  ['has a key without alg', '{"keys":[{"kty":"EC","kid":"a"}]}', /no alg/],
  [
    'has a key of another algorithm',
    '{"keys":[{"kty":"RSA","kid":"a","alg":"RS256"}]}',
    /RS256, which is not allowed/,
  ],
  [
    'has two keys with one kid',
    '{"keys":[{"kty":"EC","kid":"a","alg":"ES256"},{"kty":"EC","kid":"a","alg":"ES256"}]}',
    /kid of another key/,
  ],
  [
    'has two keys without kid',
    '{"keys":[{"kty":"EC","alg":"ES256"},{"kty":"EC","alg":"ES256"}]}',
    /both have none/,
  ],
])('a key file that %s stops the start', async (_name, text, names) => {
  const error = await withFile(text).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as ConfigurationError).message).toMatch(names);
  expect((error as ConfigurationError).message).not.toContain('SECRET');
});

test('where demonstration keys are not handed over, an issuer that has some stops the start (O3)', async () => {
  const attempt = openIssuers(registry.issuers, {
    demoKeys: null,
    readKeyFile: () => publicKeyFile,
    openKeyAddress,
  });
  await expect(attempt).rejects.toThrow(ConfigurationError);
  await expect(attempt).rejects.toThrow(/https:\/\/berane\.centre\.example has demonstration keys/);
  expect(readdirSync(directory)).toEqual([]);
});

test('without demonstration issuers none are needed', async () => {
  const text = spoil(registryText, /keys: \{ demo: true \}/g, 'keys: { file: other.jwks.json }');
  const es256 = JSON.stringify({ keys: [createSigningKey('ES256', 'a').publicJwk] });
  const issuers = await openIssuers(readRegistry(text, 'r').issuers, {
    demoKeys: null,
    readKeyFile: () => es256,
    openKeyAddress,
  });
  expect([...issuers.values()].map(({ agency }) => agency)).toEqual([
    'berane.municipality',
    'berane.support',
    'berane.centre',
    null,
  ]);
});
