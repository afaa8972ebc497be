import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/database.ts';
import { claimProof, sweepProofs } from '../../src/store/proof-store.ts';
import { memoryStore } from '../harness/memory-store.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(memoryStore('empty'));
});
afterAll(async () => await database.close());

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 2, 9, 0, second));

test('a proof is claimed once, by one of many at once, and can be forgotten when its time is over', async () => {
  const claims = await Promise.all(
    Array.from({ length: 10 }, async () => await claimProof(database, 'a', at(30))),
  );
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await claimProof(database, 'b', at(40))).toBe(true);
  await sweepProofs(database, at(30));
  expect([await claimProof(database, 'a', at(30)), await claimProof(database, 'b', at(40))]).toEqual([
    false,
    false,
  ]);
  await sweepProofs(database, at(31));
  expect(await claimProof(database, 'b', at(40))).toBe(false);
  expect(await claimProof(database, 'a', at(90))).toBe(true);
});
