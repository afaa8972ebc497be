import { CompactSign, type CryptoKey } from 'jose';
import { createAuditLog } from '../../../src/audit/audit-log.ts';
import type { Random } from '../../proof/random.ts';
import { disclosure, keys } from '../audit-town.ts';
import { chainAnew } from './forged-chain.ts';
import type { Finding, MutationKind, SealedLog } from './log-mutation.ts';

const signed = async (payload: unknown, key: CryptoKey, typ = 'hub-head+jwt'): Promise<string> =>
  await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', kid: 'audit-1', typ })
    .sign(key);

interface Payload {
  readonly position: number;
  readonly hash: string;
  readonly at: string;
  readonly entries: number;
}

const payloadOf = (jws: string): Payload =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Payload;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const notSigned = (line: number): Finding => ({
  heads: new RegExp(`^not signed by the key: head in line ${line}$`),
});
const misplaced = (line: number): Finding => ({
  heads: new RegExp(`repeated: line ${line}\\b.* continues none`),
});

const someHash = (random: Random): string =>
  Array.from({ length: 64 }, () => random.below(16).toString(16)).join('');

type Drawn = { readonly heads: readonly string[]; readonly found: Finding; readonly name: string } | null;

const ofHeads = (
  kind: string,
  weight: number,
  draw: (random: Random, log: SealedLog, line: number) => Drawn | Promise<Drawn>,
): MutationKind => ({
  kind,
  weight,
  draw: async (random, log) => {
    const drawn = await draw(random, log, random.below(log.heads.length));
    return drawn && { ...drawn, kind, name: `${kind}: ${drawn.name}`, mutate: null };
  },
});

const replaced = (list: readonly string[], index: number, jws: string): readonly string[] =>
  list.with(index, jws);

/** What somebody who owns the file of heads may do to it, with and without its key. */
export const headMutations = (stranger: CryptoKey): readonly MutationKind[] => [
  ofHeads('a character of a head is another', 10, (random, { heads }, line) => {
    const jws = heads[line] ?? '';
    const at = random.below(jws.length);
    const other = random.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.']);
    if (jws[at] === other) return null;
    const text = jws.slice(0, at) + other + jws.slice(at + 1);
    return { name: `${line + 1} at ${at}`, heads: replaced(heads, line, text), found: notSigned(line + 1) };
  }),
  ofHeads('a head is cut short', 3, (random, { heads }, line) => {
    const text = (heads[line] ?? '').slice(0, random.below((heads[line] ?? '').length));
    return { name: `${line + 1}`, heads: replaced(heads, line, text), found: notSigned(line + 1) };
  }),
  ofHeads('a head says something else under its old signature', 4, (random, { heads }, line) => {
    const [header, , signature] = (heads[line] ?? '').split('.');
    const payload = payloadOf(heads[line] ?? '');
    const other = random.pick<object>([
      { ...payload, position: payload.position + 1 },
      { ...payload, hash: someHash(random) },
      { ...payload, at: '2020-01-01T00:00:00.000Z' },
      { ...payload, entries: payload.entries + 1 },
    ]);
    const text = `${header}.${encoded(other)}.${signature}`;
    return { name: `${line + 1}`, heads: replaced(heads, line, text), found: notSigned(line + 1) };
  }),
  ofHeads("a head is signed by a stranger's key", 2, async (_random, { heads }, line) => ({
    name: `${line + 1}`,
    heads: replaced(heads, line, await signed(payloadOf(heads[line] ?? ''), stranger)),
    found: notSigned(line + 1),
  })),
  ofHeads('a head is signed as something else', 1, async (_random, { heads }, line) => ({
    name: `${line + 1}`,
    heads: replaced(heads, line, await signed(payloadOf(heads[line] ?? ''), keys.privateKey, 'at+jwt')),
    found: notSigned(line + 1),
  })),
  ofHeads('a head is taken out', 6, (_random, { heads }, line) =>
    line === heads.length - 1
      ? null
      : { name: `${line + 1}`, heads: heads.toSpliced(line, 1), found: misplaced(line + 1) },
  ),
  ofHeads('the first heads are taken out', 3, (_random, { heads }, line) =>
    line === 0 ? null : { name: `${line}`, heads: heads.slice(line), found: misplaced(1) },
  ),
  ofHeads('the last heads are taken out', 3, (_random, { heads, betweenHeads, length }, line) => ({
    name: `from ${line + 1} on`,
    heads: heads.slice(0, line),
    found: { beyondLastHead: length - line * betweenHeads },
  })),
  ofHeads('a head is there twice', 4, (random, { heads }, line) => {
    const at = line + 1 + random.below(heads.length - line);
    const text = heads[line] ?? '';
    return {
      name: `${line + 1}, again at ${at + 1}`,
      heads: heads.toSpliced(at, 0, text),
      found: misplaced(at + 1),
    };
  }),
  ofHeads('two heads change places', 4, (random, { heads }, line) => {
    const other = random.below(heads.length);
    if (other <= line) return null;
    const swapped = heads.with(line, heads[other] ?? '').with(other, heads[line] ?? '');
    return { name: `${line + 1} and ${other + 1}`, heads: swapped, found: misplaced(line + 1) };
  }),
  ofHeads("a head of another log of the same key takes one's place", 4, async (random, log, line) => {
    const jws = await signed(
      { ...payloadOf(log.heads[line] ?? ''), hash: someHash(random) },
      keys.privateKey,
    );
    const position = line * log.betweenHeads + 1;
    return { name: `${line + 1}`, heads: replaced(log.heads, line, jws), found: { position } };
  }),
  ofHeads('a head of another log of the same key is put in', 4, async (random, log) => {
    const position = 1 + random.below(log.length + 9);
    const at = '2026-11-03T10:00:00.000Z';
    const jws = await signed({ position, hash: someHash(random), at, entries: position }, keys.privateKey);
    const vouched = Math.floor((position - 1) / log.betweenHeads) * log.betweenHeads;
    const found = { position: position > log.length ? log.length + 1 : vouched + 1 };
    return { name: `of ${position}`, heads: [...log.heads, jws], found };
  }),
  ofHeads('all heads are those of another log of the same key', 1, async (random, { heads }) => ({
    name: 'all',
    heads: await Promise.all(
      heads.map((jws) => signed({ ...payloadOf(jws), hash: someHash(random) }, keys.privateKey)),
    ),
    found: { position: 1 },
  })),
];

/** The whole log replaced by another with a valid chain of its own. */
export const replacedLogs: readonly MutationKind[] = [
  {
    kind: 'the whole log is replaced by another with a valid chain',
    weight: 3,
    draw: (random, { length, betweenHeads }) => {
      const count = random.below(length + 10);
      return {
        kind: 'the whole log is replaced by another with a valid chain',
        name: `by one of ${count}`,
        mutate: async (transaction) => {
          await transaction.query('delete from audit_entry');
          await createAuditLog(transaction).append(
            Array.from({ length: count }, (_, number) => disclosure(1000 + number)),
          );
          await transaction.query(
            `update audit_entry set position = place.position from
               (select id, row_number() over (order by id) as position from audit_entry) place where place.id = audit_entry.id`,
          );
          await chainAnew(transaction, 1);
        },
        found: { position: count < betweenHeads ? count + 1 : 1 },
      };
    },
  },
];
