import type { Database } from './database.ts';

/** A part of an agency's hourly budget that a process asks for. */
export interface Lease {
  readonly agency: string;
  /** The hour's beginning. */
  readonly hour: Date;
  readonly objects: number;
  /** The whole budget of one hour. */
  readonly most: number;
}

/**
 * Hands out a part of the hour's budget, whole or not at all: one short statement, and the row's own lock keeps two processes
 * apart. A process whose clock is behind draws on the newer hour that another has begun.
 *
 * @returns whether it was handed out.
 */
export const leaseObjects = async (database: Database, lease: Lease): Promise<boolean> => {
  const { agency, hour, objects, most } = lease;
  if (objects > most) return false;
  const rows = await database.query(
    `insert into object_budget as budget (agency, hour, leased) values (?, ?, ?)
       on conflict (agency) do update set
         hour = greatest(budget.hour, excluded.hour),
         leased = excluded.leased + case when budget.hour < excluded.hour then 0 else budget.leased end
       where budget.hour < excluded.hour or budget.leased + excluded.leased <= ?
       returning agency`,
    [agency, hour, objects, most],
  );
  return rows.length > 0;
};
