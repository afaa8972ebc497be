import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { clock, denial, disclosure, memoryHeads, now, sealerOf, verifyWith } from './audit-town.ts';

let database: Database;
const write = async (from: number, to: number): Promise<void> =>
  await createAuditLog(database).append(
    Array.from({ length: to - from }, (_, index) => disclosure(from + index)),
  );
const headsIn = (
  lines: readonly string[],
): { position: number; hash: string; at: string; entries: number }[] =>
  lines.map((jws) => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()));

beforeAll(async () => {
  database = await openDatabase(memoryStore());
});
afterAll(() => database.close());
beforeEach(() => database.query('truncate audit_entry restart identity'));

describe('sealing', () => {
  test('an empty log has no head and verifies', async () => {
    const heads = memoryHeads();
    expect(await sealerOf(database, heads).sealOnce()).toBe(0);
    expect(heads.lines).toEqual([]);
    expect(await verifyWith(database, heads)).toMatchObject({ ok: true, entries: 0, sealedTo: 0, heads: 0 });
  });

  test('gives consecutive positions in id order and signs the end', async () => {
    const heads = memoryHeads();
    await write(0, 7);
    expect(await sealerOf(database, heads).sealOnce()).toBe(7);
    const rows = await database.query<{ position: string; hash: string }>(
      'select position::text as position, hash from audit_entry order by id',
    );
    expect(rows.map(({ position }) => position)).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(headsIn(heads.lines)).toEqual([
      { position: 7, hash: rows[6]?.hash, at: now.toISOString(), entries: 7 },
    ]);
    expect(decodeProtectedHeader(heads.lines[0] ?? '')).toEqual({
      alg: 'ES256',
      kid: 'audit-1',
      typ: 'hub-head+jwt',
    });
  });

  test('carries one chain on over restarts, in bounded batches', async () => {
    const heads = memoryHeads();
    await write(0, 5);
    const first = sealerOf(database, heads, { batch: 3 });
    expect([await first.sealOnce(), await first.sealOnce(), await first.sealOnce()]).toEqual([3, 2, 0]);
    await write(5, 9);
    const second = sealerOf(database, memoryHeads(heads.lines), { batch: 3 });
    expect([await second.sealOnce(), await second.sealOnce()]).toEqual([3, 1]);
    expect(headsIn(heads.lines).map(({ position, entries }) => [position, entries])).toEqual([
      [3, 3],
      [5, 2],
    ]);
    expect(await verifyWith(database, heads)).toEqual({
      ok: true,
      entries: 9,
      sealedTo: 9,
      heads: 2,
      restores: [],
      warnings: { unsealedOverdue: 0, beyondLastHead: 4 },
    });
  });

  test('gaps that rolled-back transactions leave are no alarm, nor are rows that become visible late', async () => {
    const heads = memoryHeads();
    const sealer = sealerOf(database, heads);
    await write(0, 3);
    await expect(
      database.transaction(async (transaction) => {
        await transaction.query(`insert into audit_entry (kind, at, body) values ('DENIAL', now(), '{}')`);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await write(3, 6);
    await sealer.sealOnce();
    // A low id that was committed late: sealed after what was sealed before it.
    await database.query(
      `insert into audit_entry (id, kind, at, body) values (-5, 'DENIAL', '2026-11-03T09:00:00.123456Z', '{}')`,
    );
    await sealer.sealOnce();
    const ids = await database.query<{ id: string }>(
      'select id::text as id from audit_entry order by position',
    );
    expect(ids.map(({ id }) => id)).toEqual(['1', '2', '3', '5', '6', '7', '-5']);
    expect(await verifyWith(database, heads)).toMatchObject({ ok: true, sealedTo: 7, heads: 2 });
  });

  test('mends a head that was not copied before the process died', async () => {
    const heads = memoryHeads();
    await write(0, 4);
    const dying = sealerOf(database, { ...heads, append: () => Promise.reject(new Error('killed')) });
    await expect(dying.sealOnce()).rejects.toThrow('killed');
    expect(await verifyWith(database, heads)).toMatchObject({
      ok: true,
      heads: 0,
      restores: [],
      warnings: { beyondLastHead: 4 },
    });
    expect(await sealerOf(database, heads).sealOnce()).toBe(0);
    expect(headsIn(heads.lines)).toMatchObject([{ position: 4, entries: 4 }]);
    expect(await sealerOf(database, heads).sealOnce()).toBe(0);
    expect(heads.lines).toHaveLength(1);
  });

  test('never signs a log that contradicts its own last head', async () => {
    const heads = memoryHeads();
    await write(0, 6);
    await sealerOf(database, heads).sealOnce();
    await database.query('delete from audit_entry where position > 4');
    await write(6, 9);
    await expect(sealerOf(database, heads).sealOnce()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(heads.lines).toHaveLength(1);
    expect(await verifyWith(database, heads)).toMatchObject({ ok: false, position: 5 });
  });

  test('runs asked for at once follow each other, and two sealers make one chain', async () => {
    const [left, right] = [memoryHeads(), memoryHeads()];
    await write(0, 40);
    const sealers = [sealerOf(database, left, { batch: 4 }), sealerOf(database, right, { batch: 4 })];
    const counts = await Promise.all(
      Array.from({ length: 10 }, (_, index) => sealers[index % 2]?.sealOnce()),
    );
    expect(counts.reduce((sum: number, each) => sum + (each ?? 0), 0)).toBe(40);
    for (const heads of [left, right])
      expect(await verifyWith(database, heads)).toMatchObject({ ok: true, sealedTo: 40 });
  });

  test('the timer seals all that waits, tells of faults and goes on, and stops', async () => {
    const heads = memoryHeads();
    const faults: unknown[] = [];
    let failing = true;
    const sealer = sealerOf(
      database,
      {
        ...heads,
        append: async (jws) => {
          if (failing) throw new Error('disk full');
          await heads.append(jws);
        },
      },
      { batch: 10, onFault: (error) => faults.push(error) },
    );
    await write(0, 35);
    sealer.start(5);
    await expect.poll(() => faults.length).toBeGreaterThan(0);
    failing = false;
    await expect.poll(() => headsIn(heads.lines).at(-1)?.position).toBe(35);
    await sealer.stop();
    await write(35, 36);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await verifyWith(database, heads)).toMatchObject({ ok: true, entries: 36, sealedTo: 35 });
  });

  test('entries that wait longer than a minute are a warning', async () => {
    const log = createAuditLog(database);
    const secondsAgo = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
    await log.append([
      denial(1, { at: secondsAgo(61) }),
      denial(2, { at: secondsAgo(59) }),
      denial(3, { at: clock().toISOString() }),
    ]);
    expect(await verifyWith(database, memoryHeads())).toMatchObject({
      ok: true,
      entries: 3,
      warnings: { unsealedOverdue: 1 },
    });
  });
});
