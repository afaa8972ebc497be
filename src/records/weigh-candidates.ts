import type { LinkedMention, PersonMention } from '../identity/person-mention.ts';
import { areTwoByRule } from '../identity/resolve-person.ts';
import type { LinkEvidence } from '../linkage/decide.ts';
import type { LinkScoring } from './link-scoring.ts';

/** A person whom a line was weighed against. */
export interface WeighedPerson {
  readonly person: string;
  /** That one of the person's lines which fits best, or that a rule forbids. */
  readonly line: LinkedMention;
  /** All of the person's lines. */
  readonly lines: readonly LinkedMention[];
  /** A rule says that they are two people, whatever the weights say (`areTwoByRule`). */
  readonly forbidden: boolean;
  readonly evidence: LinkEvidence;
}

/** More lines than this under the keys of one line are an accident of a register: the rules look at them all, weights link none. */
export const mostWeighed = 300;

const hundredths = (bits: number): number => Math.round(bits * 100) / 100;

/** As it is kept: two digits say all that a reader can use. */
export const roundedEvidence = (evidence: LinkEvidence): LinkEvidence => ({
  ...evidence,
  fields: evidence.fields.map((field) => ({
    ...field,
    weight: hundredths(field.weight),
    frequency: hundredths(field.frequency),
  })),
  prior: hundredths(evidence.prior),
  household: hundredths(evidence.household),
  total: hundredths(evidence.total),
  probability: Number(evidence.probability.toFixed(6)),
});

/**
 * Weighs a line against those who share a key with it (`blockKeys`), each person by the line that fits best; the likeliest first.
 *
 * @param idOnTwo the line's checked id stands on two people (`hasContestedId`) and weighs nothing.
 */
export const weighCandidates = (
  mention: PersonMention,
  candidates: readonly LinkedMention[],
  scoring: LinkScoring,
  idOnTwo: boolean,
): readonly WeighedPerson[] => {
  const others = candidates
    .filter(({ source, localId }) => source !== mention.source || localId !== mention.localId)
    .slice(0, mostWeighed);
  if (others.length === 0) return [];
  const { totals, explain } = scoring.against(mention, others, idOnTwo);
  const best = new Map<string, number>();
  for (const [place, { person }] of others.entries()) {
    const known = best.get(person);
    if (known === undefined || (totals[place] ?? 0) > (totals[known] ?? 0)) best.set(person, place);
  }
  return [...best]
    .sort(([, one], [, next]) => (totals[next] ?? 0) - (totals[one] ?? 0))
    .flatMap(([person, place]) => {
      const lines = others.filter((each) => each.person === person);
      const forbidding = others.findIndex((each) => each.person === person && areTwoByRule(mention, each));
      const forbidden = forbidding >= 0;
      // What keeps the two apart is what there is to explain.
      const shown = forbidden ? forbidding : place;
      const line = others[shown];
      return line ? [{ person, line, lines, forbidden, evidence: roundedEvidence(explain(shown)) }] : [];
    });
};

/** Those whom somebody should look at: as likely as not the same person, and no rule forbids it. */
export const perhapsTheSame = (weighed: readonly WeighedPerson[]): readonly WeighedPerson[] =>
  weighed.filter(({ forbidden, evidence }) => !forbidden && evidence.outcome !== 'APART');
