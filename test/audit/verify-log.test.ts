import { CompactSign, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import type { Verification } from '../../src/audit/verify-log.ts';
import { type Database, openDatabase, type Transaction } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { denial, disclosure, keys, memoryHeads, sealerOf, verifyWith } from './audit-town.ts';

const length = 60;
const betweenHeads = 10;
const heads = memoryHeads();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(memoryStore());
  const log = createAuditLog(database);
  for (let number = 0; number < length; number += 1) {
    await log.append([number % 5 === 4 ? denial(number) : disclosure(number)]);
  }
  const sealer = sealerOf(database, heads, { batch: betweenHeads });
  while ((await sealer.sealOnce()) > 0);
});
afterAll(() => database.close());

/** Verifies what an owner of the database made of the log, then takes it back. What else an owner may do: `mutated-log.test.ts`. */
const verifyAfter = async (mutate: (transaction: Transaction) => Promise<void>): Promise<Verification> => {
  let verification: Verification | undefined;
  const undo = new Error('undo');
  await database
    .transaction(async (transaction) => {
      await transaction.query('drop index audit_entry_position');
      await mutate(transaction);
      verification = await verifyWith(transaction, heads, { page: 16 });
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  if (!verification) throw new Error('not verified');
  return verification;
};

describe('verification', () => {
  test('a clean log is whole', async () => {
    expect(await verifyWith(database, heads)).toEqual({
      ok: true,
      entries: length,
      sealedTo: length,
      heads: length / betweenHeads,
      restores: [],
      warnings: { unsealedOverdue: 0, beyondLastHead: 0 },
    });
    expect(await verifyAfter(async () => undefined)).toMatchObject({ ok: true });
  });

  test('an entry nested too deep to be walked is named and does not stop the verification', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    const query = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
      (await database.query<Row & { position?: string }>(sql, parameters)).map((row) =>
        row.position === '33' ? { ...row, body: deep } : row,
      );
    expect(await verifyWith({ query }, heads)).toMatchObject({ ok: false, position: 33 });
  });
});

describe('heads', () => {
  const last = heads.lines.at.bind(heads.lines);
  const payloadOf = (jws: string): object =>
    JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = async (payload: unknown, header: object, key = keys.privateKey): Promise<string> =>
    await new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(key);
  const withHead = (jws: string) => memoryHeads([...heads.lines, jws]);

  test('a forged head is found, whatever was forged', async () => {
    const good = last(-1) ?? '';
    const [header, payload, signature] = good.split('.') as [string, string, string];
    const stranger = await generateKeyPair('ES256');
    const typ = 'hub-head+jwt';
    const forged = [
      `${header}.${encode({ ...payloadOf(good), hash: 'ab'.repeat(32) })}.${signature}`,
      `${header}.${payload}.${(last(0) ?? '').split('.')[2]}`,
      `${header}.${payload}.${signature.slice(0, 40)}${signature[40] === 'A' ? 'B' : 'A'}${signature.slice(41)}`,
      // Decoded, it is the same signature: the last character's four spare bits are not.
      good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1),
      `${encode({ alg: 'none', typ })}.${payload}.`,
      `${header}.${payload}`,
      await sign(payloadOf(good), { typ }, stranger.privateKey),
      await sign(payloadOf(good), { typ: 'at+jwt' }),
      await sign(payloadOf(good), {}),
      await sign({ ...payloadOf(good), position: 0 }, { typ }),
      await sign({ ...payloadOf(good), position: '60' }, { typ }),
      await sign({ ...payloadOf(good), hash: 'short' }, { typ }),
      await sign(null, { typ }),
      '',
    ];
    for (const jws of forged) {
      expect({ jws, ...(await verifyWith(database, withHead(jws))) }).toEqual({
        jws,
        ok: false,
        position: null,
        reason: 'not signed by the key: head in line 7',
      });
    }
  });

  test('a head for another hash or beyond the end is found at the first position that nothing vouches for', async () => {
    const typ = 'hub-head+jwt';
    const signed = (changes: object) => sign({ ...payloadOf(last(-1) ?? ''), ...changes }, { typ });
    const hash = 'ab'.repeat(32);
    expect(await verifyWith(database, withHead(await signed({ position: 35, hash })))).toMatchObject({
      ok: false,
      position: 31,
    });
    // Two heads at one position that disagree: neither vouches.
    expect(await verifyWith(database, withHead(await signed({ position: 30, hash })))).toMatchObject({
      ok: false,
      position: 21,
    });
    expect(await verifyWith(database, withHead(await signed({ position: 61 })))).toMatchObject({
      ok: false,
      position: 61,
    });
  });

  test('a bad chain is named before a bad head', async () => {
    const forgedToo = withHead('a.b.c');
    const found = await database.transaction(async (transaction) => {
      await transaction.query(`update audit_entry set kind = 'X' where position = 7`);
      const verification = await verifyWith(transaction, forgedToo);
      await transaction.query(`update audit_entry set kind = 'DISCLOSURE' where position = 7`);
      return verification;
    });
    expect(found).toMatchObject({ ok: false, position: 7 });
  });
});
