import type { Problem } from '../domain/record-draft.ts';
import type { Database, Transaction } from './database.ts';

/** Why an item waits: nothing could be read of it, taking it over failed, or the same version is held with another content. */
export type QuarantineReason = 'UNREADABLE' | 'FAILED' | 'CONFLICT';

/** How it ended: it, another in its place or a version as new was taken over; or its agency gave it up. */
export type QuarantineEnd = 'TAKEN' | 'DISCARDED';

/** One item that waits. INVARIANT: nothing of what it says is readable in the store. */
export interface NewQuarantined {
  readonly id: string;
  readonly source: string;
  readonly controller: string;
  /** As its records are stored: the source's own id, or what hides it in a matter; null where it could not be read. */
  readonly unit: string | null;
  readonly version: number | null;
  readonly reason: QuarantineReason;
  readonly problems: readonly Problem[];
  /** Keyed: the same item again is the same line. */
  readonly fingerprint: string;
  /** A JWE; null where the source's file holds it and the hub has nothing that could be tried again. */
  readonly original: string | null;
  /** Whether its controller alone can open it. */
  readonly sealed: boolean;
  readonly bearer: unknown;
  /** Local date. */
  readonly retainUntil: string;
  readonly at: Date;
}

/** A line as its agency reads it. */
export interface QuarantinedRow {
  readonly id: string;
  readonly source: string;
  /** The source's own id; null where it could not be read, and of what a matter may seal. */
  readonly unit: string | null;
  readonly version: number | null;
  readonly reason: QuarantineReason;
  readonly problems: readonly Problem[];
  readonly sealed: boolean;
  readonly attempts: number;
  readonly receivedAt: Date;
  readonly triedAt: Date;
}

/** What is tried again. */
export interface OpenQuarantined {
  readonly id: string;
  readonly source: string;
  readonly original: string | null;
  readonly sealed: boolean;
  readonly bearer: unknown;
}

/**
 * Keeps an item, or counts one more attempt where the same one waits already.
 *
 * @returns its id: the earlier one's where it waits already.
 */
export const keepQuarantined = async (transaction: Transaction, item: NewQuarantined): Promise<string> => {
  const [row] = await transaction.query<{ id: string }>(
    `insert into quarantine (id, source, controller, unit, version, reason, problems, fingerprint, original, sealed, bearer,
        attempts, received_at, tried_at, retain_until)
      values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb, 1, ?, ?, ?)
      on conflict (source, fingerprint) where closed_at is null do update set attempts = quarantine.attempts + 1,
        tried_at = excluded.tried_at, reason = excluded.reason, problems = excluded.problems
      returning id::text as id`,
    [
      ...[item.id, item.source, item.controller, item.unit, item.version, item.reason],
      ...[JSON.stringify(item.problems), item.fingerprint, item.original, item.sealed],
      ...[JSON.stringify(item.bearer), item.at, item.at, item.retainUntil],
    ],
  );
  if (!row) throw new Error('an item was not kept');
  return row.id;
};

/** Ends what waits of units of which a version as new, or newer, is held now; the originals go. */
export const succeedQuarantined = async (
  transaction: Transaction,
  source: string,
  taken: readonly { readonly unit: string; readonly version: number }[],
  at: Date,
): Promise<void> => {
  if (taken.length === 0) return;
  await transaction.query(
    `update quarantine set closed_at = ?, closed_as = 'TAKEN', original = null
       from jsonb_to_recordset(?::jsonb) as it(unit text, version int)
      where quarantine.source = ? and quarantine.unit = it.unit and quarantine.closed_at is null
        and (quarantine.version is null or quarantine.version <= it.version)`,
    [at, JSON.stringify(taken), source],
  );
};

/** Ends one; its original goes. @returns whether it was open. */
export const closeQuarantined = async (
  transaction: Transaction,
  end: {
    readonly id: string;
    readonly as: QuarantineEnd;
    readonly by: string;
    readonly because: string | null;
    readonly at: Date;
  },
): Promise<boolean> => {
  const rows = await transaction.query(
    `update quarantine set closed_at = ?, closed_as = ?, closed_by = ?, closed_because = ?, original = null
      where id = ? and closed_at is null returning id`,
    [end.at, end.as, end.by, end.because, end.id],
  );
  return rows.length > 0;
};

/** An open line, locked until the end of the transaction; null where there is none of this controller's. */
export const lockQuarantined = async (
  transaction: Transaction,
  id: string,
  controller: string,
): Promise<OpenQuarantined | null> => {
  const [row] = await transaction.query<OpenQuarantined>(
    `select id::text as id, source, original, sealed, bearer from quarantine
      where id = ? and controller = ? and closed_at is null for update`,
    [id, controller],
  );
  return row ?? null;
};

const shown = `id::text as id, source, case when not sealed then unit end as unit,
  case when not sealed then version end as version, reason, problems, sealed, attempts, received_at as "receivedAt",
  tried_at as "triedAt"`;

// The embedded store gives text for an instant, PostgreSQL's driver a date.
type Written = Omit<QuarantinedRow, 'receivedAt' | 'triedAt'> &
  Record<'receivedAt' | 'triedAt', string | Date>;

const dated = (row: Written): QuarantinedRow => ({
  ...row,
  receivedAt: new Date(row.receivedAt),
  triedAt: new Date(row.triedAt),
});

/** What waits of one source, the oldest first; read as its controller, under the second net. */
export const findQuarantined = async (
  { readAs }: Pick<Database, 'readAs'>,
  controller: string,
  asked: { readonly source: string; readonly after: string | null; readonly limit: number },
): Promise<readonly QuarantinedRow[]> => {
  const after = asked.after
    ? 'and (received_at, id) > (select last.received_at, last.id from quarantine last where last.id = ?)'
    : '';
  const rows = await readAs<Written>(
    [controller],
    `select ${shown} from quarantine where source = ? and closed_at is null ${after}
      order by quarantine.received_at, quarantine.id limit ?`,
    [asked.source, ...(asked.after ? [asked.after] : []), asked.limit],
  );
  return rows.map(dated);
};

/** Since when a unit's held version has a rival: the same version with another content; by `source unit version`. */
export const findRivals = async (
  { readAs }: Pick<Database, 'readAs'>,
  controller: string,
  held: readonly { readonly source: string; readonly unit: string; readonly version: number }[],
): Promise<ReadonlyMap<string, Date>> => {
  const rows = await readAs<{ name: string; since: string | Date }>(
    [controller],
    `select it.source || ' ' || it.unit || ' ' || it.version as name, min(quarantine.received_at) as since
       from jsonb_to_recordset(?::jsonb) as it(source text, unit text, version int)
       join quarantine on quarantine.source = it.source and quarantine.unit = it.unit and quarantine.version = it.version
        and quarantine.reason = 'CONFLICT' and quarantine.closed_at is null
      group by 1`,
    [JSON.stringify(held)],
  );
  return new Map(rows.map(({ name, since }) => [name, new Date(since)]));
};

/** Lets go of what waited, and of what is known of what did, when its time is over. @param today local date. */
export const sweepQuarantine = async ({ query }: Transaction, today: string): Promise<void> => {
  await query(`delete from quarantine where retain_until <= ?::date`, [today]);
};

/** Lets go of everything that waits of an agency that leaves. */
export const dropQuarantineOf = async ({ query }: Transaction, controller: string): Promise<void> => {
  await query(`delete from quarantine where controller = ?`, [controller]);
};
