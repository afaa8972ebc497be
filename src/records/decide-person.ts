import type { LinkedMention, PersonMention } from '../identity/person-mention.ts';
import { type Evidence, resolvePerson } from '../identity/resolve-person.ts';
import type { LinkEvidence } from '../linkage/decide.ts';
import { linkByWeights } from './link-by-weights.ts';
import type { LinkScoring } from './link-scoring.ts';
import { mostWeighed, perhapsTheSame, weighCandidates } from './weigh-candidates.ts';

/** What became of a line. `TO_DECIDE`: it is somebody new for now, and somebody should look. */
export type LineOutcome = 'LINKED' | 'NEW' | 'TO_DECIDE';

/**
 * Why a line of a person was linked or not, as it is kept with the link. JSON; holds no value, no hash and no id of anybody.
 * `LIKELY`: linked by weights where no rule says who fits. `PERHAPS`: as likely as not one of those who are known.
 */
export interface PersonEvidence extends Omit<Evidence, 'reason'> {
  readonly outcome: LineOutcome;
  readonly reason: Evidence['reason'] | 'LIKELY' | 'PERHAPS';
  /** Weighed against whom it is linked to, or else against the likeliest; null where nobody shares a key with it. */
  readonly weights: LinkEvidence | null;
  /** The model that weighed (`link_model`); null for what is expected before one is learned. */
  readonly model: string | null;
}

/** Who a line is. */
export interface PersonDecision {
  /** Null for somebody new. */
  readonly person: string | null;
  readonly certainty: 'CERTAIN' | 'PROBABLE';
  readonly evidence: PersonEvidence;
}

/** A line that is to be linked. */
export interface FreshLine {
  readonly mention: PersonMention;
  /** The other persons of its contract or case. */
  readonly unit: readonly PersonMention[];
}

/**
 * Decides who a line is: by the rules of R20 (`resolvePerson`), which stand whatever the weights say; where they know nobody, by
 * weights of one person at 0.99 or more that nothing forbids. What is open is somebody new and never blocks a push.
 */
export const decidePerson = (
  { mention, unit }: FreshLine,
  candidates: readonly LinkedMention[],
  scoring: LinkScoring,
): PersonDecision => {
  const link = resolvePerson(mention, candidates);
  const { reason, ...found } = link.evidence;
  const weighed = weighCandidates(mention, candidates, scoring, found.idOnTwo);
  const decision = (
    outcome: LineOutcome,
    why: PersonEvidence['reason'],
    weights: LinkEvidence | null | undefined,
  ): PersonEvidence => ({
    outcome,
    reason: why,
    ...found,
    weights: weights ?? null,
    model: scoring.version,
  });
  if (link.outcome === 'LINKED') {
    const { person, certainty } = link;
    const weights = weighed.find((each) => each.person === person)?.evidence;
    return { person, certainty, evidence: decision('LINKED', reason, weights) };
  }
  const open = perhapsTheSame(weighed);
  const likeliest = (open[0] ?? weighed.find(({ forbidden }) => !forbidden) ?? weighed[0])?.evidence;
  if (reason === 'SEVERAL_FIT')
    return { person: null, certainty: 'CERTAIN', evidence: decision('TO_DECIDE', reason, likeliest) };
  const likely = candidates.length > mostWeighed ? null : linkByWeights(mention, unit, weighed);
  if (likely !== null) {
    const { person, evidence } = likely;
    return { person, certainty: 'PROBABLE', evidence: decision('LINKED', 'LIKELY', evidence) };
  }
  return open.length > 0
    ? { person: null, certainty: 'CERTAIN', evidence: decision('TO_DECIDE', 'PERHAPS', likeliest) }
    : { person: null, certainty: 'CERTAIN', evidence: decision('NEW', reason, likeliest) };
};
