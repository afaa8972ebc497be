// The production profile as an operator runs it: files, a real PostgreSQL, agencies' own keys.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { type Child, startChild } from '../http/start-child.ts';

const postgres: TestPostgres = await openPostgres();
const reason = postgres.kind === 'MISSING' ? ` (skipped: no PostgreSQL here, ${postgres.reason})` : '';
const directory = mkdtempSync(join(tmpdir(), 'hub-production-'));
const audience = 'https://hub.berane.example';

let child: Child;
let address: string;
let sign: (issuer: string, claims: Record<string, unknown>, minutes?: number) => Promise<string>;

/** The demo's agencies, each with a public key of its own written into the registry. */
const agenciesWithKeys = async (): Promise<string> => {
  const pairs = new Map<string, { privateKey: CryptoKey; publicKey: JWK }>();
  const lines: string[] = [];
  let issuer = '';
  for (const line of readFileSync(projectFile('config', 'demo', 'agencies.yaml'), 'utf8').split('\n')) {
    issuer = /^ +issuer: (\S+)/.exec(line)?.[1] ?? issuer;
    if (!line.includes('demo: true')) {
      lines.push(line);
      continue;
    }
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const key = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: `key of ${issuer}` };
    pairs.set(issuer, { privateKey, publicKey: key });
    lines.push(line.replace('{ demo: true }', JSON.stringify({ jwks: { keys: [key] } })));
  }
  sign = async (of, claims, minutes = 5) =>
    await new SignJWT({ aud: audience, jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: `key of ${of}` })
      .setIssuer(of)
      .setIssuedAt()
      .setExpirationTime(`${minutes}m`)
      .sign(pairs.get(of)?.privateKey as CryptoKey);
  return lines.join('\n');
};

const ask = async (token: string, query: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
};

const centre = async (minutes = 5): Promise<string> =>
  await sign(
    'https://berane.centre.example',
    {
      sub: 'Nada',
      client_id: 'software',
      purpose: 'ps:SocialWelfareProvision',
      national_id: '0101006500006',
      birthdate: '2006-01-01',
    },
    minutes,
  );

beforeAll(async () => {
  if (postgres.kind === 'MISSING') return;
  writeFileSync(join(directory, 'agencies.yaml'), await agenciesWithKeys());
  const secrets = execFileSync(
    process.execPath,
    [projectFile('scripts', 'run.mjs'), projectFile('src', 'cli', 'main.ts'), 'secrets'],
    { encoding: 'utf8' },
  );
  writeFileSync(join(directory, 'secrets.json'), secrets, { mode: 0o600 });
  mkdirSync(join(directory, 'heads'));
  child = startChild({
    HUB_PROFILE: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: await postgres.createDatabase(),
    HUB_AUDIENCE: audience,
    HUB_AGENCIES: join(directory, 'agencies.yaml'),
    HUB_AGREEMENTS: projectFile('config', 'demo', 'agreements.yaml'),
    HUB_SECRETS: join(directory, 'secrets.json'),
    HUB_HEADS: join(directory, 'heads'),
  });
  address = await child.address;
}, 120_000);

afterAll(async () => {
  if (postgres.kind === 'READY') {
    child.process.kill('SIGTERM');
    await child.ended;
    await postgres.close();
  }
  rmSync(directory, { recursive: true, force: true });
});

it.skipIf(postgres.kind === 'MISSING')(`takes a push and answers its own case back${reason}`, async () => {
  const pushed = await ask(
    await centre(),
    `mutation { pushCentreRecords(records: [{ caseNumber: "C-1", version: 1, recordedAt: "2026-11-01T08:00:00Z",
      localCommunity: "Park", address: "Lipov drvored 1", members: [{ localId: "C-1/1", givenName: "Ana",
      familyName: "Anić", nationalId: "1405987275476", birthDate: "1987-05-14", relation: "nosilac" }] }]) {
      localId outcome problems { column } } }`,
  );
  expect(JSON.parse(pushed.text)).toEqual({
    data: { pushCentreRecords: [{ localId: 'C-1', outcome: 'CREATED', problems: [] }] },
  });
  const found = await ask(
    await centre(),
    '{ findPerson(nationalId: "1405987275476") { givenName birthDate } }',
  );
  expect(JSON.parse(found.text)).toEqual({
    data: { findPerson: { givenName: 'Ana', birthDate: '1987-05-14' } },
  });
});

it.skipIf(postgres.kind === 'MISSING')(
  `refuses a token that lives longer than ten minutes${reason}`,
  async () => {
    expect((await ask(await centre(10), '{ __typename }')).status).toBe(200);
    expect((await ask(await centre(11), '{ __typename }')).status).toBe(401);
  },
);

it.skipIf(postgres.kind === 'MISSING')(`has neither GraphiQL nor introspection${reason}`, async () => {
  expect((await fetch(`${address}/`)).status).toBe(404);
  const answer = await ask(await centre(), '{ __schema { types { name } } }');
  expect(answer.status).toBe(400);
  expect(answer.text).not.toContain('Household');
  expect(child.output.stdout).not.toMatch(/eyJ|Tokens/);
});

it.skipIf(postgres.kind === 'MISSING')(`signs no token for anybody${reason}`, () => {
  const refused = () =>
    execFileSync(
      process.execPath,
      [
        projectFile('scripts', 'run.mjs'),
        projectFile('src', 'cli', 'main.ts'),
        ...['token', '--agency', 'berane.centre', '--purpose', 'social-welfare-provision', '--actor', 'x'],
      ],
      { env: { PATH: process.env['PATH'] ?? '', HUB_PROFILE: 'production' }, stdio: 'pipe' },
    );
  expect(refused).toThrow();
});
