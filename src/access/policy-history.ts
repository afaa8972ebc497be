import { LRUCache } from 'lru-cache';
import type { Agreement } from '../domain/agreement.ts';
import { findAgreements, type StoredAgreement } from '../store/agreement-store.ts';
import type { Database } from '../store/database.ts';
import { approvedAgreements } from './agreement-history.ts';

/** The agreements of a policy that the log names, or null where the events do not lead to it: nothing is guessed. */
export type PolicyHistory = (policyVersion: string, at: Date) => Promise<readonly Agreement[] | null>;

export interface PolicyHistoryInput {
  readonly database: Pick<Database, 'query'>;
  readonly versionOf: (agreements: readonly Agreement[]) => string;
}

const keptPolicies = 100;

/** What the store held once the acts up to an instant were done. */
const storedAt = (stored: readonly StoredAgreement[], instant: number): readonly StoredAgreement[] =>
  stored.flatMap((each) => {
    const events = each.events.filter(({ at }) => at.getTime() <= instant);
    return events.length > 0 ? [{ ...each, events }] : [];
  });

/** A policy, and the instants between which it was the store's. */
interface HeldPolicy {
  readonly agreements: readonly Agreement[];
  readonly from: number;
  readonly until: number;
}

/** How long after a policy a process may have gone by it: it looks for another every second. */
const greatestLag = 60_000;

/**
 * Finds past policies again: agreements are never overwritten and their events never change, so the policy of any moment is
 * its events up to then. A process may have been behind, so a policy is found for a while after its end, and no longer: who
 * writes an old policy into the log does not bring it back. A registry that was another then gives another name, and no answer.
 */
export const createPolicyHistory = ({ database, versionOf }: PolicyHistoryInput): PolicyHistory => {
  const known = new LRUCache<string, HeldPolicy>({ max: keptPolicies });
  const search = async (policyVersion: string): Promise<HeldPolicy | null> => {
    const stored = await findAgreements(database);
    const instants = [
      ...new Set(stored.flatMap(({ events }) => events.map((event) => event.at.getTime()))),
    ].sort((a, b) => a - b);
    const isIt = (instant: number): boolean =>
      versionOf(approvedAgreements(storedAt(stored, instant))) === policyVersion;
    const last = instants.findLastIndex(isIt);
    const until = instants[last + 1] ?? Number.POSITIVE_INFINITY;
    let from = instants[last];
    if (from === undefined) return null;
    const agreements = approvedAgreements(storedAt(stored, from));
    // A proposal or a refusal is an event too, and leaves the policy as it is.
    for (const earlier of instants.slice(0, last).reverse()) {
      if (!isIt(earlier)) break;
      from = earlier;
    }
    return { agreements, from, until };
  };
  return async (policyVersion, at) => {
    const held = known.get(policyVersion) ?? (await search(policyVersion));
    if (!held) return null;
    // The policy of now has no end yet, and would never have one if it were kept.
    if (held.until !== Number.POSITIVE_INFINITY) known.set(policyVersion, held);
    const instant = at.getTime();
    return held.from <= instant && instant < held.until + greatestLag ? held.agreements : null;
  };
};
