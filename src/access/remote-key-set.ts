import { isDeepStrictEqual } from 'node:util';
import type { JWK } from 'jose';
import { z } from 'zod';
import { KeySetFetchFailure } from './fetch-key-set.ts';
import { createKeySet, isPrivate, type KeySet, keySchema } from './key-set.ts';
import { TokenRefusal } from './token-refusal.ts';

/** A key set that is fetched, and what keeps it fresh. */
export interface RemoteKeySet extends KeySet {
  /** Fetches where the set is due and the cooldown is over; resolves once that is done, and never rejects. */
  readonly refresh: () => Promise<void>;
}

export interface RemoteKeySetOptions {
  /** The text of the JWK Set. Whoever fetches holds deadline, size and address (T8). */
  readonly fetchText: () => Promise<string>;
  readonly clock: () => Date;
  /** Told that a fetch failed, why in words that quote nothing, and how old the set is that serves; null where none does. */
  readonly onFault: (reason: string, ageSeconds: number | null) => void;
}

/** T9: between two fetches, whatever tokens come. */
const cooldownSeconds = 30;
/** Fetched anew from here on, so that a set is not older than 600 s while its address answers (T7). */
const dueSeconds = 540;
/** How long the last good set serves while its address does not answer (T8). */
const staleSeconds = 3600;
/** From here on a failing address is an alarm (T8). */
export const alarmSeconds = 600;
/** Tokens with a new kid that wait for the fetch they may need; beyond it they are refused at once (T9). */
const mostWaiting = 50;
const mostKeys = 100;

const setSchema = z.object({ keys: z.array(z.unknown()).max(mostKeys) });

/**
 * The keys of a fetched set. A member that is no key is left out, as RFC 7517 section 5 asks; so is a private one: whoever
 * publishes it has given it away, and what it signs proves nothing.
 */
const readKeys = (text: string): JWK[] => {
  const { keys } = setSchema.parse(JSON.parse(text));
  return keys.flatMap((each) => {
    const key = keySchema.safeParse(each);
    return key.success && !isPrivate(key.data) ? [key.data as JWK] : [];
  });
};

/** The same object for the same key, so that a remembered token knows it and nothing is imported twice. */
const keepKnown = (keys: readonly JWK[], known: readonly JWK[]): JWK[] =>
  keys.map((key) => known.find((each) => isDeepStrictEqual(each, key)) ?? key);

/** INVARIANT: never the parser's own words, which quote what was sent. */
const reasonOf = (error: unknown): string => {
  if (error instanceof KeySetFetchFailure) return error.message;
  return error instanceof z.ZodError || error instanceof SyntaxError
    ? 'the answer is no JWK Set'
    : 'the address could not be read';
};

interface FetchedSet {
  readonly keys: readonly JWK[];
  readonly set: KeySet;
  readonly fetchedAt: number;
}

/**
 * The keys of an issuer that publishes them at an address (T7 to T9). jose's own remote set fails on every request once
 * its ten minutes are over and the address is down; this one serves the last good set for an hour, and never a key that no
 * set has held.
 */
export const createRemoteKeySet = ({ fetchText, clock, onFault }: RemoteKeySetOptions): RemoteKeySet => {
  let current: FetchedSet | null = null;
  let attemptedAt: number | null = null;
  let running: Promise<void> | null = null;
  let waiting = 0;

  const now = (): number => clock().getTime() / 1000;
  /** Also where the clock was set back: better a fetch too many than a set that never grows old. */
  const isOver = (since: number, seconds: number): boolean => now() < since || now() - since >= seconds;
  const serving = (): FetchedSet | null =>
    current !== null && now() - current.fetchedAt < staleSeconds ? current : null;

  const load = async (): Promise<void> => {
    // Before the fetch: the set may have been written when it began.
    const fetchedAt = now();
    try {
      const keys = keepKnown(readKeys(await fetchText()), current?.keys ?? []);
      current = { keys, set: createKeySet({ keys }), fetchedAt };
    } catch (error) {
      const served = serving();
      onFault(reasonOf(error), served && Math.round(now() - served.fetchedAt));
    }
  };

  const attempt = (): Promise<void> | null => {
    if (running !== null) return running;
    if (attemptedAt !== null && !isOver(attemptedAt, cooldownSeconds)) return null;
    attemptedAt = now();
    running = load().finally(() => {
      running = null;
    });
    return running;
  };

  const isDue = (): boolean => current === null || isOver(current.fetchedAt, dueSeconds);

  const lookUp = (algorithm: string, keyId: string | undefined): JWK | TokenRefusal => {
    const served = serving();
    if (served === null) return new TokenRefusal('the keys of the issuer are not known');
    try {
      return served.set.find(algorithm, keyId) as JWK;
    } catch (error) {
      if (error instanceof TokenRefusal) return error;
      throw error;
    }
  };

  return {
    refresh: async () => {
      if (isDue()) await attempt();
    },
    find: async (algorithm, keyId) => {
      const known = lookUp(algorithm, keyId);
      const fetching = known instanceof TokenRefusal || isDue() ? attempt() : null;
      if (!(known instanceof TokenRefusal)) return known;
      if (fetching === null || waiting >= mostWaiting) throw known;
      waiting += 1;
      try {
        await fetching;
      } finally {
        waiting -= 1;
      }
      const found = lookUp(algorithm, keyId);
      if (found instanceof TokenRefusal) throw found;
      return found;
    },
    stillFinds: (key, algorithm, keyId) => lookUp(algorithm, keyId) === key,
  };
};
