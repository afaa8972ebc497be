import { createHash } from 'node:crypto';
import { appendWithin } from '../audit/audit-log.ts';
import type { JournalFile } from '../audit/journal-file.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { HubError } from '../domain/hub-error.ts';
import type { JournalFact, JournalKind } from '../domain/journal-fact.ts';
import type { Database, Transaction } from '../store/database.ts';
import {
  insertFacts,
  lockJournal,
  nextFacts,
  numberFacts,
  readJournalEnd,
  repeatFacts,
} from '../store/journal-store.ts';

/** How much was done again, by kind. */
export type Repeated = Readonly<Partial<Record<JournalKind, number>>>;

/** What must never come back, kept outside the database (R21): a restored backup does it again before its first answer. */
export interface Journal {
  /**
   * Does again what the journal says and the database, which is then a restored backup, does not.
   *
   * @throws ConfigurationError where a line of the journal was changed.
   */
  readonly repeat: () => Promise<Repeated>;
  /**
   * Resolves once everything that is committed stands in the journal: an answer that tells of it waits for this.
   *
   * @throws HubError STORAGE_UNAVAILABLE where it does not.
   */
  readonly keep: () => Promise<void>;
  /** Keeps from time to time what the sweep, other processes and commands did. Stopping keeps once more. */
  readonly start: (
    intervalMilliseconds: number,
    onFault: (error: unknown) => void,
  ) => { readonly stop: () => Promise<void> };
}

export interface JournalInput {
  readonly database: Database;
  readonly file: JournalFile;
  readonly clock: () => Date;
}

const factsAtOnce = 1000;

/** Which facts the file has: a digest of each name, because there can be a million. */
const nameOf = ({ kind, key }: Pick<JournalFact, 'kind' | 'key'>): string =>
  createHash('sha256').update(`${kind} ${key}`).digest('base64url').slice(0, 16);

/**
 * Makes the journal.
 *
 * INVARIANT: the file is never ahead of the database. A fact is written into it after its transaction is committed, so that
 * no withdrawal can come of an act that never happened, and before its answer is given. What a crash in between leaves out
 * is found at the next look, because the database has it.
 */
export const createJournal = ({ database, file, clock }: JournalInput): Journal => {
  const known = new Set<string>();
  /** Up to which number the database's facts stand in the file. */
  let kept = '0';

  const readOn = async (take: (facts: readonly JournalFact[]) => Promise<void>): Promise<void> => {
    let facts: JournalFact[] = [];
    for await (const fact of file.readOn()) {
      known.add(nameOf(fact));
      facts.push(fact);
      if (facts.length < factsAtOnce) continue;
      await take(facts);
      facts = [];
    }
    await take(facts);
  };

  const write = async (transaction: Transaction): Promise<string> => {
    await lockJournal(transaction);
    // Another process may write into the same file; under the lock it is at its end.
    await readOn(async () => undefined);
    await numberFacts(transaction);
    let [after, more] = [kept, true];
    while (more) {
      const facts = await nextFacts(transaction, after, factsAtOnce);
      const missing = facts.filter((fact) => !known.has(nameOf(fact)));
      await file.append(missing.map(({ kind, key, at, fact }) => ({ kind, key, at, fact })));
      for (const fact of missing) known.add(nameOf(fact));
      after = facts.at(-1)?.number ?? after;
      more = facts.length === factsAtOnce;
    }
    return after;
  };

  const look = async (): Promise<void> => {
    const { last, waiting } = await readJournalEnd(database);
    if (!waiting && last === kept) return;
    // A store that was set back under a running hub numbers anew.
    if (BigInt(last) < BigInt(kept)) kept = '0';
    kept = await database.transaction(write);
  };

  // Who comes while one looks needs a look of their own, which all that come meanwhile share.
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const lookOnce = async (): Promise<void> => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null;
        running = look();
        return running;
      });
    await next;
  };

  const keep: Journal['keep'] = async () => {
    try {
      await lookOnce();
    } catch (error) {
      if (error instanceof HubError) throw error;
      const code = error instanceof ConfigurationError ? 'changed' : (error as { code?: string }).code;
      throw new HubError('STORAGE_UNAVAILABLE', {
        cause: error,
        internal: `the journal outside the database could not be written (${code ?? 'unknown'})`,
        retryAfterSeconds: 5,
      });
    }
  };

  return {
    keep,
    start: (intervalMilliseconds, onFault) => {
      const timer = setInterval(() => void keep().catch(onFault), intervalMilliseconds);
      timer.unref();
      return {
        stop: async () => {
          clearInterval(timer);
          await keep().catch(onFault);
        },
      };
    },
    repeat: async () =>
      await database.transaction(async (transaction) => {
        await lockJournal(transaction);
        await readOn(async (facts) => await insertFacts(transaction, facts));
        const done = await repeatFacts(transaction, clock());
        if (Object.keys(done).length > 0) {
          const at = clock().toISOString();
          await appendWithin(transaction, [
            { kind: 'ERASURE', at, agency: null, actor: 'journal', cause: 'RESTORED_BACKUP', counts: done },
          ]);
        }
        return done;
      }),
  };
};
