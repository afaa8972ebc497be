import { HubError } from '../domain/hub-error.ts';
import type { Timer } from '../domain/timer.ts';
import type { Database } from '../store/database.ts';
import { readJournalEnd } from '../store/journal-store.ts';

const stepMilliseconds = 100;
/** Several of the core's turns, and far less than a request may take. */
const mostMilliseconds = 10_000;

/**
 * For a process that has no journal of its own: resolves once another one, which has, kept everything that is committed.
 *
 * @throws HubError STORAGE_UNAVAILABLE where none does.
 */
export const awaitKept =
  (database: Database, timer: Timer): (() => Promise<void>) =>
  async () => {
    const end = timer.now() + mostMilliseconds;
    while ((await readJournalEnd(database)).waiting) {
      if (timer.now() >= end)
        throw new HubError('STORAGE_UNAVAILABLE', {
          internal: 'nobody keeps the journal outside the database',
          retryAfterSeconds: 5,
        });
      await timer.wait(stepMilliseconds);
    }
  };
