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

/**
 * Finds past policies again: agreements are never overwritten and their events never change, so the policy of any moment is
 * its events up to then. A process may have been a second behind, so earlier moments are tried too; a registry that was
 * another then gives another name, and no answer.
 */
export const createPolicyHistory = ({ database, versionOf }: PolicyHistoryInput): PolicyHistory => {
  const known = new LRUCache<string, readonly Agreement[]>({ max: keptPolicies });
  return async (policyVersion, at) => {
    const kept = known.get(policyVersion);
    if (kept) return kept;
    const stored = await findAgreements(database);
    const instants = stored.flatMap(({ events }) => events.map((event) => event.at.getTime()));
    const earlier = [...new Set(instants)].filter((instant) => instant <= at.getTime()).sort((a, b) => b - a);
    for (const instant of earlier) {
      const agreements = approvedAgreements(storedAt(stored, instant));
      if (versionOf(agreements) !== policyVersion) continue;
      known.set(policyVersion, agreements);
      return agreements;
    }
    return null;
  };
};
