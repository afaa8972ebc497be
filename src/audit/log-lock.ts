import type { Transaction } from '../store/database.ts';

/** Any number, as long as nothing else in the database locks by it. */
const lockNumber = 7_305_414_201;

/** Takes the lock of the log's end, to the end of the transaction; false where another process holds it. */
export const tryLockLog = async (transaction: Transaction): Promise<boolean> => {
  const [lock] = await transaction.query<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock(?) as locked`,
    [lockNumber],
  );
  return lock?.locked === true;
};

/** Waits for the lock of the log's end, and holds it to the end of the transaction. */
export const lockLog = async (transaction: Transaction): Promise<void> => {
  await transaction.query('select pg_advisory_xact_lock(?)', [lockNumber]);
};
