import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { CryptoKey, JWK } from 'jose';
import { HubError } from '../domain/hub-error.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { Database, Transaction } from '../store/database.ts';
import type { HeadStore } from './head-store.ts';
import { tryLockLog } from './log-lock.ts';
import { createHeadSigner, type LogEnd } from './signed-head.ts';
import { logBeginning, readStoreEnd } from './signed-restore.ts';

export interface SealerOptions {
  readonly database: Pick<Database, 'transaction'>;
  /** A private ES256 key. */
  readonly signingKey: JWK | CryptoKey;
  /** Its public half: a statement that a backup was restored is believed under its signature alone. */
  readonly publicKey: JWK | CryptoKey;
  readonly keyId: string;
  readonly heads: HeadStore;
  readonly clock: () => Date;
  /** Told what went wrong in a run that the timer started: an alarm, not only a line. */
  readonly onFault: (error: unknown) => void;
  /** Entries of one transaction. */
  readonly batch?: number;
}

/** Gives entries their place in the chain, and signs where the chain ends. */
export interface Sealer {
  /** One batch. Resolves to the number of entries sealed: 0 also where another process holds the lock. */
  readonly sealOnce: () => Promise<number>;
  readonly start: (intervalMilliseconds: number) => void;
  /** Resolves once a run under way has ended. */
  readonly stop: () => Promise<void>;
}

interface SealedBatch {
  readonly sealed: number;
  readonly end: LogEnd;
}

interface UnsealedRow {
  readonly id: string;
  readonly kind: string;
  readonly epoch: string;
  readonly agency: string | null;
  readonly through: string | null;
  readonly body: JsonValue;
}

// Columns are qualified where they order: a bare name would be the text selected above it, and order 9 behind 10.
const selectEnd = `
select entry.position::text as position, entry.hash from audit_entry entry
where entry.position is not null order by entry.position desc limit 1`;

// The epoch and not the timestamp's text: it does not depend on the session's zone and style, nor on BC and AD.
const selectUnsealed = `
select entry.id::text as id, entry.kind, extract(epoch from date_trunc('milliseconds', entry.at))::text as epoch,
  entry.agency, entry.through::text as through, entry.body
from audit_entry entry where entry.position is null order by entry.id limit ?`;

// The instant is cut to what the hash covers, so that nothing of a sealed row can change unseen.
const updateSealed = `
update audit_entry set position = sealed.position, hash = sealed.hash, at = date_trunc('milliseconds', at)
from jsonb_to_recordset(?::jsonb) as sealed (id bigint, position bigint, hash text)
where audit_entry.id = sealed.id and audit_entry.position is null
returning audit_entry.id`;

const instantOf = (row: UnsealedRow): string => {
  const milliseconds = Math.round(Number(row.epoch) * 1000);
  if (Number.isNaN(new Date(milliseconds).getTime())) throw new Error(`audit entry ${row.id} has no instant`);
  return new Date(milliseconds).toISOString();
};

/**
 * SHA-256 over the previous hash and the entry in canonical JSON (RFC 8785), with the position it is given now: every column,
 * the id too, because the log is read in its order.
 */
const sealAfter = (previous: LogEnd, row: UnsealedRow): LogEnd => {
  const position = previous.position + 1;
  const { id, kind, agency, through, body } = row;
  const content = canonicalize({ position, id, kind, at: instantOf(row), agency, through, body });
  const hash = createHash('sha256')
    .update(Buffer.from(previous.hash, 'hex'))
    .update(content ?? '', 'utf8')
    .digest('hex');
  return { position, hash };
};

// A head once signed is never signed against: a log cut short or replaced must not be carried on as if it were the one.
// Only the operator's signed word that a backup was restored changes what it is held against.
const checkAgainst = async (last: LogEnd, end: LogEnd, transaction: Transaction): Promise<void> => {
  if (last.position === 0) return;
  const [row] =
    last.position === end.position
      ? [end]
      : await transaction.query<{ hash: string }>(`select hash from audit_entry where position = ?`, [
          last.position,
        ]);
  if (row?.hash === last.hash) return;
  throw new HubError('INTERNAL', {
    internal: `the log is not the one whose head was signed at position ${last.position}`,
  });
};

const sealBatch = async (
  transaction: Transaction,
  last: LogEnd,
  batch: number,
): Promise<SealedBatch | null> => {
  // A statement of its own: the next one sees what the lock's last holder committed.
  if (!(await tryLockLog(transaction))) return null;
  const [stored] = await transaction.query<{ position: string; hash: string }>(selectEnd);
  let end: LogEnd = stored ? { position: Number(stored.position), hash: stored.hash } : logBeginning;
  await checkAgainst(last, end, transaction);
  const rows = await transaction.query<UnsealedRow>(selectUnsealed, [batch]);
  if (rows.length === 0) return { sealed: 0, end };
  const places = rows.map((row) => {
    end = sealAfter(end, row);
    return { id: row.id, ...end };
  });
  const updated = await transaction.query(updateSealed, [JSON.stringify(places)]);
  if (updated.length !== rows.length)
    throw new HubError('INTERNAL', { internal: 'an entry went away while it was sealed' });
  return { sealed: rows.length, end };
};

/**
 * The one sealer of the log (THREATS.md A5): chains what is committed, in id order, at consecutive positions, then signs
 * the end and copies it outside the database. Positions are given here and not at writing, so the gaps that rolled-back
 * transactions leave in the ids are no alarm (A8), and order is by position, not by clock (A7).
 * A run that finds the store's last head behind the end copies one for the end: that mends a death between the two.
 */
export const createSealer = (options: SealerOptions): Sealer => {
  const { database, heads, clock, onFault, batch = 500 } = options;
  const sign = createHeadSigner(options.signingKey, options.keyId);
  let last: LogEnd | null = null;
  let run: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let started: symbol | null = null;

  /** After a refusal: where the operator has said meanwhile that a backup was restored, the next run goes on from there. */
  const followRestore = async (known: LogEnd): Promise<void> => {
    const { end, restoredFrom } = await readStoreEnd(heads, options.publicKey);
    if (restoredFrom?.position === known.position && restoredFrom.hash === known.hash) last = end;
  };

  const seal = async (): Promise<number> => {
    const known = last ?? (await readStoreEnd(heads, options.publicKey)).end;
    last = known;
    const done = await database
      .transaction((transaction) => sealBatch(transaction, known, batch))
      .catch(async (error: unknown) => {
        await followRestore(known);
        throw error;
      });
    if (done === null) return 0;
    const { sealed, end } = done;
    if (end.position > known.position) {
      const entries = end.position - known.position;
      await heads.append(await sign({ ...end, at: clock().toISOString(), entries }));
      last = end;
    }
    return sealed;
  };

  const sealOnce = (): Promise<number> => {
    const next = run.then(seal);
    run = next.catch(() => undefined);
    return next;
  };

  const sealWhatWaits = async (session: symbol): Promise<void> => {
    try {
      while (started === session && (await sealOnce()) >= batch);
    } catch (error) {
      onFault(error);
    }
  };

  const wait = (session: symbol, milliseconds: number): void => {
    timer = setTimeout(async () => {
      await sealWhatWaits(session);
      if (started === session) wait(session, milliseconds);
    }, milliseconds);
    timer.unref();
  };

  return {
    sealOnce,
    start: (intervalMilliseconds) => {
      if (started !== null) return;
      started = Symbol('session');
      wait(started, intervalMilliseconds);
    },
    stop: async () => {
      started = null;
      clearTimeout(timer);
      await run;
    },
  };
};
