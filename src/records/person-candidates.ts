import { hasContestedId } from '../identity/contested-id.ts';
import type { LinkedMention, PersonMention } from '../identity/person-mention.ts';
import { areTwoByRule, resolvePerson } from '../identity/resolve-person.ts';
import type { LinkEvidence } from '../linkage/decide.ts';
import type { LineName } from '../store/link-decision-store.ts';
import type { LinkScoring } from './link-scoring.ts';
import { perhapsTheSame, weighCandidates } from './weigh-candidates.ts';

/** Somebody whom a line may be. */
export interface CandidatePerson {
  /** The hub's own id. */
  readonly id: string;
  /** The line that fits best. */
  readonly line: LineName;
  readonly evidence: LinkEvidence;
}

/** A line that waits, among the lines that are looked at. */
export interface WaitingLine {
  readonly mention: PersonMention;
  /** Lines that are one person with it already. */
  readonly own: readonly PersonMention[];
  /** Everybody else's that share a key with it, but for those from whom it is kept apart. */
  readonly others: readonly LinkedMention[];
}

/**
 * Whom a line may be, as it stands now: whoever fits by a rule or as likely as not, and of whose lines no rule forbids it with any
 * of the lines that are one person with it already. The likeliest first.
 */
export const personCandidates = (
  { mention, own, others }: WaitingLine,
  scoring: LinkScoring,
): readonly CandidatePerson[] => {
  const weighed = weighCandidates(mention, others, scoring, hasContestedId(mention, others));
  const perhaps = new Set(perhapsTheSame(weighed));
  return weighed
    .filter((each) => perhaps.has(each) || resolvePerson(mention, each.lines).outcome === 'LINKED')
    .filter(({ lines }) => !own.some((one) => lines.some((other) => areTwoByRule(one, other))))
    .map(({ person, line: { source, localId }, evidence }) => ({
      ...{ id: person, line: { source, localId } },
      evidence,
    }));
};
