import type { Database, Transaction } from './database.ts';

/** Whose records of which kind an agency can reach at all: what row-level security, the second net, goes by. */
export interface Reach {
  readonly recipient: string;
  readonly controller: string;
  readonly kind: string;
}

/** Replaces the reach inside a transaction: the second net changes with the policy or not at all. */
export const writeReach = async (transaction: Transaction, reaches: readonly Reach[]): Promise<void> => {
  await transaction.query('delete from reach');
  await transaction.query(
    `insert into reach (recipient, controller, kind)
       select recipient, controller, kind from jsonb_to_recordset(?::jsonb) as it(recipient text, controller text, kind text)
       on conflict do nothing`,
    [JSON.stringify(reaches)],
  );
};

/** Whether any record is stored: a store without one is new. */
export const isEmpty = async (database: Database): Promise<boolean> =>
  (await database.query('select 1 from record limit 1')).length === 0;

/** Whether the store answers. */
export const ping = async (database: Database): Promise<void> => {
  await database.query('select 1');
};
