import { HubError } from '../domain/hub-error.ts';
import type { Database } from '../store/database.ts';
import { addRevocation, liftRevocations, type Revocation, revokedTokens } from '../store/revocation-store.ts';

/** What is revoked, at hand for every request and never older than it may be. */
export interface Revocations {
  /**
   * Whether a token is refused before its time. INVARIANT: by issuer and `jti`, never by the token's text (T11).
   *
   * @throws HubError STORAGE_UNAVAILABLE where it was not known for more than five seconds (T13): then nothing is trusted.
   */
  readonly isRevoked: (issuer: string, tokenId: string, issuedAtSeconds: number) => Promise<boolean>;
  /** Reads the store now; rejects where it cannot be read. */
  readonly refresh: () => Promise<void>;
  /** Revokes; it holds here before this resolves, and in every other process within five seconds. */
  readonly revoke: (revocation: Revocation) => Promise<void>;
  /** Lifts what holds of one token (`tokenId`), or of the whole issuer. Resolves to the number of acts that held. */
  readonly lift: (issuer: string, tokenId: string | null) => Promise<number>;
}

export interface RevocationsInput {
  readonly database: Database;
  readonly clock: () => Date;
  /** How long the store may take to say what is revoked; by default 2 seconds. */
  readonly deadlineMilliseconds?: number;
}

/** T13: within this time after a revocation no process of the hub takes the token. */
const mostAgeMilliseconds = 5000;

interface Known {
  readonly readAt: number;
  readonly tokens: ReadonlySet<string>;
  /** By issuer: tokens issued up to this second are refused. */
  readonly issuedUntil: ReadonlyMap<string, number>;
}

/** A store that does not answer must not hold up what waits for it, nor the readings after it. */
const within = async <Result>(milliseconds: number, work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the store did not answer in time')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Injective: neither part can end where the other begins. */
const nameOf = (issuer: string, tokenId: string): string => JSON.stringify([issuer, tokenId]);

/**
 * Keeps what is revoked in memory, read from the store every second by whoever calls `refresh`, at once after a change of
 * its own, and where it has grown too old, before it is asked.
 */
export const createRevocations = (input: RevocationsInput): Revocations => {
  const { database, clock, deadlineMilliseconds = 2000 } = input;
  let known: Known | null = null;
  let reading: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    // Before the statement: what is written while it runs may not be in it.
    const at = clock();
    const tokens = new Set<string>();
    const issuedUntil = new Map<string, number>();
    const revoked = await within(deadlineMilliseconds, revokedTokens(database, at));
    for (const { issuer, tokenId, issuedUntil: until } of revoked) {
      if (tokenId !== null) tokens.add(nameOf(issuer, tokenId));
      else {
        const seconds = until === null ? Number.POSITIVE_INFINITY : until.getTime() / 1000;
        issuedUntil.set(issuer, Math.max(seconds, issuedUntil.get(issuer) ?? 0));
      }
    }
    known = { readAt: at.getTime(), tokens, issuedUntil };
  };

  const refresh = async (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = null;
    });
    await reading;
  };

  /** After a change: a reading that began before it would not have it. */
  const refreshAfterChange = async (): Promise<void> => {
    await reading?.catch(() => undefined);
    await refresh();
  };

  const unavailable = (cause?: unknown): HubError =>
    new HubError('STORAGE_UNAVAILABLE', {
      cause,
      internal: 'it is not known which tokens are revoked',
      retryAfterSeconds: 5,
    });

  const atHand = (): Known | null => {
    const age = known === null ? Number.NaN : clock().getTime() - known.readAt;
    // A clock that was set back says nothing of the age.
    return age >= 0 && age <= mostAgeMilliseconds ? known : null;
  };

  const fresh = async (): Promise<Known> => {
    const found = atHand();
    if (found !== null) return found;
    await refresh().catch((cause: unknown) => {
      throw unavailable(cause);
    });
    // A reading that had begun long before may have ended just now.
    const read = atHand();
    if (read === null) throw unavailable();
    return read;
  };

  return {
    isRevoked: async (issuer, tokenId, issuedAtSeconds) => {
      const { tokens, issuedUntil } = await fresh();
      return tokens.has(nameOf(issuer, tokenId)) || issuedAtSeconds <= (issuedUntil.get(issuer) ?? -1);
    },
    refresh,
    revoke: async (revocation) => {
      await addRevocation(database, revocation);
      await refreshAfterChange();
    },
    lift: async (issuer, tokenId) => {
      const lifted = await liftRevocations(database, { issuer, tokenId }, clock());
      await refreshAfterChange();
      return lifted;
    },
  };
};
