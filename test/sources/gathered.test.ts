import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { columns } from '../../adapters/housing/register-row.ts';
import type { Connector, Delivered } from '../../src/domain/delivered.ts';
import { type Synchronised, synchronise } from '../../src/records/synchronise.ts';
import { openConnector } from '../../src/sources/open-connector.ts';
import { openFaultProxy } from '../harness/fault-proxy.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { openTestStore, sourceOf, type TestStore } from '../records/open-store.ts';
import { postgresqlAt } from './connections.ts';
import { faultOf, pull } from './read-all.ts';

const server: TestPostgres = await openPostgres();
const missing = server.kind === 'MISSING' ? server.reason : null;
if (missing !== null) console.warn(`no PostgreSQL, so the housing register's is not tested: ${missing}`);

let url = '';
let register: pg.Client;
let store: TestStore;
beforeAll(async () => {
  if (server.kind !== 'READY') return;
  url = await server.createDatabase();
  register = new pg.Client(url);
  await register.connect();
  const texts = columns.filter((each) => each !== 'rb').map((each) => `${each} text`);
  await register.query(
    `create table zakupci (rb integer primary key, ${texts.join(', ')}, izmijenjeno timestamptz not null, obrisano boolean not null default false)`,
  );
  store = await openTestStore();
});
afterAll(async () => {
  await register?.end();
  await store?.close();
  if (server.kind === 'READY') await server.close();
});
beforeEach(async () => {
  await register?.query('truncate zakupci');
  await store?.rows(
    'truncate record, link, mention, mention_key, quarantine, outbox, webhook_delivery, source_cursor',
  );
});

const add = async (rb: number, contract: string, changed: string, values: object = {}): Promise<void> => {
  const row = {
    ...{
      rb,
      broj_ugovora: contract,
      ime: `Ime${rb}`,
      prezime: 'Ličina',
      srodstvo: rb % 2 === 1 ? 'nosilac' : 'dijete',
    },
    ...{ status_ugovora: 'aktivan', adresa: `Rudeška ${contract.length}`, izmijenjeno: changed, ...values },
  };
  const names = Object.keys(row);
  await register.query(
    `insert into zakupci (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})
     on conflict (rb) do update set (${names.join(', ')}) = row(${names.map((name) => `excluded.${name}`).join(', ')})`,
    Object.values(row),
  );
};

const open = (port = Number(new URL(url).port)): Connector => {
  const { username: user, password } = new URL(url);
  return openConnector({
    source: 'housing',
    adapter: housingAdapter,
    connection: postgresqlAt(url, { port, credential: 'housing' }),
    credential: { kind: 'PASSWORD', user, password },
    now: () => performance.now(),
    createId: () => 'call',
  }).connector;
};

/** Which rows each contract came with. */
const contractsOf = (items: readonly Delivered[]): readonly string[] =>
  items.map((each) =>
    each.kind === 'ITEM'
      ? (each.item as { columns: { rb: string } }[]).map(({ columns: { rb } }) => rb).join('+')
      : each.kind === 'END'
        ? `end of ${each.localId}`
        : each.problem.reason,
  );

describe.skipIf(missing !== null)('rows of one contract in a register', () => {
  test('come together, wherever their changes stand in its order', async () => {
    await add(1, 'C-1', '2026-01-01');
    await add(3, 'C-2', '2026-01-02');
    await add(2, 'C-1', '2026-01-03');
    expect(contractsOf((await pull(open())).items)).toEqual(['3', '1+2']);
  });

  test('are read whole where one of them changed', async () => {
    await add(1, 'C-1', '2026-01-01');
    await add(2, 'C-1', '2026-01-01');
    await add(3, 'C-2', '2026-01-01');
    const { cursor } = await pull(open());
    await add(2, 'C-1', '2026-02-01', { ime: 'Sara' });
    expect(contractsOf((await pull(open(), cursor)).items)).toEqual(['1+2']);
  });

  test('end with the last of them, and are fewer where another is struck out', async () => {
    await add(1, 'C-1', '2026-01-01');
    await add(2, 'C-1', '2026-01-01', { obrisano: true });
    await add(3, 'C-2', '2026-01-02', { obrisano: true });
    expect(contractsOf((await pull(open())).items)).toEqual(['1', 'end of C-2']);
  });

  test('wait while one of them is still being changed, and come whole after that', async () => {
    await add(1, 'C-1', '2026-01-01');
    await add(2, 'C-1', new Date(Date.now() + 60_000).toISOString());
    await add(3, 'C-2', '2026-01-01');
    const { items, cursor } = await pull(open());
    expect(contractsOf(items)).toEqual(['3']);
    await add(2, 'C-1', '2026-02-01');
    expect(contractsOf((await pull(open(), cursor)).items)).toEqual(['1+2']);
  });
});

const take = async (connector: Connector): Promise<Synchronised> =>
  await synchronise(
    {
      ...{ source: sourceOf('housing'), adapter: housingAdapter, connector },
      ...{ database: store.database, reception: store.reception, timeZone: 'Europe/Podgorica' },
      ...{
        clock: () => new Date('2026-11-21T10:00:00Z'),
        onFault: (error: unknown) => expect(error).toBeUndefined(),
      },
    },
    new AbortController().signal,
  );
const held = async (): Promise<readonly string[]> =>
  (
    await store.rows<{ unit: string; kinds: string }>(
      `select unit, string_agg(kind, ' ' order by kind, local_id) as kinds from record where superseded_at is null group by unit order by unit`,
    )
  ).map(({ unit, kinds }) => `${unit}: ${kinds}`);

describe.skipIf(missing !== null)('a register that is pulled into the hub', () => {
  test('is held as it is now: what came, what changed, what is struck out', async () => {
    await add(1, 'C-1', '2026-01-01');
    await add(2, 'C-1', '2026-01-01');
    await add(3, 'C-2', '2026-01-01');
    expect(await take(open())).toEqual({ CREATED: 2 });
    expect(await held()).toEqual(['C-1: tenancy tenant-entry tenant-entry', 'C-2: tenancy tenant-entry']);
    await add(2, 'C-1', '2026-02-01', { obrisano: true });
    await add(3, 'C-2', '2026-02-01', { obrisano: true });
    await add(5, 'C-3', '2026-02-01');
    expect(await take(open())).toEqual({ CREATED: 1, UPDATED: 2 });
    expect(await held()).toEqual(['C-1: tenancy tenant-entry', 'C-2: ended', 'C-3: tenancy tenant-entry']);
    expect(await take(open())).toEqual({});
  });

  test('is gone on with where its line broke: nothing is lost, and nothing is taken by halves (V3)', async () => {
    for (let rb = 1; rb <= 59; rb += 2)
      await add(rb, `C-${rb}`, '2026-01-01', { napomena: 'vlaga '.repeat(50) });
    const proxy = await openFaultProxy({
      port: Number(new URL(url).port),
      fault: { kind: 'RESET_PEER' },
      after: 12_000,
    });
    expect((await faultOf(take(open(proxy.port)))).kind).toBe('BROKEN_OFF');
    await proxy.close();
    expect(await held()).toEqual([]);
    expect(await take(open())).toEqual({ CREATED: 30 });
    expect((await held()).length).toBe(30);
  });
});
