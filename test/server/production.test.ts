// The production profile as an operator runs it: files, a real PostgreSQL, agencies' own keys.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { openProductionHub, type ProductionHub } from '../harness/production.ts';

const postgres: TestPostgres = await openPostgres();
const reason = postgres.kind === 'MISSING' ? ` (skipped: no PostgreSQL here, ${postgres.reason})` : '';

let hub: ProductionHub;

const ask = async (token: string, query: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${hub.address}/graphql`, {
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
  await hub.agencyToken('berane.centre', 'ps:SocialWelfareProvision', minutes);

beforeAll(async () => {
  if (postgres.kind === 'READY')
    hub = await openProductionHub({ databaseUrl: await postgres.createDatabase() });
}, 120_000);

afterAll(async () => {
  await hub?.close();
  if (postgres.kind === 'READY') await postgres.close();
});

it.skipIf(postgres.kind === 'MISSING')(`takes a push and answers its own case back${reason}`, async () => {
  const pushed = await ask(
    await centre(),
    `mutation { pushCentreRecords(records: [{ caseNumber: "C-1", version: 1, recordedAt: "2026-11-01T08:00:00Z",
      localCommunity: "Park", address: "Lipov drvored 1", members: [{ localId: "C-1/1", givenName: "Ana",
      familyName: "Anić", nationalId: "1405987275476", birthDate: "1987-05-14", relation: "nosilac" }] }], mode: PARTIAL) {
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
  expect((await fetch(`${hub.address}/`)).status).toBe(404);
  const answer = await ask(await centre(), '{ __schema { types { name } } }');
  expect(answer.status).toBe(400);
  expect(answer.text).not.toContain('Household');
  expect(hub.child.output.stdout).not.toMatch(/eyJ|Tokens/);
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
