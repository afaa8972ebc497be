import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PolicyEntry } from '../../src/audit/audit-entry.ts';
import { appendWithin, createAuditLog } from '../../src/audit/audit-log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { disclosure, memoryHeads, now, sealerOf, verifyWith } from './audit-town.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(memoryStore());
});
afterAll(async () => await database.close());

const entry = (version: number): PolicyEntry => ({
  kind: 'POLICY',
  at: now.toISOString(),
  agency: 'berane.centre',
  actor: 'Nada Officer',
  token: { issuer: 'https://id.berane.example', id: 'token-1' },
  act: 'APPROVED',
  agreement: { id: 'housing-status', version },
  policyVersion: 'f3a1',
});

test('a change of the policy is sealed and verified with everything else, and gone with its transaction', async () => {
  await createAuditLog(database).append([disclosure(1)]);
  await database.transaction(async (transaction) => await appendWithin(transaction, [entry(1), entry(2)]));
  const lost = database.transaction(async (transaction) => {
    await appendWithin(transaction, [entry(3)]);
    throw new Error('the change failed');
  });
  await expect(lost).rejects.toThrow('the change failed');
  const heads = memoryHeads();
  expect(await sealerOf(database, heads).sealOnce()).toBe(3);
  expect(await verifyWith(database, heads)).toMatchObject({ ok: true, sealedTo: 3 });

  await database.query(
    `update audit_entry set body = jsonb_set(body, '{agreement,version}', '9') where position = 2`,
  );
  expect(await verifyWith(database, heads)).toMatchObject({ ok: false, position: 2 });
});
