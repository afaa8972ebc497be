import { blockKeys } from '../identity/block-keys.ts';
import { unitName } from '../identity/gather-households.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import type { Database, Transaction } from '../store/database.ts';
import { findUnitsKeptApart } from '../store/household-decision-store.ts';
import type { LineName } from '../store/link-decision-store.ts';
import { findOpenLines, type OpenLine } from '../store/link-review-store.ts';
import { findLinkedMentions, type LinkedEntity, type LinkedMentionRow } from '../store/link-store.ts';
import type { PersonEvidence } from './decide-person.ts';
import { type CandidateHousehold, householdCandidates } from './household-candidates.ts';
import type { HouseholdLineEvidence } from './household-evidence.ts';
import { findKeptApart, withoutApart } from './kept-apart.ts';
import type { LinkScoring } from './link-scoring.ts';
import { type CandidatePerson, personCandidates } from './person-candidates.ts';
import type { ScoringSource } from './scoring-source.ts';
import { householdKeys, type StoredHousehold } from './stored-household.ts';

/** A line that waits for somebody, with whom it may be. */
export type LinkReview = { readonly line: LineName } & (
  | {
      readonly entity: 'PERSON';
      readonly reason: PersonEvidence['reason'];
      readonly candidates: readonly CandidatePerson[];
    }
  | {
      readonly entity: 'HOUSEHOLD';
      readonly reason: HouseholdLineEvidence['reason'];
      readonly candidates: readonly CandidateHousehold[];
    }
);

export interface LinkReviewPage {
  readonly reviews: readonly LinkReview[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** The lines that wait for somebody. */
export interface LinkReviews {
  /** @param first items of a page, at most. @param after `next` of the page before; null for the first. */
  readonly page: (first: number, after: string | null) => Promise<LinkReviewPage>;
}

const linesAtOnce = 100;

const nameOf = ({ source, localId }: LineName): LineName => ({ source, localId });

/** What was found by the keys of each line, each time all of its entity. */
const nearEach = async <Mention>(
  transaction: Transaction,
  entity: LinkedEntity,
  keysOfLines: readonly (readonly string[])[],
): Promise<readonly (readonly LinkedMentionRow<Mention>[])[]> => {
  const rows = await findLinkedMentions<Mention>(transaction, entity, keysOfLines.flat());
  const byEntity = Map.groupBy(rows, ({ entityId }) => entityId);
  const byKey = new Map<string, Set<string>>();
  for (const { entityId, keys } of rows)
    for (const key of keys) byKey.set(key, (byKey.get(key) ?? new Set()).add(entityId));
  return keysOfLines.map((keys) =>
    [...new Set(keys.flatMap((key) => [...(byKey.get(key) ?? [])]))].flatMap((id) => byEntity.get(id) ?? []),
  );
};

/** From which lines these are kept apart by somebody's decision, by source. */
const apartBySource = async (
  transaction: Transaction,
  lines: readonly OpenLine[],
  hashingKey: Uint8Array,
): Promise<ReadonlyMap<string, Awaited<ReturnType<typeof findKeptApart>>>> => {
  const found = new Map<string, Awaited<ReturnType<typeof findKeptApart>>>();
  for (const [source, some] of Map.groupBy(lines, (line) => line.source)) {
    const mentions = some.map(({ mention }) => mention as PersonMention);
    found.set(source, await findKeptApart(transaction, source, mentions, new Set(), hashingKey));
  }
  return found;
};

const reviewsOf = async (
  transaction: Transaction,
  lines: readonly OpenLine[],
  scoring: LinkScoring,
  hashingKey: Uint8Array,
): Promise<ReadonlyMap<OpenLine, LinkReview>> => {
  const reviews = new Map<OpenLine, LinkReview>();
  const persons = lines.filter(({ entity }) => entity === 'PERSON');
  const apartOf = await apartBySource(transaction, persons, hashingKey);
  const nearPersons = await nearEach<PersonMention>(
    transaction,
    'PERSON',
    persons.map(({ mention }) => blockKeys(mention as PersonMention)),
  );
  for (const [place, line] of persons.entries()) {
    const near = nearPersons[place] ?? [];
    const lines = near.map(({ entityId, mention }) => ({ ...mention, person: entityId }));
    const candidates = personCandidates(
      {
        mention: line.mention as PersonMention,
        own: lines.filter(({ person }) => person === line.entityId),
        // Of whom somebody said that they are two, nobody is asked again.
        others: withoutApart(
          lines.filter(({ person }) => person !== line.entityId),
          apartOf.get(line.source)?.get(line.localId),
        ),
      },
      scoring,
    );
    const { reason } = line.evidence as PersonEvidence;
    // Whom it could have been is linked to it since, or is gone.
    if (candidates.length > 0)
      reviews.set(line, { line: nameOf(line), entity: 'PERSON', reason, candidates });
  }
  const households = lines.filter(({ entity }) => entity === 'HOUSEHOLD');
  const nearHouseholds = await nearEach<StoredHousehold>(
    transaction,
    'HOUSEHOLD',
    households.map(({ mention }) => householdKeys(mention as StoredHousehold)),
  );
  const apartFrom = await findUnitsKeptApart(transaction, households);
  for (const [place, line] of households.entries()) {
    const apart = new Set((apartFrom.get(unitName(line)) ?? []).map(unitName));
    const candidates = householdCandidates(line, nearHouseholds[place] ?? [], apart);
    const { reason } = line.evidence as HouseholdLineEvidence;
    const isObservation = (line.mention as StoredHousehold).headName !== null;
    // An observation is about some household, known or not: it waits until somebody says of which, or of which it is not.
    if (candidates.length > 0 || (isObservation && apart.size === 0))
      reviews.set(line, { line: nameOf(line), entity: 'HOUSEHOLD', reason, candidates });
  }
  return reviews;
};

/**
 * The queue of lines that wait for somebody, oldest first. Nothing of it is stored: a line stands in it for as long as its link
 * says so, and whom it may be is looked for each time. What is sealed or lies apart is neither a line nor a candidate (R11, S04),
 * and an item names nobody: it has registers' numbers and the hub's own ids.
 */
export const createLinkReviews = (
  database: Database,
  scoringSource: ScoringSource,
  hashingKey: Uint8Array,
): LinkReviews => ({
  page: async (first, after) =>
    await database.transaction(async (transaction) => {
      const scoring = await scoringSource(transaction);
      const reviews: LinkReview[] = [];
      let last = after;
      for (;;) {
        const lines = await findOpenLines(transaction.query, last, linesAtOnce);
        const found = await reviewsOf(transaction, lines, scoring, hashingKey);
        for (const line of lines) {
          if (reviews.length === first) return { reviews, next: last };
          last = line.id;
          const review = found.get(line);
          if (review) reviews.push(review);
        }
        if (lines.length < linesAtOnce) return { reviews, next: null };
      }
    }),
});
