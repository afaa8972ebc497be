import { unitName } from '../identity/gather-households.ts';
import type { Database } from '../store/database.ts';
import { findUnitsKeptApart } from '../store/household-decision-store.ts';
import type { OpenLine } from '../store/link-review-store.ts';
import { findLinkedMentions, type LinkedMentionRow } from '../store/link-store.ts';
import { type CandidateHousehold, householdCandidates } from './household-candidates.ts';
import { type PageOfReviews, pageOfReviews, type StewardQuestion } from './page-of-reviews.ts';
import { householdKeys, type StoredHousehold } from './stored-household.ts';
import type { VisibleHousehold, VisibleHouseholds } from './visible-households.ts';

/** A household that a waiting line may be of, by a unit of it. */
export interface VisibleHouseholdCandidate {
  readonly unit: VisibleHousehold;
  readonly fit: CandidateHousehold['evidence']['fit'];
}

/** A contract, case or observation of the steward's own agency that waits, with which household it may be of. */
export interface StewardHouseholdReview {
  /** The link's own id, by which the next page begins. */
  readonly id: string;
  readonly unit: VisibleHousehold;
  /** None where nobody visible lives there. */
  readonly candidates: readonly VisibleHouseholdCandidate[];
}

/** Which household a line is of, as a data steward may see it. */
export interface StewardHouseholdReviews {
  readonly page: (
    units: VisibleHouseholds,
    question: StewardQuestion,
  ) => Promise<PageOfReviews<StewardHouseholdReview>>;
}

const unitOf = ({ entityId, mention }: OpenLine): LinkedMentionRow<StoredHousehold> => ({
  entityId,
  mention: mention as StoredHousehold,
});

const nameOf = ({ mention: { source, localId } }: LinkedMentionRow<StoredHousehold>): string =>
  `${source} ${localId}`;

/**
 * Makes the service.
 *
 * INVARIANT: which household fits is found among what the steward's mask shows of them, their members' names included: what they
 * may not see is no candidate (S04).
 */
export const createStewardHouseholdReviews = (
  database: Pick<Database, 'transaction'>,
): StewardHouseholdReviews => {
  const reviewsOf = async (
    units: VisibleHouseholds,
    open: readonly OpenLine[],
  ): Promise<readonly StewardHouseholdReview[]> => {
    const waiting = await units.of(open.map(unitOf));
    const keys = waiting.flatMap(({ mention }) => householdKeys(mention));
    const { found, apartFrom } = await database.transaction(async (transaction) => ({
      found: await findLinkedMentions<StoredHousehold>(transaction, 'HOUSEHOLD', keys),
      apartFrom: await findUnitsKeptApart(transaction, open),
    }));
    const near = await units.of(found);
    const byName = new Map([...waiting, ...near].map((unit) => [nameOf(unit), unit]));
    return open.flatMap((line): StewardHouseholdReview[] => {
      const unit = byName.get(nameOf(unitOf(line)));
      if (unit === undefined) return [];
      const apart = new Set((apartFrom.get(unitName(line)) ?? []).map(unitName));
      const own = new Set(householdKeys(unit.mention));
      const met = new Set(
        near
          .filter(({ mention }) => householdKeys(mention).some((key) => own.has(key)))
          .map(({ entityId }) => entityId),
      );
      const candidates = householdCandidates(
        { ...line, mention: unit.mention },
        near.filter(({ entityId }) => met.has(entityId)),
        apart,
      ).flatMap((each) => {
        const best = byName.get(`${each.line.source} ${each.line.localId}`);
        return best ? [{ unit: best, fit: each.evidence.fit }] : [];
      });
      // An observation is about some household, known or not: it waits until somebody says of which, or of which it is not.
      return candidates.length > 0 || (unit.mention.headName !== null && apart.size === 0)
        ? [{ id: line.id, unit, candidates }]
        : [];
    });
  };

  return {
    page: async (units, question) =>
      await pageOfReviews(database, 'HOUSEHOLD', question, async (open) => await reviewsOf(units, open)),
  };
};
