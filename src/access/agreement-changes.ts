import { LRUCache } from 'lru-cache';
import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { endedOn, succeededBy, succeedsOn } from '../policy/agreement-succession.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { type AccessChange, policyDiff } from '../policy/policy-diff.ts';

export interface AgreementChangesInput {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly sources: readonly Source[];
  readonly catalogue: Catalogue;
  /** Local date. */
  readonly today: () => string;
}

/** What an act on one agreement changes for its two agencies, told from the agreements alone. */
export interface AgreementChanges {
  /** Once the version stands in the place of earlier ones. */
  readonly byVersion: (agreements: readonly Agreement[], next: Agreement) => readonly AccessChange[];
  /** Once these, which are versions of one agreement, end on the day. */
  readonly byEnd: (
    agreements: readonly Agreement[],
    ended: readonly Agreement[],
    day: string,
  ) => readonly AccessChange[];
}

const keptComparisons = 500;

/** What an approved version says never changes, so names and ends say which policy it is. */
const nameOf = ({ id, version, validUntil }: Agreement): string => `${id}@${version} ${validUntil}`;

/**
 * Compares what the recipient reads of the controller's data: before an act for who proposes it, while a version waits for
 * who is to approve it, and afterwards in the answer to the act, always by this one function.
 */
export const createAgreementChanges = (input: AgreementChangesInput): AgreementChanges => {
  const changesOf = (
    before: readonly Agreement[],
    after: readonly Agreement[],
    day: string,
    { recipient, controller }: Agreement,
  ): readonly AccessChange[] => {
    const agency = input.agencies.get(recipient);
    const { sources, catalogue } = input;
    const agencies = agency ? [agency] : [];
    return policyDiff({ before, after, agencies, sources, catalogue, day }).filter(
      (each) => each.controller === controller,
    );
  };
  // A comparison is milliseconds of work, and a list of what waits, asked again under other names, is many of them.
  const known = new LRUCache<string, readonly AccessChange[]>({ max: keptComparisons });
  return {
    byVersion: (agreements, next) => {
      const today = input.today();
      // Whole, because a proposal that was not stored after all leaves its name to another.
      const key = [today, JSON.stringify(next), ...agreements.map(nameOf)].join('\n');
      const changes =
        known.get(key) ??
        changesOf(agreements, succeededBy(agreements, next, today), succeedsOn(next, today), next);
      known.set(key, changes);
      return changes;
    },
    byEnd: (agreements, ended, day) => {
      const last = ended.at(-1);
      return last ? changesOf(agreements, endedOn(agreements, ended, day), day, last) : [];
    },
  };
};
