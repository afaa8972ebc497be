import type { Transaction } from './database.ts';

/** What became of a unit. */
export type UnitChange = 'CREATED' | 'UPDATED' | 'ENDED';

/** One change, as those will be told of it who may see it. INVARIANT: holds no value; of what lies in a compartment there is none. */
export interface NewChange {
  readonly id: string;
  readonly source: string;
  readonly controller: string;
  readonly unit: string;
  readonly version: number;
  readonly change: UnitChange;
}

/** Writes what has changed, in the transaction that changes it. */
export const insertChanges = async (
  { query }: Transaction,
  changes: readonly NewChange[],
  at: Date,
): Promise<void> => {
  if (changes.length === 0) return;
  await query(
    `insert into outbox (id, source, controller, unit, version, change, at)
       select id, source, controller, unit, version, change, ? from jsonb_to_recordset(?::jsonb)
         as it(id uuid, source text, controller text, unit text, version int, change text)`,
    [at, JSON.stringify(changes)],
  );
};

/** How long a change is kept for whoever was away. */
const keptDays = 30;

/** Lets go of changes that nobody waits for any more. */
export const sweepOutbox = async ({ query }: Transaction, at: Date): Promise<void> => {
  await query(`delete from outbox where at < ?::timestamptz - make_interval(days => ${keptDays})`, [at]);
};
