import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import { recordRestore } from '../../src/audit/record-restore.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { clock, denial, disclosure, keys, memoryHeads, sealerOf } from '../audit/audit-town.ts';
import { memoryStore } from '../harness/memory-store.ts';

// What docs/log.md says, done as it says it: its SQL, and nothing of the hub's and of no package.

const text = readFileSync(projectFile('docs', 'log.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1]?.trimEnd() ?? '';

type Row = Readonly<Record<'position' | 'id' | 'kind' | 'at' | 'body' | 'hash', string>> &
  Readonly<Record<'agency' | 'through', string | null>>;

/** Step 4. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
};

/** Step 5. */
const hashAfter = (before: Buffer, content: string): Buffer =>
  createHash('sha256').update(before).update(content, 'utf8').digest();

/** Steps 1 to 5. The hashes by position, up to the first that is bad. */
const chainOf = (
  rows: readonly Row[],
): { readonly hashes: readonly string[]; readonly bad: number | null } => {
  const hashes: string[] = [];
  let before = Buffer.alloc(32);
  for (const [index, row] of rows.entries()) {
    const { id, kind, agency, through } = row;
    const position = index + 1;
    const bodyWithoutTexts = row.body.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
    const at = row.at.replace(/000Z$/, 'Z');
    const content = { position, id, kind, at, agency, through, body: JSON.parse(row.body) as unknown };
    const hash = hashAfter(before, canonical(content));
    const isGood =
      row.position === String(position) &&
      row.at.endsWith('000Z') &&
      !/\d[.eE]/.test(bodyWithoutTexts) &&
      row.hash === hash.toString('hex');
    if (!isGood) return { hashes, bad: position };
    hashes.push(row.hash);
    before = Buffer.from(hash);
  }
  return { hashes, bad: null };
};

interface End {
  readonly position: number;
  readonly hash: string;
}
interface Said extends End {
  readonly entries: number;
  readonly from: End;
  readonly to: End;
}

/** Steps 6 to 10. The first line that is bad, counted from 1. */
const badHead = (lines: readonly string[], hashes: readonly string[], jwk: JsonWebKey): number | null => {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  const same = (one: End, other: End): boolean => one.position === other.position && one.hash === other.hash;
  const beginning: End = { position: 0, hash: '0'.repeat(64) };
  const said = new Set<string>();
  let [end, counting]: [End, readonly (End & { line: number })[]] = [beginning, []];
  for (const [index, line] of lines.entries()) {
    const [header = '', payload = '', signature = ''] = line.split('.');
    const signed = `${header}.${payload}`;
    const bytes = Buffer.from(signature, 'base64url');
    const { alg, typ } = json(header) as Record<string, unknown>;
    const { position, hash, entries, from, to } = json(payload) as Said;
    const before = [beginning, ...counting];
    const isInPlace =
      typ === 'hub-head+jwt'
        ? before.some((each) => each.position === position - entries)
        : typ === 'hub-restore+jwt' &&
          same(from, end) &&
          to.position < from.position &&
          before.some((each) => same(each, to));
    const isGood =
      alg === 'ES256' &&
      bytes.toString('base64url') === signature &&
      verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, bytes) &&
      isInPlace &&
      !said.has(signed);
    if (!isGood) return index + 1;
    said.add(signed);
    if (typ === 'hub-head+jwt') {
      end = { position, hash };
      counting = [...counting, { position, hash, line: index + 1 }];
    } else {
      end = to;
      counting = counting.filter((each) => each.position <= to.position);
    }
  }
  return counting.find(({ position, hash }) => hashes[position - 1] !== hash)?.line ?? null;
};

const heads = memoryHeads();
let database: Database;
let publicKey: JsonWebKey;

beforeAll(async () => {
  database = await openDatabase(memoryStore());
  const names = ['Đorđe "Đoko" Šćepanović', 'Марко\n', 'a\\b', '\u{1f3e0}'];
  await createAuditLog(database).append(
    Array.from({ length: 30 }, (_, number) =>
      number % 4 === 3 ? denial(number) : disclosure(number, { actor: names[number % 3] ?? '' }),
    ),
  );
  const sealer = sealerOf(database, heads, { batch: 10 });
  while ((await sealer.sealOnce()) > 0);
  publicKey = (await exportJWK(keys.publicKey)) as JsonWebKey;
});
afterAll(async () => await database.close());

const rowsOf = async (): Promise<readonly Row[]> => await database.query<Row>(block('sql'));

test("the example's hash is the one that the page says", () => {
  const content = block('json');
  expect(canonical(JSON.parse(content))).toBe(content);
  expect(hashAfter(Buffer.alloc(32), content).toString('hex')).toBe(block('text'));
});

test("a sealed log holds by the page's steps, with its heads", async () => {
  const { hashes, bad } = chainOf(await rowsOf());
  expect([hashes.length, bad]).toEqual([30, null]);
  expect(heads.lines).toHaveLength(3);
  expect(badHead(heads.lines, hashes, publicKey)).toBeNull();
});

test.each([
  `body = jsonb_set(body, '{actor}', '"other"')`,
  `body = jsonb_set(body, '{version}', '3.00000000000000000001')`,
  `at = at + interval '1 microsecond'`,
  'id = id + 1000',
  'position = 99',
])("the page's steps find what %s changes, where it changed", async (edit) => {
  const [{ before } = { before: null }] = await database.query<{ before: object }>(
    'select to_jsonb(entry) as before from audit_entry entry where position = 13',
  );
  await database.query(`update audit_entry set ${edit} where position = 13`);
  expect(chainOf(await rowsOf()).bad).toBe(13);
  await database.query('delete from audit_entry where position in (13, 99)');
  await database.query(
    'insert into audit_entry select * from jsonb_populate_record(null::audit_entry, ?::jsonb)',
    [JSON.stringify(before)],
  );
  expect(chainOf(await rowsOf()).bad).toBeNull();
});

test("the page's steps find heads that were taken out, moved, repeated or signed for another log", async () => {
  const { hashes } = chainOf(await rowsOf());
  const [first = '', second = '', third = ''] = heads.lines;
  expect(badHead([first, third], hashes, publicKey)).toBe(2);
  expect(badHead([second, first, third], hashes, publicKey)).toBe(1);
  expect(badHead([first, second, second], hashes, publicKey)).toBe(3);
  expect(badHead(heads.lines, hashes.slice(0, 25), publicKey)).toBe(3);
  expect(badHead(heads.lines, hashes.with(9, 'ab'.repeat(32)), publicKey)).toBe(1);
});

test("the page's steps tell a backup that was restored and put on record from a log that was cut short", async () => {
  await database.query('delete from audit_entry where position > 20');
  const before = [...heads.lines];
  const cut = chainOf(await rowsOf()).hashes;
  expect(badHead(before, cut, publicKey)).toBe(3);
  const said = { by: 'Milena', reason: 'The disk failed.' };
  const signing = { signingKey: keys.privateKey, keyId: 'audit-1', publicKey: keys.publicKey };
  const told = { clock, createId: () => crypto.randomUUID(), agencies: [] };
  await recordRestore({ database, heads, ...signing, ...told }, said);
  await sealerOf(database, heads).sealOnce();
  const { hashes } = chainOf(await rowsOf());
  expect([hashes.length, heads.lines.length]).toEqual([21, 5]);
  expect(badHead(heads.lines, hashes, publicKey)).toBeNull();
  const [first = '', second = '', third = '', statement = '', last = ''] = heads.lines;
  expect(badHead([first, second, third, last], hashes, publicKey)).toBe(3);
  expect(badHead([first, second, statement, last], hashes, publicKey)).toBe(3);
  expect(badHead([...heads.lines, statement], hashes, publicKey)).toBe(6);
});
