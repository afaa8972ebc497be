import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { CompactSign, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import type { Verification } from '../../src/audit/verify-log.ts';
import { type Database, openDatabase, type Transaction } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { denial, disclosure, keys, memoryHeads, sealerOf, uuidOf, verifyWith } from './audit-town.ts';

const length = 60;
const betweenHeads = 10;
const heads = memoryHeads();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(await memoryStore());
  const log = createAuditLog(database);
  for (let number = 0; number < length; number += 1) {
    await log.append([number % 5 === 4 ? denial(number) : disclosure(number)]);
  }
  const sealer = sealerOf(database, heads, { batch: betweenHeads });
  while ((await sealer.sealOnce()) > 0);
});
afterAll(() => database.close());

/** Verifies what an owner of the database made of the log, then takes it back. */
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

/** A forger's own chain, from a position on: as good as the sealer's, but for the signature. */
const chainAnew = async (transaction: Transaction, from: number): Promise<void> => {
  const rows = await transaction.query<{
    id: string;
    at: string;
    position: string;
    hash: string;
    [column: string]: unknown;
  }>(
    `select entry.id::text as id, entry.position::text as position, kind, agency, through::text as through, body, hash,
      to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from audit_entry entry where entry.position >= ? order by entry.position`,
    [from - 1],
  );
  let previous = from === 1 ? '00'.repeat(32) : String(rows.shift()?.hash);
  for (const [index, { id, kind, at, agency, through, body }] of rows.entries()) {
    const content = canonicalize({ position: from + index, kind, at, agency, through, body }) ?? '';
    previous = createHash('sha256').update(Buffer.from(previous, 'hex')).update(content).digest('hex');
    await transaction.query('update audit_entry set position = ?, hash = ? where id = ?', [
      from + index,
      previous,
      id,
    ]);
  }
};

const edits = [
  `kind = 'DENIED'`,
  `at = at + interval '1 millisecond'`,
  `at = at + interval '1 microsecond'`,
  `at = at - interval '4051 years'`,
  `at = 'infinity'`,
  `agency = coalesce(agency, '') || 'x'`,
  `agency = case when agency is null then '' end`,
  `through = '${uuidOf('another')}'`,
  `through = case when through is null then '${uuidOf('another')}'::uuid end`,
  `body = '{}'`,
  `body = 'null'`,
  `body = body || '{"code": "OTHER", "step": "OWN"}'`,
  `body = body || '{"version": 3.0000001}'`,
  `body = body - 'purpose'`,
  `body = jsonb_set(body, '{actor}', to_jsonb('nada '::text))`,
  `body = jsonb_set(body, '{actor}', to_jsonb(coalesce(body ->> 'actor', '') || ' '))`,
  `body = jsonb_build_array(body)`,
  `body = body || '{"n": 1e400}'`,
  `hash = repeat('0', 64)`,
  `hash = upper(hash) || ' '`,
  `hash = null`,
  `position = null`,
];

const insertForged = `insert into audit_entry (id, kind, at, agency, through, body, position, hash)
  select ?, kind, at, agency, through, body || '{"forged": true}', position, hash from audit_entry where position = ?`;

type Mutation = (transaction: Transaction) => Promise<void>;
/** What was done, and the positions among which the first bad one is to be named. */
interface Attack {
  readonly name: string;
  readonly mutate: Mutation;
  readonly first: number;
  readonly last?: number;
}

const vouchedBefore = (position: number): number => Math.floor((position - 1) / betweenHeads) * betweenHeads;
const positions = fc.integer({ min: 1, max: length });
const ranges = fc
  .tuple(positions, positions)
  .map(([one, other]) => (one < other ? ([one, other] as const) : ([other, one] as const)));
const pairs = ranges.filter(([from, to]) => from < to);

const attacks: fc.Arbitrary<Attack> = fc.oneof(
  fc.tuple(positions, fc.constantFrom(...edits)).map(
    ([position, edit]): Attack => ({
      name: `edit ${position}: ${edit}`,
      first: position,
      mutate: async ({ query }) =>
        void (await query(`update audit_entry set ${edit} where position = ?`, [position])),
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `delete ${position}`,
      first: position,
      mutate: async ({ query }) =>
        void (await query('delete from audit_entry where position = ?', [position])),
    }),
  ),
  fc.tuple(pairs, fc.boolean()).map(
    ([[one, other], withHashes]): Attack => ({
      name: `swap ${one} and ${other}${withHashes ? ' but their hashes' : ''}`,
      first: one,
      mutate: async ({ query }) => {
        const columns = `position = case when left_row.position = ? then ?::bigint else ?::bigint end`;
        const hashes = withHashes
          ? `, hash = (select hash from audit_entry right_row where right_row.position = case when left_row.position = ? then ?::bigint else ?::bigint end)`
          : '';
        const values = [one, other, one, ...(withHashes ? [one, other, one] : []), one, other];
        await query(
          `update audit_entry left_row set ${columns}${hashes} where left_row.position in (?, ?)`,
          values,
        );
      },
    }),
  ),
  fc.tuple(positions, fc.constantFrom(-7, 0, length + 1, length + 9, '9007199254740993')).map(
    ([position, to]): Attack => ({
      name: `renumber ${position} to ${to}`,
      first: Number(to) > 0 ? position : 1,
      mutate: async ({ query }) =>
        void (await query('update audit_entry set position = ? where position = ?', [to, position])),
    }),
  ),
  fc.tuple(pairs).map(
    ([[position, to]]): Attack => ({
      name: `renumber ${position} to the taken ${to}`,
      first: position,
      mutate: async ({ query }) =>
        void (await query('update audit_entry set position = ? where position = ?', [to, position])),
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `renumber all from ${position}`,
      first: position,
      mutate: async ({ query }) =>
        void (await query('update audit_entry set position = position + 1 where position >= ?', [position])),
    }),
  ),
  fc.tuple(positions, fc.constantFrom(-1, 10_000)).map(
    ([position, id]): Attack => ({
      name: `insert a second ${position} with id ${id}`,
      // Of two rows at one position the lower id is read first: where that is the true one, the next place is the first bad.
      first: id < 0 ? position : position + 1,
      mutate: async ({ query }) => void (await query(insertForged, [id, position])),
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `insert before ${position} and renumber`,
      first: position,
      mutate: async ({ query }) => {
        await query(insertForged, [-1, position]);
        await query('update audit_entry set position = position + 1 where position >= ? and id > 0', [
          position,
        ]);
      },
    }),
  ),
  fc.tuple(positions, fc.boolean()).map(
    ([position, renumbered]): Attack => ({
      name: `truncate the head to ${position}${renumbered ? ' and renumber' : ''}`,
      first: 1,
      mutate: async ({ query }) => {
        await query('delete from audit_entry where position <= ?', [position]);
        if (renumbered) await query('update audit_entry set position = position - ?', [position]);
      },
    }),
  ),
  fc.tuple(ranges, fc.boolean()).map(
    ([[from, to], renumbered]): Attack => ({
      name: `truncate ${from} to ${to}${renumbered ? ' and renumber' : ''}`,
      first: from,
      mutate: async ({ query }) => {
        await query('delete from audit_entry where position between ? and ?', [from, to]);
        if (renumbered)
          await query('update audit_entry set position = position - ? where position > ?', [
            to - from + 1,
            to,
          ]);
      },
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `truncate the tail from ${position}, or replay an older database`,
      first: position,
      mutate: async ({ query }) =>
        void (await query('delete from audit_entry where position >= ?', [position])),
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `edit ${position} and chain anew`,
      first: vouchedBefore(position) + 1,
      mutate: async (transaction) => {
        await transaction.query(
          `update audit_entry set body = body || '{"actor": "other"}' where position = ?`,
          [position],
        );
        await chainAnew(transaction, position);
      },
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `delete ${position} and chain anew`,
      first: vouchedBefore(position) + 1,
      // Within the last ten the log ends before a head that it should reach.
      last: length,
      mutate: async (transaction) => {
        await transaction.query('delete from audit_entry where position = ?', [position]);
        await chainAnew(transaction, position);
      },
    }),
  ),
  positions.map(
    (position): Attack => ({
      name: `insert before ${position} and chain anew`,
      first: vouchedBefore(position) + 1,
      mutate: async (transaction) => {
        await transaction.query(insertForged, [-1, position]);
        await transaction.query(
          'update audit_entry set position = position + 1 where position >= ? and id > 0',
          [position],
        );
        await chainAnew(transaction, position);
      },
    }),
  ),
  fc.integer({ min: 0, max: 90 }).map(
    (count): Attack => ({
      name: `replace the whole log by another of ${count}`,
      first: 1,
      last: count < betweenHeads ? count + 1 : 1,
      mutate: async (transaction) => {
        await transaction.query('delete from audit_entry');
        await createAuditLog(transaction).append(
          Array.from({ length: count }, (_, number) => disclosure(1000 + number)),
        );
        await transaction.query('update audit_entry set position = id');
        await transaction.query(
          'update audit_entry set position = id - (select min(id) from audit_entry) + 1',
        );
        await chainAnew(transaction, 1);
      },
    }),
  ),
);

describe('verification', () => {
  test('a clean log is whole', async () => {
    expect(await verifyWith(database, heads)).toEqual({
      ok: true,
      entries: length,
      sealedTo: length,
      heads: length / betweenHeads,
      warnings: { unsealedOverdue: 0, beyondLastHead: 0 },
    });
    expect(await verifyAfter(async () => undefined)).toMatchObject({ ok: true });
  });

  test('names the first bad position of every mutation', async () => {
    const names = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(attacks, async ({ name, mutate, first, last = first }) => {
        const kind = name.replaceAll(/-?\d+/g, 'n');
        names.set(kind, (names.get(kind) ?? 0) + 1);
        const found = await verifyAfter(mutate);
        expect({ name, ok: found.ok }).toEqual({ name, ok: false });
        const position = found.ok ? null : found.position;
        expect(position, `${name}: ${JSON.stringify(found)}`).toBeGreaterThanOrEqual(first);
        expect(position, `${name}: ${JSON.stringify(found)}`).toBeLessThanOrEqual(last);
      }),
      { numRuns: 500 },
    );
    expect(names.size).toBeGreaterThan(30);
  }, 120_000);

  test('every single edit of every position is found at that position', async () => {
    for (const edit of edits) {
      for (const position of [1, 2, 5, 10, 11, length]) {
        const found = await verifyAfter(async ({ query }) => {
          await query(`update audit_entry set ${edit} where position = ?`, [position]);
        });
        expect({ edit, ...found }).toMatchObject({ edit, ok: false, position });
      }
    }
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
