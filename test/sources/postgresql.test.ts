import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connector } from '../../src/domain/delivered.ts';
import type { PostgresqlShape } from '../../src/domain/source-shape.ts';
import { openPostgresqlConnector, type PostgresqlSource } from '../../src/sources/postgresql/connector.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { guardOf, postgresqlAt } from './connections.ts';
import { faultOf, pagesOf, pull } from './read-all.ts';

const server: TestPostgres = await openPostgres();
const missing = server.kind === 'MISSING' ? server.reason : null;
if (missing !== null) console.warn(`no PostgreSQL, so the register's own is not tested: ${missing}`);

const shape: PostgresqlShape = {
  query: 'select * from tenants',
  cursorColumn: 'changed_at',
  idColumn: 'number',
  deletedColumn: 'gone',
};

let url = '';
let client: pg.Client;
beforeAll(async () => {
  if (server.kind !== 'READY') return;
  url = await server.createDatabase();
  client = new pg.Client(url);
  await client.connect();
  await client.query(`create table tenants (
    number integer, contract text, changed_at timestamptz, gone boolean not null default false,
    born date, rent numeric(10,2), area real, big bigint, note text, holder boolean, list integer[], body jsonb)`);
});
afterAll(async () => {
  await client?.end();
  if (server.kind === 'READY') await server.close();
});
beforeEach(async () => {
  await client?.query('truncate tenants');
});

const open = (changed: Partial<PostgresqlSource> = {}): Connector => {
  const { username, password } = new URL(url);
  return openPostgresqlConnector({
    shape,
    gather: null,
    place: postgresqlAt(url),
    credential: { kind: 'PASSWORD', user: username, password },
    guard: guardOf(),
    ...changed,
  });
};

const add = async (rows: number, changedAt: string, from = 1): Promise<void> => {
  await client.query(
    `insert into tenants (number, contract, changed_at)
     select n, 'C-' || (n / 3), $1::timestamptz from generate_series($2::int, $3::int) n`,
    [changedAt, from, from + rows - 1],
  );
};

describe.skipIf(missing !== null)("a register's own PostgreSQL", () => {
  test('hands values over as it writes them', async () => {
    await client.query(`insert into tenants values (7, 'C-1', '2026-03-29 01:30:00.123456+00', false, '1987-05-14', 29.10, 64.4,
      9007199254740993, 'Đuvelić', true, '{1,2}', '{"a": 1.50}')`);
    const { items } = await pull(open());
    expect(items).toEqual([
      {
        kind: 'ITEM',
        row: 1,
        item: {
          number: '7',
          contract: 'C-1',
          changed_at: '2026-03-29 01:30:00.123456+00',
          gone: 'f',
          born: '1987-05-14',
          rent: '29.10',
          area: '64.4',
          big: '9007199254740993',
          note: 'Đuvelić',
          holder: 't',
          list: '{1,2}',
          body: '{"a": 1.50}',
        },
      },
    ]);
    // The driver's own parsers are what they were, for whoever else uses it.
    const { rows } = await client.query('select 1::int as n, now() as at');
    expect([typeof rows[0].n, rows[0].at instanceof Date]).toEqual(['number', true]);
  });

  test('is read in pages, each row once, also where thousands share one cursor', async () => {
    await add(2500, '2026-01-01');
    await add(10, '2026-01-02', 2501);
    const pages = await pagesOf(open());
    expect(pages.map(({ items }) => items.length)).toEqual([1000, 1000, 510]);
    const numbers = pages.flatMap(({ items }) =>
      items.map((each) => (each as { item: { number: string } }).item.number),
    );
    expect(new Set(numbers).size).toBe(2510);
  });

  test('is gone on with after any page, and gives what changed since then alone', async () => {
    await add(25, '2026-01-01');
    const connector = open({ units: 10 });
    const [first] = await pagesOf(connector);
    const rest = await pull(connector, first?.cursor ?? null);
    expect([first?.items.length, rest.items.length]).toEqual([10, 15]);
    expect(await pagesOf(connector, rest.cursor)).toEqual([]);
    await client.query(`update tenants set changed_at = '2026-01-01 00:00:00.000001+00' where number = 3`);
    const changed = await pull(connector, rest.cursor);
    expect(changed.items).toMatchObject([{ kind: 'ITEM', item: { number: '3' } }]);
  });

  test('says what is gone', async () => {
    await add(3, '2026-01-01');
    await client.query('update tenants set gone = true where number = 2');
    expect((await pull(open())).items).toMatchObject([
      { kind: 'ITEM', row: 1 },
      { kind: 'END', row: 2, localId: '2', version: null },
      { kind: 'ITEM', row: 3 },
    ]);
  });

  test('tells of rows that no cursor reaches, and goes on with the others', async () => {
    await add(2, '2026-01-01');
    await client.query('update tenants set changed_at = null where number = 1');
    const { items } = await pull(open());
    expect(items).toMatchObject([
      { kind: 'ITEM', item: { number: '2' } },
      { kind: 'UNREADABLE', problem: { column: 'changed_at' } },
    ]);
  });

  test('cannot be written to, whatever the query says', async () => {
    await add(1, '2026-01-01');
    const writing = { ...shape, query: 'delete from tenants returning *' };
    expect((await faultOf(pull(open({ shape: writing })))).kind).toBe('REFUSED');
    await client.query(
      `create or replace function take() returns setof tenants language sql as 'delete from tenants returning *'`,
    );
    const hidden = { ...shape, query: 'select * from take()' };
    expect(await faultOf(pull(open({ shape: hidden })))).toMatchObject({ kind: 'REFUSED', detail: '25006' });
    const reopened = {
      ...shape,
      query: 'select * from take()) as x; commit; delete from tenants; select * from (select 1',
    };
    expect((await faultOf(pull(open({ shape: reopened })))).kind).toBe('REFUSED');
    expect((await client.query('select count(*)::int as n from tenants')).rows[0].n).toBe(1);
  });

  test('is cut where it sends more than it may', async () => {
    await add(1, '2026-01-01');
    await client.query(`update tenants set note = repeat('x', 60000000)`);
    const before = process.memoryUsage.rss();
    expect((await faultOf(pull(open()))).kind).toBe('TOO_LARGE');
    expect(process.memoryUsage.rss() - before).toBeLessThan(40_000_000);
  });

  test('is not waited for longer than its deadline', async () => {
    const slow = { ...shape, query: 'select *, pg_sleep(30) from tenants' };
    await add(1, '2026-01-01');
    const place = postgresqlAt(url, { deadlineMilliseconds: 300 });
    const guard = guardOf({ deadlineMilliseconds: 300 });
    expect((await faultOf(pull(open({ shape: slow, guard, place })))).kind).toBe('DEADLINE');
    // The register is let go too: what still ran there would hold its locks.
    await client.query('truncate tenants');
  });

  test('is let go by whoever asked', async () => {
    const slow = { ...shape, query: 'select *, pg_sleep(30) from tenants' };
    await add(1, '2026-01-01');
    const caller = new AbortController();
    const place = postgresqlAt(url, { deadlineMilliseconds: 500 });
    const attempt = pagesOf(open({ shape: slow, place }), null, caller.signal);
    setTimeout(() => caller.abort(), 100);
    expect((await faultOf(attempt)).kind).toBe('ABORTED');
  });

  test.each([
    [
      'a wrong password',
      { credential: { kind: 'PASSWORD', user: 'hub', password: 'wrong' } },
      'REFUSED',
      '28P01',
    ],
    ['a column that is not there', { shape: { ...shape, cursorColumn: 'changed' } }, 'REFUSED', '42703'],
    [
      'a table that is not there',
      { shape: { ...shape, query: 'select * from nothing' } },
      'REFUSED',
      '42P01',
    ],
  ] as const)('is refused over %s, in words that quote nothing', async (_name, changed, kind, detail) => {
    const fault = await faultOf(pull(open(changed as Partial<PostgresqlSource>)));
    expect([fault.kind, fault.detail, fault.message]).toEqual([kind, detail, `it answers with ${detail}`]);
  });

  test.each([
    ['where its host is this machine and was not named internal', { internal: false }],
    [
      'at the address where clouds keep secrets, named internal or not',
      { host: '169.254.169.254', internal: true },
    ],
  ])('is not connected to %s', async (_name, changed) => {
    const place = postgresqlAt(url, changed);
    expect((await faultOf(pull(open({ place })))).kind).toBe('EGRESS');
  });

  test('is not connected to by a name that leads to an address of the house', async () => {
    const asked: string[] = [];
    const place = postgresqlAt(url, { host: 'register.example', internal: false });
    const fault = await faultOf(
      pull(
        open({
          place,
          resolveName: (host, done) => {
            asked.push(host);
            done(null, [{ address: '127.0.0.1', family: 4 }]);
          },
        }),
      ),
    );
    expect([fault.kind, asked]).toEqual(['EGRESS', ['register.example']]);
  });

  test('without TLS is not spoken to where TLS is asked for', async () => {
    expect((await faultOf(pull(open({ place: postgresqlAt(url, { tls: true }) })))).kind).toBe('REFUSED');
  });
});
