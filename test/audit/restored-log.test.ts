// What a restored backup leaves of the log, and what the operator's signed word of it is worth (docs/log.md).
import { CompactSign, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { recordRestore } from '../../src/audit/record-restore.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import {
  clock,
  disclosure,
  keys,
  type MemoryHeadStore,
  memoryHeads,
  now,
  sealerOf,
  verifyWith,
} from './audit-town.ts';

let database: Database;
let heads: MemoryHeadStore;

const write = async (from: number, to: number): Promise<void> =>
  await createAuditLog(database).append(
    Array.from({ length: to - from }, (_, index) => disclosure(from + index)),
  );
/** The store as a backup had it, taken when the log ended at this position. */
const restoreTo = async (position: number): Promise<void> => {
  await database.query('delete from audit_entry where position is null or position > ?', [position]);
};
const words = { by: 'Milena Đurović', reason: 'The disk failed; the backup of 2 November was restored.' };
const record = async (changes: Partial<typeof words> = {}) =>
  await recordRestore(
    {
      ...{ database, heads, clock, signingKey: keys.privateKey, keyId: 'audit-1', publicKey: keys.publicKey },
      ...{ createId: () => crypto.randomUUID(), agencies: ['berane.centre', 'berane.municipality'] },
    },
    { ...words, ...changes },
  );
const payloadOf = (jws: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(jws?.split('.')[1] ?? '', 'base64url').toString());
const signed = async (payload: unknown, key = keys.privateKey, typ = 'hub-restore+jwt'): Promise<string> =>
  await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', kid: 'audit-1', typ })
    .sign(key);
const seal = async (): Promise<number> => await sealerOf(database, heads).sealOnce();

beforeAll(async () => {
  database = await openDatabase(memoryStore());
});
afterAll(async () => await database.close());

/** Heads at 4, 6 and 9; then a backup of the time when there were 6 lines. */
beforeEach(async () => {
  heads = memoryHeads();
  await database.query('truncate audit_entry restart identity');
  await database.query('truncate alert');
  for (const [from, to] of [
    [0, 4],
    [4, 6],
    [6, 9],
  ] as const) {
    await write(from, to);
    await seal();
  }
  await restoreTo(6);
  await write(20, 23);
});

describe('a log that is shorter than its last head', () => {
  test('is not sealed, until somebody says that a backup was restored; then from the head it still carries', async () => {
    const sealer = sealerOf(database, heads);
    await expect(sealer.sealOnce()).rejects.toMatchObject({ code: 'INTERNAL' });
    const before = [...heads.lines];
    const restore = await record();
    expect(restore).toMatchObject({ ...words, from: { position: 9 }, to: { position: 6 } });
    expect(heads.lines).toEqual([...before, expect.any(String)]);
    expect(payloadOf(heads.lines[3])).toEqual({
      ...{ ...words, at: now.toISOString() },
      ...{ from: { position: 9, hash: payloadOf(before[2])['hash'] } },
      ...{ to: { position: 6, hash: payloadOf(before[1])['hash'] } },
    });
    // The one that runs learns of it by being refused once more; one that begins anew knows it at once.
    await expect(sealer.sealOnce()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await sealer.sealOnce()).toBe(4);
    expect(payloadOf(heads.lines[4])).toMatchObject({ position: 10, entries: 4 });
    await write(30, 31);
    expect(await seal()).toBe(1);
  });

  test('is told as what it is: neither well nor changed by nobody knows whom', async () => {
    expect(await verifyWith(database, heads)).toMatchObject({ ok: false, position: 7 });
    const restore = await record();
    expect(await verifyWith(database, heads)).toMatchObject({
      ...{ ok: true, sealedTo: 6, heads: 2, restores: [restore] },
    });
    await seal();
    expect(await verifyWith(database, heads)).toMatchObject({
      ...{ ok: true, sealedTo: 10, heads: 3, restores: [restore], warnings: { beyondLastHead: 0 } },
    });
  });

  test('says it in its own lines and to every data protection officer', async () => {
    await record();
    const entries = await database.query<{ body: object }>(
      `select body from audit_entry where kind = 'RESTORE'`,
    );
    expect(entries).toMatchObject([
      { body: { actor: words.by, reason: words.reason, from: { position: 9 }, to: { position: 6 } } },
    ]);
    const alerts = await database.query('select recipient, role, kind, actor, objects from alert order by 1');
    expect(alerts).toEqual(
      ['berane.centre', 'berane.municipality'].map((recipient) => ({
        ...{ recipient, role: 'dpo', kind: 'LOG_RESTORED', actor: words.by, objects: 3 },
      })),
    );
  });

  test('may be so a second time, also before anything was sealed, and down to nothing at all', async () => {
    await record();
    await restoreTo(4);
    await record();
    await seal();
    await restoreTo(0);
    await record();
    expect(await seal()).toBe(1);
    const verification = await verifyWith(database, heads);
    expect(verification).toMatchObject({ ok: true, sealedTo: 1, heads: 1 });
    expect(
      verification.ok ? verification.restores.map(({ from, to }) => [from.position, to.position]) : [],
    ).toEqual([
      [9, 6],
      [6, 4],
      [5, 0],
    ]);
  });
});

describe('nothing is put on record', () => {
  const refusedAs = async (sentence: RegExp, changes: Partial<typeof words> = {}): Promise<void> => {
    const entries = `select count(*) from audit_entry where kind = 'RESTORE'`;
    const before = [heads.lines.length, await database.query(entries)];
    await expect(record(changes)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(sentence),
    });
    expect([heads.lines.length, await database.query(entries)]).toEqual(before);
  };

  test('of a log that is as long as its heads', async () => {
    await record();
    await refusedAs(/as long as its heads say/);
  });

  test('of a log that says something else than what was signed, however short', async () => {
    await database.query(`update audit_entry set agency = 'nobody' where position = 2`);
    await refusedAs(/must be looked into/);
  });

  test('of heads among which one is not signed by the key, or one was taken out', async () => {
    const [first = '', , third = ''] = heads.lines;
    heads.lines.splice(0, 3, first, third);
    await refusedAs(/must be looked into/);
    const stranger = await generateKeyPair('ES256');
    heads.lines.push(await signed({}, stranger.privateKey));
    await refusedAs(/must be looked into/);
  });

  test.each(['', '  ', 'two\nlines', 'x'.repeat(201)])(
    'without somebody who says it and why: %j',
    async (text) => {
      await refusedAs(/one line each/, { by: text });
      await refusedAs(/one line each/, { reason: text });
    },
  );
});

describe('a statement that somebody else wrote', () => {
  const statement = () => ({
    ...{ by: 'x', reason: 'x', at: now.toISOString() },
    from: { position: 9, hash: payloadOf(heads.lines[2])['hash'] },
    to: { position: 6, hash: payloadOf(heads.lines[1])['hash'] },
  });
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forgeries: Record<string, () => Promise<string>> = {
    'by another key': async () => await signed(statement(), (await generateKeyPair('ES256')).privateKey),
    'without a signature': async () =>
      `${encoded({ alg: 'none', typ: 'hub-restore+jwt' })}.${encoded(statement())}.AA`,
    'under the signature of a head': async () => {
      const [header, , signature] = (heads.lines[2] ?? '').split('.');
      return `${header}.${encoded(statement())}.${signature}`;
    },
    'of another type': async () => await signed(statement(), keys.privateKey, 'at+jwt'),
    'from a head that is not the last': async () =>
      await signed({ ...statement(), from: statement().to, to: { position: 0, hash: '00'.repeat(32) } }),
  };

  test.each(Object.keys(forgeries))('%s: neither the sealer nor the verifier believes it', async (name) => {
    heads.lines.push((await forgeries[name]?.()) ?? '');
    const lines = heads.lines.length;
    await expect(seal()).rejects.toThrow();
    expect(heads.lines).toHaveLength(lines);
    expect(await verifyWith(database, heads)).toMatchObject({ ok: false });
  });

  test.each([
    ['to a head that there is not', (): object => ({ to: { position: 6, hash: 'ab'.repeat(32) } })],
    ['to one that is not before it', (): object => ({ to: statement().from })],
  ])('signed by the key, but going on %s: the verifier names its line', async (_name, changes) => {
    await restoreTo(6);
    heads.lines.push(await signed({ ...statement(), ...changes() }));
    const verification = await verifyWith(database, heads);
    expect(verification.ok).toBe(false);
  });

  test('taken out, moved or repeated: the verifier finds it', async () => {
    await record();
    await seal();
    const whole = heads.lines;
    for (const lines of [
      whole.toSpliced(3, 1),
      whole.toSpliced(2, 1),
      whole.toSpliced(1, 1),
      [...whole, whole[3] ?? ''],
      [...whole, whole[2] ?? ''],
      [whole[0], whole[1], whole[3], whole[2], whole[4]].map((each) => each ?? ''),
    ]) {
      expect(await verifyWith(database, memoryHeads(lines))).toMatchObject({ ok: false });
    }
  });
});
