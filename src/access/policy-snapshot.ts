import type { Agreement } from '../domain/agreement.ts';
import { HubError } from '../domain/hub-error.ts';
import { findAgreements, readPolicyNumber } from '../store/agreement-store.ts';
import type { Database } from '../store/database.ts';
import { approvedAgreements } from './agreement-history.ts';

/** What is agreed at one moment. */
export interface Policy {
  /** Names what agreements and registry say: plans are remembered under it, and the log names it. */
  readonly version: string;
  /** Approved ones, each with the days on which it holds; some are over, some have not begun. */
  readonly agreements: readonly Agreement[];
}

/** The policy in force as this process knows it. */
export interface PolicySnapshot {
  /**
   * The policy as it was read last.
   *
   * @throws HubError STORAGE_UNAVAILABLE where that is too long ago: a right that was taken away must not live on because
   *   the store cannot be asked (fail closed).
   */
  readonly current: () => Policy;
  /**
   * The same, read anew first where it would soon be too old: for the beginning of a request.
   *
   * @param known the version that another process has by now, or null: where this one has another, it reads anew.
   * @throws as `current`.
   */
  readonly fresh: (known: string | null) => Promise<Policy>;
  /** Reads the policy again where it changed. */
  readonly refresh: () => Promise<void>;
  /** After a change by this process: what was read before is not used again, even where the store cannot be read now. */
  readonly changed: () => Promise<void>;
  readonly start: (intervalMilliseconds: number) => void;
  /** Ends the timer, and waits for what it began: it must not find the store closed. */
  readonly stop: () => Promise<void>;
}

export interface PolicySnapshotInput {
  readonly database: Pick<Database, 'query'>;
  readonly versionOf: (agreements: readonly Agreement[]) => string;
  /** Milliseconds of a clock that nobody sets: how old the snapshot is does not depend on the day. */
  readonly elapsed: () => number;
  /** Told why a run that the timer started failed. */
  readonly onFault: (error: unknown) => void;
}

/** THREATS.md: what is taken away stops within five seconds everywhere. */
export const oldestSnapshot = 5000;

interface Snapshot {
  readonly number: bigint;
  readonly policy: Policy;
  readonly readAt: number;
}

const unavailable = (): HubError =>
  new HubError('STORAGE_UNAVAILABLE', {
    internal: 'the policy in force could not be read for too long',
    retryAfterSeconds: 5,
  });

/** Reads the policy from the store, and again when a number there says that it changed. */
export const openPolicySnapshot = async (input: PolicySnapshotInput): Promise<PolicySnapshot> => {
  let last: Snapshot | null = null;
  let timer: NodeJS.Timeout | null = null;
  let reading: Promise<void> | null = null;
  // How many changes of this process there were: a reading that began before one is not kept.
  let changes = 0;

  const load = async (): Promise<void> => {
    const seen = changes;
    const readAt = input.elapsed();
    // The number first: agreements that are newer than it are read once more, older ones would be kept for new.
    const number = await readPolicyNumber(input.database);
    if (seen === changes && last?.number === number) {
      last = { ...last, readAt };
      return;
    }
    const agreements = approvedAgreements(await findAgreements(input.database));
    // Readings can overtake each other, and none may put an older policy back.
    if (seen !== changes || (last !== null && last.number > number)) return;
    last = { number, policy: { version: input.versionOf(agreements), agreements }, readAt };
  };

  const policyWithin = (milliseconds: number): Policy | null =>
    last !== null && input.elapsed() - last.readAt <= milliseconds ? last.policy : null;

  const current = (): Policy => {
    const policy = policyWithin(oldestSnapshot);
    if (policy === null) throw unavailable();
    return policy;
  };

  await load();

  return {
    current,
    fresh: async (known) => {
      const young = policyWithin(oldestSnapshot / 2);
      if (young !== null && (known === null || young.version === known)) return young;
      await load().catch(input.onFault);
      return current();
    },
    refresh: load,
    changed: async () => {
      changes += 1;
      last = null;
      await load().catch(input.onFault);
    },
    start: (intervalMilliseconds) => {
      timer = setInterval(() => {
        // A store that does not answer is asked once, not once a second.
        reading ??= load()
          .catch(input.onFault)
          .finally(() => {
            reading = null;
          });
      }, intervalMilliseconds);
      timer.unref();
    },
    stop: async () => {
      if (timer) clearInterval(timer);
      await reading;
    },
  };
};
