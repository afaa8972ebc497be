import type { CryptoKey, JWK } from 'jose';
import { HubError } from '../domain/hub-error.ts';
import { raiseAlert } from '../store/alert-store.ts';
import type { Database } from '../store/database.ts';
import { appendWithin } from './audit-log.ts';
import type { HeadStore } from './head-store.ts';
import { lockLog } from './log-lock.ts';
import { type Restore, readStoreEnd, signRestore } from './signed-restore.ts';
import { verifyLog } from './verify-log.ts';

export interface RecordRestoreOptions {
  readonly database: Database;
  readonly heads: HeadStore;
  /** The private ES256 key of the heads. */
  readonly signingKey: JWK | CryptoKey;
  readonly keyId: string;
  readonly publicKey: JWK | CryptoKey;
  readonly clock: () => Date;
  readonly createId: () => string;
  /** Whose data protection officers are told: every agency's. */
  readonly agencies: readonly string[];
}

/** Who says that a backup was restored, and why: lines of 1 to 200 characters that can be printed. */
export interface RestoreWords {
  readonly by: string;
  readonly reason: string;
}

const line = /^(?!\s*$)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/**
 * Puts on record that a backup was restored and lines of the log are gone: an entry in the log, an alert for every data
 * protection officer, and a signed statement behind the old heads, which stay. From then on the sealer goes on from the last
 * head that the restored log carries, and the verifier names the lines that are gone.
 *
 * INVARIANT: nothing of the hub calls this by itself: whoever owns the database could otherwise cut the log short and have it
 * sealed over. It is for a log that agrees with every head up to its end, and not for one that says something else.
 *
 * @returns what was signed.
 * @throws HubError BAD_USER_INPUT where the log is not shorter than its heads, or was changed as well.
 */
export const recordRestore = async (
  options: RecordRestoreOptions,
  { by, reason }: RestoreWords,
): Promise<Restore> => {
  const { database, heads, publicKey, clock, createId } = options;
  if (!line.test(by) || !line.test(reason))
    refuse('Who says it and why is told in one line each, of 1 to 200 characters.');
  const found = await verifyLog({ database, heads, publicKey, clock });
  if (found.ok)
    return refuse('The log is as long as its heads say: no restored backup is to be put on record.');
  const { cut } = found;
  if (!cut)
    return refuse(`This is not what a restored backup leaves, and must be looked into: ${found.reason}.`);
  const at = clock();
  const restore: Restore = { by, reason, at: at.toISOString(), ...cut };
  // Before the statement: what dies in between leaves a line too many, and never a log that went on without one.
  await database.transaction(async (transaction) => {
    const { by: actor, ...said } = restore;
    await appendWithin(transaction, [{ kind: 'RESTORE', agency: null, actor, ...said }]);
    for (const recipient of options.agencies) {
      await raiseAlert(transaction, {
        ...{ id: createId(), recipient, role: 'dpo', kind: 'LOG_RESTORED', matter: null, at },
        ...{ agency: null, actor, purpose: null, objects: cut.from.position - cut.to.position },
      });
    }
  });
  await database.transaction(async (transaction) => {
    await lockLog(transaction);
    const { end } = await readStoreEnd(heads, publicKey);
    if (end.position !== cut.from.position || end.hash !== cut.from.hash)
      refuse('Meanwhile something else was signed. Nothing is lost: verify the log, and begin anew.');
    await heads.append(await signRestore(options.signingKey, options.keyId, restore));
  });
  return restore;
};
