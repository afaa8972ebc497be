import { LRUCache } from 'lru-cache';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Database } from '../store/database.ts';
import { personsReadAsDeclared } from '../store/declared-store.ts';
import type { Disclosure } from './disclosures.ts';

/** Persons whom one actor may read in a day on relationships that nobody but the agency itself has stated (S16). */
const mostDeclaredPersons = 5;

export interface DeclaredLimitInput {
  readonly database: Database;
  readonly timeZone: string;
  readonly clock: () => Date;
}

/** Throws where what is about to be given goes beyond the day's limit. */
export type DeclaredLimit = (caller: Caller, disclosures: readonly Disclosure[]) => Promise<void>;

const sinceMidnight = (now: Date, timeZone: string): Date => {
  // A day has at most 25 hours; the first instant of the local day is found from there.
  const day = localDateOf(now, timeZone);
  let start = new Date(now.getTime() - 25 * 3_600_000);
  while (localDateOf(start, timeZone) !== day) start = new Date(start.getTime() + 900_000);
  return start;
};

/**
 * R10's tripwire: whoever declares relationships to read people is stopped after five in a day, whatever the agency.
 *
 * @throws HubError RATE_LIMITED
 */
export const createDeclaredLimit = ({ database, timeZone, clock }: DeclaredLimitInput): DeclaredLimit => {
  // What was let through and may not be in the log yet: without it six requests at once would each be the first.
  const letThrough = new LRUCache<string, ReadonlySet<string>>({ max: 1000 });
  return async (caller, disclosures) => {
    const asked = disclosures.filter((each) => each.opening.declared).flatMap((each) => each.opening.through);
    if (asked.length === 0 || caller.kind !== 'AGENCY') return;
    const since = sinceMidnight(clock(), timeZone);
    const key = JSON.stringify([caller.agency, caller.actor, since]);
    const read = await personsReadAsDeclared(database, { agency: caller.agency, name: caller.actor, since });
    const persons = new Set([...read, ...(letThrough.get(key) ?? []), ...asked]);
    if (persons.size > mostDeclaredPersons) {
      throw new HubError('RATE_LIMITED', { retryAfterSeconds: 86_400 });
    }
    letThrough.set(key, persons);
  };
};
