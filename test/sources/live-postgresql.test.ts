import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gather } from '../../src/domain/adapter.ts';
import type { LiveConnector } from '../../src/domain/live-connector.ts';
import type { LivePostgresqlShape } from '../../src/domain/live-shape.ts';
import { openPostgresqlLive } from '../../src/sources/live/postgresql.ts';
import { openPostgres } from '../harness/postgres.ts';
import { guardOf, postgresqlAt } from './connections.ts';

const server = await openPostgres();
const reason = server.kind === 'MISSING' ? `: a real PostgreSQL is missing, ${server.reason}` : '';
const shape: LivePostgresqlShape = { query: 'select * from tenants', idColumn: 'number' };
const signal = new AbortController().signal;
const asItCame = (items: readonly unknown[]): readonly unknown[] => items;
let url: string;
let client: pg.Client;

const open = (changed: Partial<LivePostgresqlShape> = {}, gather: Gather | null = null): LiveConnector => {
  const { username, password } = new URL(url);
  return openPostgresqlLive({
    ...{ shape: { ...shape, ...changed }, gather, place: postgresqlAt(url), guard: guardOf() },
    credential: { kind: 'PASSWORD', user: username, password },
  });
};

beforeAll(async () => {
  if (server.kind === 'MISSING') return;
  url = await server.createDatabase();
  client = new pg.Client(url);
  await client.connect();
  await client.query(
    `create table tenants (number integer, contract text, rent numeric(10,2), "a ""name" text)`,
  );
  await client.query(
    `insert into tenants values (1, 'C-1', 12.50, 'x'), (2, 'C-1', 13, null), (3, 'C-2', null, 'y'), (4, 'C-3', 1, 'z')`,
  );
});
afterAll(async () => {
  await client?.end();
  if (server.kind === 'READY') await server.close();
});

describe.skipIf(server.kind === 'MISSING')(
  `a register's own PostgreSQL, asked at query time${reason}`,
  () => {
    test('gives the rows of the ids, in the columns that are asked for and no other', async () => {
      const asked = { ids: ['3', '1', '99'], columns: ['rent', 'a "name'] };
      expect(await open().ask(asked, asItCame, signal)).toEqual([
        { number: '1', rent: '12.50', 'a "name': 'x' },
        { number: '3', rent: null, 'a "name': 'y' },
      ]);
    });

    test('gives rows of one unit in one item, where the adapter gathers them', async () => {
      const asked = { ids: ['C-1', 'C-2'], columns: ['rent'] };
      expect(await open({}, { by: 'contract' }).ask(asked, asItCame, signal)).toEqual([
        [
          { row: 1, columns: { contract: 'C-1', number: '1', rent: '12.50' } },
          { row: 2, columns: { contract: 'C-1', number: '2', rent: '13.00' } },
        ],
        [{ row: 3, columns: { contract: 'C-2', number: '3', rent: null } }],
      ]);
    });

    test('takes an id for a value, whatever stands in it', async () => {
      const asked = { ids: [`1') or true --`, '{1}', '1,2'], columns: ['rent'] };
      expect(await open().ask(asked, asItCame, signal)).toEqual([]);
      expect((await client.query('select 1 from tenants')).rowCount).toBe(4);
    });

    test.each([
      ['that has no such column', { ids: ['1'], columns: ['salary'] }, shape, 'REFUSED'],
      [
        'that is no query',
        { ids: ['1'], columns: ['rent'] },
        { query: 'update tenants set rent = 0 returning *' },
        'REFUSED',
      ],
      [
        'that does not answer in time',
        { ids: ['1'], columns: ['rent'] },
        { query: 'select *, pg_sleep(60) from tenants' },
        'DEADLINE',
      ],
    ])('a register %s gives nothing', async (_what, asked, changed, kind) => {
      await expect(open(changed).ask(asked, asItCame, signal)).rejects.toMatchObject({ kind });
    });
  },
);
