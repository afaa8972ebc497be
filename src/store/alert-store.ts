import type { Database, Transaction } from './database.ts';

/** A line of the log that alerts are made of. */
export interface WatchedEntry {
  readonly position: string;
  readonly kind: 'LOOKUP' | 'DENIAL';
  readonly at: Date;
  readonly agency: string | null;
  readonly body: {
    readonly actor: string | null;
    readonly purpose: string | null;
    readonly code?: string;
    readonly sought?: readonly (readonly string[])[];
    readonly conflicted?: number;
  };
}

/** Who is told what. */
export interface NewAlert {
  readonly id: string;
  readonly recipient: string;
  readonly role: 'dpo' | 'lead' | 'supervisor' | 'head' | 'steward';
  readonly kind:
    | 'TRIPWIRE'
    | 'CONFLICT'
    | 'PURPOSE'
    | 'LIMIT'
    | 'ERASURE_OVERDUE'
    | 'OVERDUE'
    | 'EMERGENCY'
    | 'REVIEW_OVERDUE'
    | 'UNTRIAGED'
    | 'LOG_RESTORED'
    | 'GUARDIAN_WITHDRAWAL'
    | 'QUARANTINED';
  /** The compartment, in its controller's own words; for the lead alone. */
  readonly matter: string | null;
  readonly agency: string | null;
  readonly actor: string | null;
  readonly purpose: string | null;
  readonly at: Date;
  readonly objects: number;
}

/** An alert as it is read. */
export interface AlertRow extends Omit<NewAlert, 'at'> {
  readonly first_at: Date;
  readonly last_at: Date;
}

/**
 * The next lines of the sealed log. INVARIANT: by position and not by id: positions are given to what is committed, in
 * order, so no line that commits late is passed over.
 *
 * @returns null where there is none, and where another process is at it.
 */
export const nextEntries = async (
  transaction: Transaction,
  batch: number,
): Promise<{ readonly entries: readonly WatchedEntry[]; readonly end: string } | null> => {
  const [progress] = await transaction.query<{ position: string }>(
    `select position::text as position from alert_progress for update skip locked`,
  );
  if (!progress) return null;
  const [last] = await transaction.query<{ position: string }>(
    `select least(coalesce(max(position), 0), ?::bigint + ?::bigint)::text as position from audit_entry`,
    [progress.position, batch],
  );
  const end = last?.position ?? progress.position;
  if (end === progress.position) return null;
  const entries = await transaction.query<WatchedEntry>(
    `select position::text as position, kind, at, agency, body from audit_entry
      where position > ?::bigint and position <= ?::bigint and kind in ('LOOKUP', 'DENIAL') order by position`,
    [progress.position, end],
  );
  return { entries, end };
};

/** Adds to the alert that its recipient was already given within the hour, or makes one. */
export const raiseAlert = async (transaction: Transaction, alert: NewAlert): Promise<void> => {
  const same = [
    alert.recipient,
    alert.role,
    alert.kind,
    alert.matter,
    alert.agency,
    alert.actor,
    alert.purpose,
  ];
  const updated = await transaction.query(
    `update alert set objects = alert.objects + ?, last_at = greatest(last_at, ?::timestamptz)
      where recipient = ? and role = ? and kind = ? and matter is not distinct from ? and agency is not distinct from ?
        and actor is not distinct from ? and purpose is not distinct from ?
        and first_at > ?::timestamptz - interval '1 hour' returning id`,
    [alert.objects, alert.at, ...same, alert.at],
  );
  if (updated.length > 0) return;
  await transaction.query(
    `insert into alert (id, recipient, role, kind, matter, agency, actor, purpose, first_at, last_at, objects)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [alert.id, ...same, alert.at, alert.at, alert.objects],
  );
};

/** Remembers how far the log was looked through. */
export const saveProgress = async (transaction: Transaction, end: string): Promise<void> => {
  await transaction.query('update alert_progress set position = ?::bigint', [end]);
};

export interface AlertQuestion {
  readonly recipient: string;
  readonly roles: readonly string[];
  /** Who reads: nobody learns by an alert what came of their own look-ups. */
  readonly reader: string;
  readonly limit: number;
}

/** The newest alerts of an agency's holders of these roles, but for those about the reader's own acts. */
export const findAlerts = async (
  database: Database,
  { recipient, roles, reader, limit }: AlertQuestion,
): Promise<readonly AlertRow[]> => {
  // The embedded store gives text for an instant, PostgreSQL's driver a date.
  type Written = Omit<AlertRow, 'first_at' | 'last_at'> & Record<'first_at' | 'last_at', string | Date>;
  const rows = await database.query<Written>(
    `select id, recipient, role, kind, matter, agency, actor, purpose, first_at, last_at, objects from alert
      where recipient = ? and role = any (array(select jsonb_array_elements_text(?::jsonb)))
        and (agency is distinct from ? or actor is distinct from ?)
      order by last_at desc, id limit ?`,
    [recipient, JSON.stringify(roles), recipient, reader, limit],
  );
  return rows.map((row) => ({
    ...row,
    first_at: new Date(row.first_at),
    last_at: new Date(row.last_at),
  }));
};
