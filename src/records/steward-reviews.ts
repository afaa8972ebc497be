import { blockKeys } from '../identity/block-keys.ts';
import { hasContestedId } from '../identity/contested-id.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import type { LinkEvidence } from '../linkage/decide.ts';
import type { Database, Transaction } from '../store/database.ts';
import { findOpenLineOf, type OpenLine } from '../store/link-review-store.ts';
import { findLinkedMentions } from '../store/link-store.ts';
import type { PersonEvidence } from './decide-person.ts';
import { findKeptApart, withoutApart } from './kept-apart.ts';
import { type PageOfReviews, pageOfReviews, type StewardQuestion } from './page-of-reviews.ts';
import { personCandidates } from './person-candidates.ts';
import type { ScoringSource } from './scoring-source.ts';
import type { VisibleLine, VisibleLines } from './visible-lines.ts';
import { roundedEvidence } from './weigh-candidates.ts';

/** Somebody whom a line may be, by the line of theirs that fits best. */
export interface VisibleCandidate {
  readonly line: VisibleLine;
  readonly evidence: LinkEvidence;
}

/** A line of the steward's own agency that waits, with whom it may be. */
export interface StewardReview {
  /** The link's own id, by which the next page begins. */
  readonly id: string;
  readonly line: VisibleLine;
  readonly reason: PersonEvidence['reason'];
  /** One at least, the likeliest first. */
  readonly candidates: readonly VisibleCandidate[];
}

/** A line of a person beside that other line of theirs which it fits best. */
export interface LinkedLines {
  readonly line: VisibleLine;
  readonly other: VisibleLine;
  readonly evidence: LinkEvidence;
}

/** Who is who, as a data steward may see it. */
export interface StewardReviews {
  readonly page: (lines: VisibleLines, question: StewardQuestion) => Promise<PageOfReviews<StewardReview>>;
  /** The review of one of the agency's own records, by the hub's own id; null where it waits no longer or shows nothing. */
  readonly one: (
    lines: VisibleLines,
    asked: { readonly record: string; readonly controller: string },
  ) => Promise<StewardReview | null>;
  /** What speaks for a person's visible lines being one person's, each against the others. Empty where fewer than two are visible. */
  readonly evidenceOf: (lines: VisibleLines, person: string) => Promise<readonly LinkedLines[]>;
}

const named = ({ mention }: VisibleLine): string => `${mention.source} ${mention.localId}`;

/** The persons whom an index of everything leads to: it only proposes. */
const near = async (transaction: Transaction, lines: readonly VisibleLine[]): Promise<readonly string[]> => {
  const keys = lines.flatMap(({ mention }) => blockKeys(mention));
  const found = await findLinkedMentions<PersonMention>(transaction, 'PERSON', keys);
  return [...new Set(found.map(({ entityId }) => entityId))];
};

/** The persons of whom one visible line shares a key with this one. */
const sharing = (line: VisibleLine, all: readonly VisibleLine[]): ReadonlySet<string> => {
  const keys = new Set(blockKeys(line.mention));
  return new Set(
    all
      .filter(({ mention }) => blockKeys(mention).some((key) => keys.has(key)))
      .map(({ mention }) => mention.person),
  );
};

/**
 * Makes the service.
 *
 * INVARIANT: a pair is shown where the steward's mask shows both lines, and is weighed by what it shows of them alone: whom they
 * may not see is no item, no candidate, no bit of evidence, and forbids nothing (S04).
 */
export const createStewardReviews = (
  database: Pick<Database, 'transaction'>,
  scoringSource: ScoringSource,
  hashingKey: Uint8Array,
): StewardReviews => {
  const reviewOf = async (
    transaction: Transaction,
    open: OpenLine,
    line: VisibleLine,
    all: readonly VisibleLine[],
  ): Promise<StewardReview | null> => {
    const met = sharing(line, all);
    const own = all.filter((each) => each.mention.person === open.entityId && each !== line);
    const apart = await findKeptApart(transaction, open.source, [line.mention], new Set(), hashingKey);
    const others = all.map(({ mention }) => mention).filter(({ person }) => person !== open.entityId);
    const found = personCandidates(
      {
        mention: line.mention,
        own: own.map(({ mention }) => mention),
        // Of whom somebody said that they are two, nobody is asked again.
        others: withoutApart(
          others.filter(({ person }) => met.has(person)),
          apart.get(open.localId),
        ),
      },
      await scoringSource(transaction),
    );
    const byName = new Map(all.map((each) => [named(each), each]));
    const candidates = found.flatMap(({ line: { source, localId }, evidence }) => {
      const best = byName.get(`${source} ${localId}`);
      return best ? [{ line: best, evidence }] : [];
    });
    const { reason } = open.evidence as PersonEvidence;
    return candidates.length > 0 ? { id: open.id, line, reason, candidates } : null;
  };

  const reviewsOf = async (
    lines: VisibleLines,
    open: readonly OpenLine[],
  ): Promise<readonly StewardReview[]> => {
    const own = await lines.of(open.map(({ entityId }) => entityId));
    const waiting = new Map(own.map((line) => [named(line), line]));
    // Reads of the caller's own come between the two transactions: on the embedded store they would wait for ever inside one.
    const persons = await database.transaction(async (transaction) => await near(transaction, own));
    const all = [...own, ...(await lines.of(persons.filter((id) => !own.some(isOf(id)))))];
    return await database.transaction(async (transaction) => {
      const found: StewardReview[] = [];
      for (const each of open) {
        const line = waiting.get(`${each.source} ${each.localId}`);
        const review = line && (await reviewOf(transaction, each, line, all));
        if (review) found.push(review);
      }
      return found;
    });
  };

  return {
    page: async (lines, question) =>
      await pageOfReviews(database, 'PERSON', question, async (open) => await reviewsOf(lines, open)),
    one: async (lines, asked) => {
      const open = await database.transaction(async ({ query }) => await findOpenLineOf(query, asked));
      const [review] = open ? await reviewsOf(lines, [open]) : [];
      return review ?? null;
    },
    evidenceOf: async (lines, person) => {
      const all = await lines.of([person]);
      if (all.length < 2) return [];
      const scoring = await database.transaction(async (transaction) => await scoringSource(transaction));
      return all.flatMap((line): LinkedLines[] => {
        const others = all.filter((each) => each !== line);
        const mentions = others.map(({ mention }) => mention);
        const weighed = scoring.against(line.mention, mentions, hasContestedId(line.mention, mentions));
        const best = weighed.totals.indexOf(Math.max(...weighed.totals));
        const other = others[best];
        return other ? [{ line, other, evidence: roundedEvidence(weighed.explain(best)) }] : [];
      });
    },
  };
};

const isOf =
  (id: string) =>
  ({ mention }: VisibleLine): boolean =>
    mention.person === id;
