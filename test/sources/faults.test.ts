import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connector } from '../../src/domain/delivered.ts';
import type { NetworkConnection } from '../../src/domain/source-connection.ts';
import { SourceFault } from '../../src/domain/source-fault.ts';
import type { SourceShapes } from '../../src/domain/source-shape.ts';
import { openConnector } from '../../src/sources/open-connector.ts';
import { type Fault, type FaultProxy, openFaultProxy } from '../harness/fault-proxy.ts';
import { type HttpServer, json, openHttpServer } from '../harness/http-server.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { postgresqlAt, restAt } from './connections.ts';
import { connectors, faults, type Moment, moments } from './fault-matrix.ts';
import { pull } from './read-all.ts';

const postgres: TestPostgres = await openPostgres();
const missing = postgres.kind === 'MISSING' ? postgres.reason : null;
if (missing !== null) console.warn(`no PostgreSQL, so its faults are not tested: ${missing}`);

type Kind = (typeof connectors)[number];

const rows = 40;
/** What PostgreSQL says last, with which alone an answer of its is whole. */
const lastBytes = 6;
const cases = Array.from({ length: rows }, (_, index) => ({
  number: `N-${index}`,
  note: 'čćžšđ '.repeat(5),
}));
const shapes: SourceShapes = {
  POSTGRESQL: { query: 'select * from cases', cursorColumn: 'changed', idColumn: 'number' },
  REST: {
    path: 'cases',
    items: ['cases'],
    localId: ['number'],
    paging: { kind: 'NEXT_LINK' },
    order: 'SNAPSHOT',
  },
  GRAPHQL: {
    document: 'query Cases($after: String) { cases(after: $after) { number note } more }',
    cursorVariable: 'after',
    items: ['cases'],
    localId: ['number'],
    cursor: ['after'],
    more: ['more'],
  },
};

let url = '';
let http: HttpServer;
const clean: Partial<Record<Kind, number>> = {};

const connectionOf = (kind: Kind, port: number, deadlineMilliseconds: number): NetworkConnection => {
  const reached = { deadlineMilliseconds, credential: 'register' };
  if (kind === 'POSTGRESQL') return postgresqlAt(url, { ...reached, port });
  const { xRoad, ...place } = restAt(`http://127.0.0.1:${port}/`, reached);
  return kind === 'REST' ? { ...place, kind, xRoad } : { ...place, kind };
};

const open = (kind: Kind, port: number, deadlineMilliseconds = 60_000): Connector => {
  const { username: user, password } = new URL(url || 'http://hub:hub@localhost');
  return openConnector({
    source: 'register',
    adapter: { name: 'register', connection: shapes },
    connection: connectionOf(kind, port, deadlineMilliseconds),
    credential: { kind: 'PASSWORD', user, password },
    now: () => performance.now(),
    createId: () => 'call',
  }).connector;
};

const serverPort = (kind: Kind): number => (kind === 'POSTGRESQL' ? Number(new URL(url).port) : http.port);

beforeAll(async () => {
  http = await openHttpServer();
  http.answer(({ method }, response) =>
    json(response, method === 'GET' ? { cases } : { data: { cases, after: null, more: false } }),
  );
  if (postgres.kind === 'READY') {
    url = await postgres.createDatabase();
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`create table cases as select 'N-' || n as number, now() as changed, repeat('čćžšđ ', 5) as note
      from generate_series(1, ${rows}) n`);
    await client.end();
  }
  // How much each server sends where nothing is wrong: the moments are parts of it.
  for (const kind of connectors) {
    if (kind === 'POSTGRESQL' && missing !== null) continue;
    const proxy = await openFaultProxy({ port: serverPort(kind) });
    expect((await pull(open(kind, proxy.port))).items).toHaveLength(rows);
    clean[kind] = proxy.sent();
    await proxy.close();
  }
});
afterAll(async () => {
  await http.close();
  if (postgres.kind === 'READY') await postgres.close();
});

const bytesBefore = (kind: Kind, moment: Moment): number => {
  const all = clean[kind] ?? 0;
  return { 'at the connection': 0, 'in the middle': Math.floor(all / 2), 'at the end': all - lastBytes }[
    moment
  ];
};

/** What comes of a pull through a faulty line. */
const outcomeOf = async (kind: Kind, proxy: FaultProxy, deadline: number): Promise<string> => {
  try {
    const { items } = await pull(open(kind, proxy.port, deadline));
    return items.length === rows && items.every((each) => each.kind === 'ITEM')
      ? 'ALL'
      : `${items.length} items`;
  } catch (error) {
    return error instanceof SourceFault ? error.kind : String(error);
  }
};

const named = ({ kind, ...more }: Fault): string => [kind, ...Object.values(more)].join(' ');

describe.each(connectors)('%s', (kind) => {
  test
    .skipIf(kind === 'POSTGRESQL' && missing !== null)
    .concurrent.each(
      faults.flatMap((row) => moments.map((moment) => [named(row.fault), moment, row] as const)),
    )('%s %s: whole or not at all', async (_name, moment, { fault, deadline, outcomes }) => {
    const proxy = await openFaultProxy({ port: serverPort(kind), fault, after: bytesBefore(kind, moment) });
    try {
      const outcome = await outcomeOf(kind, proxy, deadline === 'SHORT' ? 400 : 60_000);
      const expected = outcomes[moment];
      expect(expected === 'ALL' ? ['ALL'] : expected).toContain(outcome);
    } finally {
      await proxy.close();
    }
  });
});
