import { HubError } from '../domain/hub-error.ts';
import type { Database, Transaction } from './database.ts';

/** A push that came before under the same key. */
export interface EarlierPush<Receipts> {
  readonly request_hash: string;
  readonly receipts: Receipts | null;
}

interface PushName {
  readonly agency: string;
  readonly operation: string;
  readonly key: string;
}

/** After this a push without receipts died with its process: its claim can be taken over. */
const claimSeconds = 60;

/**
 * Claims an idempotency key, or tells what came before under it.
 *
 * @returns null where the key is now this push's own.
 */
export const claimPush = async <Receipts>(
  database: Database,
  push: PushName & { readonly requestHash: string; readonly at: Date },
): Promise<EarlierPush<Receipts> | null> =>
  await database.transaction(async (transaction) => {
    const name = [push.agency, push.operation, push.key];
    await transaction.query(
      `delete from push where agency = ? and operation = ? and key = ? and receipts is null
         and started_at < ?::timestamptz - make_interval(secs => ${claimSeconds})`,
      [...name, push.at],
    );
    const claimed = await transaction.query(
      `insert into push (agency, operation, key, request_hash, started_at) values (?, ?, ?, ?, ?)
         on conflict do nothing returning key`,
      [...name, push.requestHash, push.at],
    );
    if (claimed.length > 0) return null;
    const [earlier] = await transaction.query<EarlierPush<Receipts>>(
      `select request_hash, receipts from push where agency = ? and operation = ? and key = ?`,
      name,
    );
    return earlier ?? null;
  });

/**
 * Keeps the receipts with their effect, in the effect's own transaction.
 *
 * @throws HubError IDEMPOTENCY_KEY_IN_FLIGHT, which undoes the effect, where this push took so long that another took its key.
 */
export const finishPush = async (
  transaction: Transaction,
  push: PushName & { readonly requestHash: string; readonly at: Date },
  receipts: unknown,
): Promise<void> => {
  const kept = await transaction.query(
    `update push set receipts = ?::jsonb where agency = ? and operation = ? and key = ?
       and request_hash = ? and started_at = ? and receipts is null returning key`,
    [JSON.stringify(receipts), push.agency, push.operation, push.key, push.requestHash, push.at],
  );
  if (kept.length === 0) throw new HubError('IDEMPOTENCY_KEY_IN_FLIGHT', { retryAfterSeconds: 1 });
};

/** Gives a key back after a push that had no effect. */
export const releasePush = async (
  database: Database,
  push: PushName & { readonly at: Date },
): Promise<void> => {
  await database.query(
    `delete from push where agency = ? and operation = ? and key = ? and started_at = ? and receipts is null`,
    [push.agency, push.operation, push.key, push.at],
  );
};
