import type { CandidateLink, Clusters } from './cluster-links.ts';
import { linkedBits } from './decide.ts';
import type { PreparedMention } from './mention.ts';
import type { LinkageModel } from './model.ts';

interface Undecided extends CandidateLink {
  readonly reason: string;
}

/**
 * Pairs that become links when one looks only at who is left (INVARIANT: by a rule's word none does). Where two sources have
 * nobody twice and nearly everybody of them has met, two who are left and fit are each other's far likelier than two taken at
 * random: the chance of a match is now what is still expected among the pairs that are left.
 *
 * Nothing changes where half a source has nobody in the other.
 */
export const secondLook = (
  mentions: readonly PreparedMention[],
  undecided: readonly Undecided[],
  { clusterOf }: Clusters,
  oneToOne: ReadonlySet<string>,
  { priors }: LinkageModel,
): readonly CandidateLink[] => {
  const sizes = new Map<string, number>();
  for (const { source } of mentions) sizes.set(source, (sizes.get(source) ?? 0) + 1);
  const [first, second, ...more] = [...sizes];
  if (first === undefined || second === undefined || more.length > 0) return [];
  if (!oneToOne.has(first[0]) || !oneToOne.has(second[0])) return [];
  const together = new Int32Array(mentions.length);
  for (const cluster of clusterOf) together[cluster] = (together[cluster] ?? 0) + 1;
  const isLeft = (mention: number) => together[clusterOf[mention] ?? 0] === 1;
  const met = together.filter((size) => size > 1).length;
  const expected = priors.twoSources.match * first[1] * second[1] - met;
  const pairsLeft = (first[1] - met) * (second[1] - met);
  if (expected <= 0 || pairsLeft <= 0) return [];
  const gain = Math.log2(expected / pairsLeft / priors.twoSources.match);
  return gain <= 0
    ? []
    : undecided
        .filter(({ left, right, reason }) => reason === 'PROBABILITY' && isLeft(left) && isLeft(right))
        .map(({ left, right, total }) => ({ left, right, total: total + gain }))
        .filter(({ total }) => total >= linkedBits);
};
