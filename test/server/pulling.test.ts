import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columns } from '../../adapters/housing/register-row.ts';
import { SourceFault } from '../../src/domain/source-fault.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { openPostgres } from '../harness/postgres.ts';
import { sampleTenants, type TenantRow } from '../harness/registers.ts';
import { type EditedConfiguration, editConfiguration } from '../http/edited-configuration.ts';

// The municipality's register where it is kept: in a PostgreSQL of its own, which the hub asks as a reader.
const postgres = await openPostgres();
const reason = postgres.kind === 'MISSING' ? `: a real PostgreSQL is missing, ${postgres.reason}` : '';
const directory = mkdtempSync(join(tmpdir(), 'hub-pulling-'));
let register: pg.Client;
let hub: TestHub;
let configuration: EditedConfiguration;

afterAll(async () => {
  await hub?.close();
  configuration?.remove();
  await register?.end();
  if (postgres.kind === 'READY') await postgres.close();
  rmSync(directory, { recursive: true, force: true });
});

beforeAll(async () => {
  if (postgres.kind === 'MISSING') return;
  const url = new URL(await postgres.createDatabase());
  register = new pg.Client(url.href);
  await register.connect();
  await register.query(`create table zakupci (${columns.map((column) => `${column} text`).join(', ')},
    izmijenjeno timestamptz not null, obrisano boolean not null default false)`);
  const credentialsFile = join(directory, 'credentials.json');
  const { username: user, password } = url;
  writeFileSync(credentialsFile, JSON.stringify({ register: { kind: 'PASSWORD', user, password } }));
  configuration = editConfiguration(({ agencies }) => {
    const source = agencies.sources.find(({ id }) => id === 'housing');
    if (source)
      Object.assign(source, {
        connection: {
          ...{
            kind: 'POSTGRESQL',
            host: url.hostname,
            port: Number(url.port),
            database: url.pathname.slice(1),
          },
          ...{
            tls: false,
            internal: true,
            credential: 'register',
            every: 'PT1H',
            deadlineMilliseconds: 20_000,
          },
        },
      });
  });
  hub = await openTestHub({ registers: null, configuration: { ...configuration.files, credentialsFile } });
});

const write = async (row: TenantRow, changed: string, gone = false): Promise<void> => {
  await register.query('delete from zakupci where rb = $1', [row.rb]);
  const values = columns.map((column) => row[column] ?? null);
  await register.query(
    `insert into zakupci values (${[...columns, '', ''].map((_, index) => `$${index + 1}`).join(', ')})`,
    [...values, changed, gone],
  );
};
const arrears = async (): Promise<readonly string[]> => {
  const token = await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena Clerk' },
  });
  const { body } = await hub.ask(
    token,
    '{ households(filter: { localCommunity: "Park" }, first: 50) { edges { node { tenancies { arrears } } } } }',
  );
  const page = body.data?.['households'] as {
    edges: readonly { node: { tenancies: readonly { arrears: string }[] } }[];
  };
  return page.edges.flatMap(({ node }) => node.tenancies.map((each) => each.arrears)).sort();
};
const [first, second] = sampleTenants('1', '2');
const pull = async () => await hub.running.hub.pulling.pull('housing');

describe.skipIf(postgres.kind === 'MISSING')(`a register in a PostgreSQL of its own${reason}`, () => {
  test('is fetched and answered for; again it changes nothing', async () => {
    if (!first || !second) throw new Error('no rows');
    await write(first, '2026-01-01T10:00:00Z');
    await write(second, '2026-01-01T10:00:00Z');
    expect(await pull()).toEqual({ CREATED: 1 });
    expect(await arrears()).toEqual(['598.52']);
    expect(await pull()).toEqual({});
  });

  test('is fetched from where the last one ended: what has changed since, whole', async () => {
    if (!first) throw new Error('no row');
    await write({ ...first, dug_eur: '12,51' }, '2026-01-02T10:00:00Z');
    expect(await pull()).toEqual({ UPDATED: 1 });
    expect(await arrears()).toEqual(['12.51']);
    const members = await hub.running.hub.database.query(
      `select 1 from record where kind = 'tenant-entry' and superseded_at is null`,
    );
    expect(members).toHaveLength(2);
  });

  test('whose page breaks off in the store goes on from before it: nothing is lost, nothing twice', async () => {
    if (!first) throw new Error('no row');
    await write({ ...first, dug_eur: '13,07' }, '2026-01-03T10:00:00Z');
    const { database } = hub.running.hub;
    await database.query('alter table source_cursor rename to cursor_away');
    await expect(pull()).rejects.toThrow();
    await database.query('alter table cursor_away rename to source_cursor');
    expect(await arrears()).toEqual(['12.51']);
    expect(await pull()).toEqual({ UPDATED: 1 });
    expect(await arrears()).toEqual(['13.07']);
  });

  test('that strikes a contract out: it is gone for its readers', async () => {
    if (!first || !second) throw new Error('no rows');
    await write(first, '2026-01-04T10:00:00Z', true);
    await write(second, '2026-01-04T10:00:00Z', true);
    expect(await pull()).toEqual({ UPDATED: 1 });
    expect(await arrears()).toEqual([]);
  });

  test('that has become another is told by a word that is its own, and costs nobody else anything', async () => {
    await register.query('alter table zakupci rename column dug_eur to dug');
    await expect(pull()).rejects.toThrow(SourceFault);
    await expect(pull()).rejects.toMatchObject({ kind: 'REFUSED' });
    expect(await arrears()).toEqual([]);
    await register.query('alter table zakupci rename column dug to dug_eur');
    expect(await pull()).toEqual({});
  });
});

test.skipIf(postgres.kind === 'MISSING')(
  'a source that is not fetched is no source to be pulled',
  async () => {
    expect(await hub.running.hub.pulling.pull('centre')).toBeNull();
    expect(await hub.running.hub.pulling.pull('nowhere')).toBeNull();
  },
);
