import type { Database, Transaction } from './database.ts';

/** What became of a unit. */
export type UnitChange = 'CREATED' | 'UPDATED' | 'ENDED';

/** What of one record of a unit is not as it was: the names of its fields, and no value. */
export interface ChangedRecord {
  readonly kind: string;
  readonly localId: string;
  readonly fields: readonly string[];
}

/** One change, as those will be told of it who may see it. INVARIANT: holds no value; of what lies in a compartment there is none. */
export interface NewChange {
  readonly id: string;
  readonly source: string;
  readonly controller: string;
  readonly unit: string;
  readonly version: number;
  readonly change: UnitChange;
  readonly changed: readonly ChangedRecord[];
}

/** A change as it is told, in the order of changes. */
export interface Change extends NewChange {
  readonly position: number;
  /** The household its unit is of now, or null. */
  readonly household: string | null;
  readonly at: Date;
}

/** Writes what has changed, in the transaction that changes it. */
export const insertChanges = async (
  { query }: Transaction,
  changes: readonly NewChange[],
  at: Date,
): Promise<void> => {
  if (changes.length === 0) return;
  await query(
    `insert into outbox (id, source, controller, unit, version, change, changed, at)
       select id, source, controller, unit, version, change, changed, ? from jsonb_to_recordset(?::jsonb)
         as it(id uuid, source text, controller text, unit text, version int, change text, changed jsonb)`,
    [at, JSON.stringify(changes)],
  );
};

type Written = Omit<Change, 'position' | 'at'> & {
  readonly position: string | number;
  readonly at: string | Date;
};

const read = ({ position, at, ...row }: Written): Change => ({
  ...row,
  position: Number(position),
  at: new Date(at),
});

const told = `select outbox.position, outbox.id::text as id, outbox.source, outbox.controller, outbox.unit, outbox.version,
    outbox.change, outbox.changed, outbox.at, home.entity_id::text as household
  from outbox left join link home on home.entity = 'HOUSEHOLD' and home.source = outbox.source and home.local_id = outbox.unit
    and home.ended_at is null`;

/** What comes after a position, the earliest first. What changed nothing that can be read is left out. */
export const findChanges = async (
  { query }: Pick<Database, 'query'>,
  after: number,
  limit: number,
): Promise<readonly Change[]> =>
  (
    await query<Written>(
      `${told} where outbox.position > ? and outbox.changed <> '[]'::jsonb order by outbox.position limit ?`,
      [after, limit],
    )
  ).map(read);

/** One change, or null: there is none, or it is kept no longer. */
export const findChange = async ({ query }: Pick<Database, 'query'>, id: string): Promise<Change | null> => {
  const [found] = await query<Written>(`${told} where outbox.id = ?::uuid`, [id]);
  return found ? read(found) : null;
};

/** After which position everything is that comes from now on; or, with an instant, everything from then on. */
export const positionBefore = async (
  { query }: Pick<Database, 'query'>,
  from: Date | null,
): Promise<number> => {
  const [found] = await query<{ position: string | number | null }>(
    `select max(position) as position from outbox where ?::timestamptz is null or at < ?::timestamptz`,
    [from, from],
  );
  return Number(found?.position ?? 0);
};

/** How long a change is kept for whoever was away. */
const keptDays = 30;

/** Lets go of changes that nobody waits for any more. */
export const sweepOutbox = async ({ query }: Transaction, at: Date): Promise<void> => {
  await query(`delete from outbox where at < ?::timestamptz - make_interval(days => ${keptDays})`, [at]);
};
