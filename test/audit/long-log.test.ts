import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { disclosure, memoryHeads, sealerOf, verifyWith } from './audit-town.ts';

const length = 10_000;
let database: Database;

beforeAll(async () => {
  database = await openDatabase(memoryStore());
});
afterAll(() => database.close());

test('a log of 10,000 entries is written, sealed and verified, never more than a page of it in memory', async () => {
  const log = createAuditLog(database);
  const heads = memoryHeads();
  const sealer = sealerOf(database, heads, { batch: 1000 });
  let most = 0;
  const query = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const rows = await database.query<Row>(sql, parameters);
    most = Math.max(most, rows.length);
    return rows;
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length }, (_, number) => log.append([disclosure(number)])));
  const written = performance.now();
  while ((await sealer.sealOnce()) > 0);
  const sealed = performance.now();
  const verified = await verifyWith({ query }, heads, { page: 300 });
  const done = performance.now();

  expect(verified).toMatchObject({ ok: true, entries: length, sealedTo: length, heads: 10 });
  expect(most).toBe(300);
  const rate = (milliseconds: number): string =>
    `${Math.round(length / (milliseconds / 1000)).toLocaleString('en')}/s`;
  console.log(
    `10,000 entries: written ${rate(written - begun)}, sealed ${rate(sealed - written)}, verified ${rate(done - sealed)}`,
  );
});
