import { createHash } from 'node:crypto';
import type { CryptoKey, JWK } from 'jose';
import type { JsonValue } from '../domain/json-value.ts';
import type { Database } from '../store/database.ts';
import { type HeadSource, readHeads, type VerifiedHead, type VerifiedRestore } from './read-heads.ts';

export interface VerificationOptions {
  readonly database: Pick<Database, 'query'>;
  readonly heads: HeadSource;
  /** The public half of the key that signs heads. */
  readonly publicKey: JWK | CryptoKey;
  readonly clock: () => Date;
  /** Entries read at once: bounds the memory, whatever the length of the log. */
  readonly page?: number;
}

export type Verification =
  | {
      readonly ok: true;
      /** All entries, sealed or not. */
      readonly entries: number;
      readonly sealedTo: number;
      /** How many signed heads agree with the chain. */
      readonly heads: number;
      /** Backups whose restoring somebody has signed for: what was sealed between `to` and `from` is gone. */
      readonly restores: readonly VerifiedRestore[];
      readonly warnings: {
        /** Entries that wait longer than a minute to be sealed: the sealer stands still. */
        readonly unsealedOverdue: number;
        /** Sealed entries that no head outside the database vouches for yet. */
        readonly beyondLastHead: number;
      };
    }
  | {
      readonly ok: false;
      /** The first position that is not as it was sealed; null where only a head is bad and the chain is whole. */
      readonly position: number | null;
      readonly reason: string;
      /** Where the log agrees with every head up to its end, and heads go on behind it: what a restored backup looks like. */
      readonly cut?: { readonly from: VerifiedHead; readonly to: VerifiedHead };
    };

interface SealedRow {
  readonly id: string;
  readonly position: string;
  readonly kind: string;
  readonly epoch: string;
  readonly agency: string | null;
  readonly through: string | null;
  readonly body: string;
  readonly hash: string | null;
}

// By (position, id) and not by position alone: with the unique index dropped, a position can be there twice.
const selectPage = `
select entry.id::text as id, entry.position::text as position, entry.kind, extract(epoch from entry.at)::text as epoch,
  entry.agency, entry.through::text as through, entry.body::text as body, entry.hash
from audit_entry entry
where entry.position is not null and (entry.position, entry.id) > (?::bigint, ?::bigint)
order by entry.position, entry.id limit ?`;

const countUnsealed = `
select count(*)::text as entries, (count(*) filter (where at < ?::timestamptz))::text as overdue
from audit_entry where position is null`;

const beforeAnyPosition = '-9223372036854775808';

/** RFC 8785: keys by UTF-16 code units, as `sort` has it; numbers and strings as ECMAScript writes them. */
const canonicalText = (value: JsonValue): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = value as { readonly [key: string]: JsonValue };
  const text = (key: string): string => `${JSON.stringify(key)}:${canonicalText(members[key] ?? null)}`;
  return `{${Object.keys(members).sort().map(text).join(',')}}`;
};

/** ISO 8601 of an epoch such as `1767323045.678000`; null where it holds more than milliseconds or is no instant. */
const isoOf = (epoch: string): string | null => {
  const match = /^(-?\d+)\.(\d{3})000$/.exec(epoch);
  const instant = new Date(Math.round(Number(match ? epoch : Number.NaN) * 1000));
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
};

/** A reviver's third argument (ECMAScript 2026): the text that a primitive was read from. */
type ExactParse = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => JsonValue;

/**
 * PostgreSQL keeps a number's every digit and a JavaScript number does not: what differs behind the sixteenth would have the
 * same hash. @throws RangeError where a number is not written as ECMAScript writes it.
 */
const parseExactly = (text: string): JsonValue =>
  (JSON.parse as ExactParse)(text, (_key, value, { source }) => {
    if (typeof value === 'number' && source !== String(value)) throw new RangeError(`not exact: ${source}`);
    return value;
  });

/** Null where the row says nothing that could have been sealed, such as an instant finer than a millisecond. */
const hashOf = (previous: Buffer, row: SealedRow, position: number): Buffer | null => {
  const at = isoOf(row.epoch);
  if (at === null) return null;
  const { id, kind, agency, through } = row;
  try {
    const text = canonicalText({
      agency,
      at,
      body: parseExactly(row.body),
      id,
      kind,
      position,
      through,
    });
    return createHash('sha256').update(previous).update(text, 'utf8').digest();
  } catch {
    // A body forged so deep that it cannot be walked must be named like any other, not stop the verification.
    return null;
  }
};

const faultOf = (row: SealedRow, position: number, hash: Buffer | null): string | null => {
  if (row.position !== String(position)) return `expected position ${position} and found ${row.position}`;
  if (hash === null || row.hash !== hash.toString('hex'))
    return 'the entry does not carry the hash of what it says';
  return null;
};

const replacedReason = (head: VerifiedHead, vouchedTo: number): string =>
  `the chain is whole but not the one that was signed: it differs between positions ${vouchedTo + 1} and ${head.position}`;

/**
 * Recomputes the chain from its first entry, page by page, and compares it with every signed head (THREATS.md A3, A4).
 *
 * Written apart from the sealer and shares no code with it that makes a hash, so that one mistake is not made twice.
 * Heads are read before the chain: whatever is sealed meanwhile, each head read must be found in it. Where the chain is whole
 * and a head disagrees, someone computed it anew; then the first position that no agreeing head vouches for is named.
 */
export const verifyLog = async (options: VerificationOptions): Promise<Verification> => {
  const { database, clock, page = 1000 } = options;
  const { heads, restores, end, forgedLines, misplacedLines } = await readHeads(
    options.heads,
    options.publicKey,
  );

  let hash: Buffer = Buffer.alloc(32);
  let position = 0;
  let vouchedTo = 0;
  let headsSeen = 0;

  const headFault = (): Verification | null => {
    for (let head = heads[headsSeen]; head?.position === position; head = heads[headsSeen]) {
      if (head.hash !== hash.toString('hex')) {
        return { ok: false, position: vouchedTo + 1, reason: replacedReason(head, vouchedTo) };
      }
      headsSeen += 1;
    }
    // After all heads of this position: two that disagree must not vouch for it.
    if (heads[headsSeen - 1]?.position === position) vouchedTo = position;
    return null;
  };

  let after: readonly [string, string] = [beforeAnyPosition, beforeAnyPosition];
  for (let isLastPage = false; !isLastPage; ) {
    const rows = await database.query<SealedRow>(selectPage, [...after, page]);
    for (const row of rows) {
      position += 1;
      const computed = row.position === String(position) ? hashOf(hash, row, position) : null;
      const fault = faultOf(row, position, computed);
      if (fault !== null) return { ok: false, position, reason: fault };
      hash = computed ?? hash;
      const disagreement = headFault();
      if (disagreement) return disagreement;
      after = [row.position, row.id];
    }
    isLastPage = rows.length < page;
  }

  const unmet = heads[headsSeen];
  if (unmet) {
    const reason = `the log ends at position ${position}, but a head was signed at position ${unmet.position}`;
    const isWhole = forgedLines.length === 0 && misplacedLines.length === 0;
    const to = heads[headsSeen - 1] ?? { position: 0, hash: '00'.repeat(32) };
    return { ok: false, position: position + 1, reason, ...(isWhole ? { cut: { from: end, to } } : {}) };
  }
  if (forgedLines.length > 0) {
    return {
      ok: false,
      position: null,
      reason: `not signed by the key: head in line ${forgedLines.join(', ')}`,
    };
  }
  if (misplacedLines.length > 0) {
    const reason = `heads were taken out, moved or repeated: line ${misplacedLines.join(', ')} continues none before it`;
    return { ok: false, position: null, reason };
  }
  const [unsealed] = await database.query<{ entries: string; overdue: string }>(countUnsealed, [
    new Date(clock().getTime() - 60_000).toISOString(),
  ]);
  return {
    ok: true,
    entries: position + Number(unsealed?.entries ?? 0),
    sealedTo: position,
    heads: heads.length,
    restores,
    warnings: { unsealedOverdue: Number(unsealed?.overdue ?? 0), beyondLastHead: position - vouchedTo },
  };
};
