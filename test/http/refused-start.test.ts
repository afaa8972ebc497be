import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSecrets } from '../../src/access/secrets.ts';
import { projectFile, readConfiguration } from '../../src/server/configuration.ts';
import { createSigningKey } from '../access/token-forge.ts';
import { createPartyKey } from '../harness/matter-keys.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary } from './exchange.ts';
import { startBuiltChild } from './start-child.ts';

const directory = mkdtempSync(join(tmpdir(), 'hub-start-'));
const key = createSigningKey('ES256', 'key-1').publicJwk;
const { publicJwk: matterKey } = await createPartyKey('matters');
const withKeys = (matters: object | null) =>
  editConfiguration((edited) => {
    for (const each of [...edited.agencies.agencies, edited.agencies.persons])
      each.keys = { jwks: { keys: [key] } };
    const sealing = agencyIn(edited, 'berane.centre') as unknown as Record<string, unknown>;
    if (matters === null) delete sealing['matterKey'];
    else sealing['matterKey'] = matters;
  });
const configuration = withKeys({ jwk: matterKey });
const demoMatters = withKeys({ demo: true });
const noMatters = withKeys(null);
const secretsFile = join(directory, 'hub.json');
const shortSecrets = join(directory, 'short.json');
const demoAgencies = projectFile('config', 'demo', 'agencies.yaml');

/** Everything that production needs. Nobody listens at the store's address. */
const whole: Readonly<Record<string, string>> = {
  HUB_PROFILE: 'production',
  DATABASE_URL: `postgres://hub:${canary}@127.0.0.1:1/hub`,
  HUB_AUDIENCE: 'https://hub.example',
  HUB_PUBLIC_URL: 'https://hub.example',
  HUB_AGENCIES: configuration.files.agenciesFile,
  HUB_AGREEMENTS: configuration.files.agreementsFile,
  HUB_LEGAL_BASES: projectFile('config', 'legal-bases'),
  HUB_SECRETS: secretsFile,
  HUB_HEADS: join(directory, 'heads'),
};

const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(whole).filter(([each]) => each !== name));

beforeAll(async () => {
  const secrets = await createSecrets();
  writeFileSync(secretsFile, secrets);
  writeFileSync(
    shortSecrets,
    JSON.stringify({ ...JSON.parse(secrets), hashing: Buffer.from(canary).toString('base64') }),
  );
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
  for (const each of [configuration, demoMatters, noMatters]) each.remove();
});

const demo = { HUB_DATA: join(directory, 'demo') };

/** What is set, and what the hub says before it ends. */
const refused: readonly [when: string, settings: Record<string, string>, says: RegExp][] = [
  ...[
    'DATABASE_URL',
    'HUB_AUDIENCE',
    'HUB_PUBLIC_URL',
    'HUB_AGENCIES',
    'HUB_AGREEMENTS',
    'HUB_LEGAL_BASES',
    'HUB_SECRETS',
    'HUB_HEADS',
  ].map((name): [string, Record<string, string>, RegExp] => [
    `production without ${name}`,
    without(name),
    new RegExp(`^${name} is missing`),
  ]),
  ...['http://hub.example', 'https://hub.example?to=me', 'https://me@hub.example', 'hub.example'].map(
    (url): [string, Record<string, string>, RegExp] => [
      `a public address such as ${url}`,
      { ...whole, HUB_PUBLIC_URL: url },
      /^HUB_PUBLIC_URL is not an https address/,
    ],
  ),
  [
    'a store in a directory, as the demo has it',
    { ...whole, DATABASE_URL: '.data/store' },
    /^DATABASE_URL is not a PostgreSQL address/,
  ],
  [
    'an installation that does not say what it is: never as the demo',
    without('HUB_PROFILE'),
    /^HUB_PROFILE is missing/,
  ],
  ['keys of the demo', { ...whole, HUB_AGENCIES: demoAgencies }, /^HUB_AGENCIES: .*demo: true.* not allowed/],
  [
    'a key of the hub that is too short',
    { ...whole, HUB_SECRETS: shortSecrets },
    /^HUB_SECRETS: hashing: is shorter than 32 bytes/,
  ],
  [
    'a demo that anybody could reach',
    { ...demo, HOST: '0.0.0.0' },
    /^HOST: the demo listens on loopback alone/,
  ],
  [
    'a folder of code lists that is not there',
    { ...whole, HUB_LEGAL_BASES: join(directory, 'nowhere') },
    /^HUB_LEGAL_BASES: the folder .* cannot be read/,
  ],
  [
    'a folder that has no code list',
    { ...whole, HUB_LEGAL_BASES: projectFile('config', 'demo') },
    /demo: agencies, agreements: no jurisdiction is called so/,
  ],
  [
    "a key for matters that is the demo's",
    { ...whole, HUB_AGENCIES: demoMatters.files.agenciesFile },
    /^HUB_AGENCIES: berane\.centre: a matterKey of the demo is refused in production/,
  ],
  [
    'a register that seals and no key for matters',
    { ...whole, HUB_AGENCIES: noMatters.files.agenciesFile },
    /^HUB_AGENCIES: berane\.centre has a register that seals matters, and no matterKey/,
  ],
  // The one that fails only because its store does not answer: what was refused above was the setting.
  ['a store that does not answer', whole, /^The hub did not start \(.*ECONNREFUSED\)/],
];

test.concurrent.each(refused)('no start with %s', { timeout: 60_000 }, async (_when, settings, says) => {
  const child = startBuiltChild(settings);
  expect(await child.ended).toBe(1);
  expect(child.output.stderr).toMatch(says);
  expect(child.output.stdout).toBe('');
  expect(child.output.stderr).not.toContain(canary);
  expect(child.output.stderr).not.toContain(Buffer.from(canary).toString('base64'));
});

/** More that is refused for its words alone: no process is needed to see it. */
const refusedWords: readonly [settings: Record<string, string | undefined>, says: RegExp][] = [
  ...Object.keys(whole)
    .filter((name) => name !== 'HUB_PROFILE')
    .flatMap((name): [Record<string, string>, RegExp][] => [
      [{ ...whole, [name]: '' }, new RegExp(`^${name} is missing`)],
      [{ ...whole, [name]: '  ' }, new RegExp(`^${name} is missing`)],
    ]),
  [{ ...whole, HUB_PROFILE: 'Production' }, /^HUB_PROFILE is neither/],
  [{ ...whole, HUB_PROFILE: '' }, /^HUB_PROFILE is neither/],
  [without('HUB_PROFILE'), /^HUB_PROFILE is missing/],
  [{ HUB_SECRETS: secretsFile }, /^HUB_PROFILE is missing. Where HUB_SECRETS is set/],
  [{ DATABASE_URL: 'postgres://127.0.0.1:1/hub' }, /^HUB_PROFILE is missing. Where DATABASE_URL is set/],
  [{ ...whole, DATABASE_URL: 'memory://' }, /^DATABASE_URL is not/],
  ...['hub.example', 'http://hub.example', 'https://hub.example/?a=1', 'https://hub.example/#b'].map(
    (address): [Record<string, string>, RegExp] => [
      { ...whole, HUB_PUBLIC_URL: address },
      /^HUB_PUBLIC_URL is not an https address/,
    ],
  ),
  [{ ...whole, PORT: '70000' }, /^PORT is not/],
  [{ ...whole, PORT: '-1' }, /^PORT is not/],
  [{ ...whole, DATABASE_CONNECTIONS: 'many' }, /^DATABASE_CONNECTIONS is not/],
  ...['0.0.0.0', '::', '192.168.1.4', 'hub.example', '127.0.0.1.example', ''].map(
    (host): [Record<string, string>, RegExp] => [{ HOST: host }, /^HOST: the demo listens on loopback alone/],
  ),
];

test.each(refusedWords)('no configuration of %j', (settings, says) => {
  expect(() => readConfiguration(settings)).toThrow(says);
});

test.each(['127.0.0.1', '::1', 'localhost'])('but the demo listens on %s', (host) => {
  expect(readConfiguration({ HOST: host }).host).toBe(host);
});

test('and the demo takes a store and keys where it is asked for by its name', () => {
  const settings = {
    HUB_PROFILE: 'demo',
    DATABASE_URL: 'postgres://127.0.0.1:1/hub',
    HUB_SECRETS: secretsFile,
  };
  expect(readConfiguration(settings)).toMatchObject({ profile: 'demo', secretsFile });
});

test('nothing is left behind by a hub that did not start', () => {
  expect(readdirSync(directory).sort()).toEqual(['hub.json', 'short.json']);
});
