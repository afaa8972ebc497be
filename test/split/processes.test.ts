// A graph in parts as an operator runs it: processes, roles made by the command, a gateway in front.
import 'reflect-metadata';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signDemoToken } from '../../src/access/demo-token.ts';
import { readConfiguration } from '../../src/server/configuration.ts';
import { loadRegistry } from '../../src/server/load-registry.ts';
import { demoKeysOf } from '../../src/server/open-core.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { roleOf } from '../../src/store/part-roles.ts';
import { ana } from '../harness/people.ts';
import { openPostgres } from '../harness/postgres.ts';
import { type Child, startBuilt } from '../http/start-child.ts';

const password = 'onlyForTestsOfTheSplitGraph';
const parts = ['core', 'housing', 'centre', 'community'];
const children: Child[] = [];
let data: string;
const postgres = await openPostgres();
const reason = postgres.kind === 'MISSING' ? `: a real PostgreSQL is missing, ${postgres.reason}` : '';
let ownerUrl: string;
let address: string;

const settings = (): Record<string, string> => ({ HUB_PROFILE: 'demo', HUB_DATA: data });
const urlOf = (part: string): string => {
  const url = new URL(ownerUrl);
  [url.username, url.password] = [roleOf(part), password];
  return url.href;
};
const start = (...given: Parameters<typeof startBuilt>): Child => {
  const child = startBuilt(...given);
  children.push(child);
  return child;
};

describe.skipIf(postgres.kind === 'MISSING')(`a graph in parts${reason}`, () => {
  beforeAll(async () => {
    if (postgres.kind === 'MISSING') return;
    data = mkdtempSync(join(tmpdir(), 'hub-processes-'));
    mkdirSync(join(data, 'roles'));
    for (const part of parts) writeFileSync(join(data, 'roles', roleOf(part)), `${password}\n`);
    ownerUrl = await postgres.createDatabase();
    const prepared = start(
      'src/cli/main.ts',
      { ...settings(), DATABASE_URL: ownerUrl },
      'split',
      'prepare',
      '--passwords',
      join(data, 'roles'),
    );
    expect(await prepared.ended, prepared.output.stderr).toBe(0);
    const addresses: string[] = [];
    for (const part of parts) {
      const child = start(
        'src/server/main.ts',
        { ...settings(), DATABASE_URL: urlOf(part) },
        '--only',
        part,
        '--data',
        data,
      );
      addresses.push(`${part}=${await child.address}`);
    }
    const gateway = start('src/server/gateway/main.ts', { ...settings(), HUB_PARTS: addresses.join(' ') });
    address = await gateway.address;
  }, 120_000);
  afterAll(async () => {
    for (const child of children.reverse()) {
      child.process.kill('SIGTERM');
      await child.ended;
    }
    if (postgres.kind === 'READY') await postgres.close();
    if (data) rmSync(data, { recursive: true, force: true });
  });

  test('answers at one address what several registers say, and stops when it is told to', async () => {
    const configuration = readConfiguration(settings(), { data });
    const keys = demoKeysOf(configuration);
    if (!keys) throw new Error('the demo has no keys');
    const token = await signDemoToken(
      {
        ...{ kind: 'AGENCY', agency: 'berane.municipality', purpose: 'housing-welfare-management' },
        ...{ actor: 'Milena', roles: [], area: [], minutes: 10 },
      },
      {
        registry: loadRegistry(configuration).registry,
        keys,
        audience: configuration.audience,
        now: new Date(),
      },
    );
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query:
          'query ($id: String!) { findPerson(nationalId: $id) { givenName households { tenancies { rooms } careCases { memberCount } } } }',
        variables: { id: ana.nationalId },
      }),
    });
    expect(await response.json()).toMatchObject({
      data: {
        findPerson: {
          givenName: 'Ana',
          households: [{ tenancies: [{ rooms: expect.any(Number) }], careCases: [{ memberCount: 3 }] }],
        },
      },
    });
    const last = children.at(-1);
    last?.process.kill('SIGTERM');
    expect(await last?.ended).toBe(0);
  });

  test.each([
    ['gives a consent', 'insert into consent default values'],
    ['ends an agreement', `update agreement_event set at = now()`],
    ['takes back a line of the log', 'delete from audit_entry'],
    ['changes a line of the log', `update audit_entry set body = '{}'`],
    ['looks at a session at the counter', 'select from in_person_session'],
    ['makes a table', 'create table mine ()'],
    [
      'writes a record of another register',
      `update record set payload = '{}' where source = 'centre' returning 1`,
    ],
  ])('the role of a part never %s', async (_what, statement) => {
    const database: Database = await openDatabase(
      { kind: 'POSTGRESQL', url: urlOf('housing'), connections: 1 },
      { isPrepared: true },
    );
    const done = await database.query(statement).catch(() => 'refused');
    await database.close();
    expect(['refused', []]).toContainEqual(done);
  });

  test('and its own records it does write, so that the tests above are about the role', async () => {
    const database = await openDatabase(
      { kind: 'POSTGRESQL', url: urlOf('housing'), connections: 1 },
      { isPrepared: true },
    );
    const own = await database.query(
      `update record set payload = payload where source = 'housing' returning 1`,
    );
    const others = await database.query(`select from record where source = 'centre'`);
    await database.close();
    expect([own.length > 0, others.length > 0]).toEqual([true, true]);
  });
});
