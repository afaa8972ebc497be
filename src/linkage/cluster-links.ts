import type { PreparedMention } from './mention.ts';
import type { PairScorer } from './pair-scorer.ts';

/** A pair that weights and rules would link. */
export interface CandidateLink {
  readonly left: number;
  readonly right: number;
  readonly total: number;
}

/**
 * Why a link that weights and rules would make was not made. `SEVERAL_FIT`: another mention of a source that has nobody twice
 * fits about as well. `TAKEN`: one fits better. `CONTRADICTION`: it would put two people into one.
 */
export type LinkRefusal = 'SEVERAL_FIT' | 'TAKEN' | 'CONTRADICTION';

export interface RefusedLink extends CandidateLink {
  readonly refusal: LinkRefusal;
}

export interface Clusters {
  /** For each mention its cluster, numbered in the order of their first mentions. */
  readonly clusterOf: Int32Array;
  readonly made: number;
  readonly refused: readonly RefusedLink[];
}

/** Eight to one: below it, which of two is meant would be a guess. */
const clearMargin = 3;
/** A million to one: so sure a link holds even inside a source that has nobody twice otherwise. */
export const beyondDoubt = 20;
/** One comparison does not outvote the rest, however impossible it makes itself. */
const worstVote = -20;
const mostVotes = 400;

/**
 * Makes clusters of links, the best first. A link joins two clusters where their members on the whole speak for it and no two
 * of them are apart by a rule; so nobody is merged over a chain of half-likenesses. Sources in `oneToOne` give each cluster one
 * mention. Depends on the links and not on their order.
 */
export const clusterLinks = (
  mentions: readonly PreparedMention[],
  links: readonly CandidateLink[],
  scorer: PairScorer,
  oneToOne: ReadonlySet<string>,
): Clusters => {
  const parent = Int32Array.from(mentions, (_, number) => number);
  const members = new Map<number, number[]>();
  const membersOf = (root: number): readonly number[] => members.get(root) ?? [root];
  const rootOf = (number: number): number => {
    let root = number;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] ?? 0] ?? 0;
      root = parent[root] ?? 0;
    }
    return root;
  };
  const isSingleSource = (number: number) => oneToOne.has(mentions[number]?.source ?? '');
  const clashes = (one: readonly number[], other: readonly number[], total: number): boolean =>
    total < beyondDoubt &&
    one.some(
      (left) =>
        isSingleSource(left) && other.some((right) => mentions[left]?.source === mentions[right]?.source),
    );

  const sorted = [...links].sort(
    (one, next) => next.total - one.total || one.left - next.left || one.right - next.right,
  );
  const linksOf = new Map<number, CandidateLink[]>();
  for (const link of sorted) {
    for (const end of [link.left, link.right]) {
      const known = linksOf.get(end);
      if (known === undefined) linksOf.set(end, [link]);
      else known.push(link);
    }
  }
  const otherEnd = (link: CandidateLink, end: number) => (link.left === end ? link.right : link.left);
  /** Whether somebody else of the other end's source, who is not taken yet, fits this end about as well. */
  const hasRival = (link: CandidateLink, end: number): boolean => {
    const source = mentions[otherEnd(link, end)]?.source;
    return (linksOf.get(end) ?? []).some((rival) => {
      if (rival === link || rival.total < link.total - clearMargin) return false;
      const other = otherEnd(rival, end);
      if (mentions[other]?.source !== source || mentions[end]?.source === source) return false;
      const isTaken = membersOf(rootOf(other)).some(
        (member) => mentions[member]?.source === mentions[end]?.source,
      );
      return !isTaken && rootOf(other) !== rootOf(otherEnd(link, end));
    });
  };

  let made = 0;
  const refused: RefusedLink[] = [];
  for (const link of sorted) {
    const [left, right] = [rootOf(link.left), rootOf(link.right)];
    if (left === right) continue;
    const [ofLeft, ofRight] = [membersOf(left), membersOf(right)];
    if (clashes(ofLeft, ofRight, link.total)) {
      refused.push({ ...link, refusal: 'TAKEN' });
    } else if (
      (isSingleSource(link.right) && hasRival(link, link.left)) ||
      (isSingleSource(link.left) && hasRival(link, link.right))
    ) {
      refused.push({ ...link, refusal: 'SEVERAL_FIT' });
    } else if (!agree(mentions, ofLeft, ofRight, scorer)) {
      refused.push({ ...link, refusal: 'CONTRADICTION' });
    } else {
      const [root, joined] = left < right ? [left, right] : [right, left];
      parent[joined] = root;
      members.set(root, [...membersOf(root), ...membersOf(joined)]);
      members.delete(joined);
      made += 1;
    }
  }
  return { clusterOf: numbered(parent, rootOf), made, refused };
};

const agree = (
  mentions: readonly PreparedMention[],
  ofLeft: readonly number[],
  ofRight: readonly number[],
  scorer: PairScorer,
): boolean => {
  // Two alone are judged already.
  if (ofLeft.length === 1 && ofRight.length === 1) return true;
  let [sum, votes] = [0, 0];
  for (const one of ofLeft) {
    for (const other of ofRight) {
      const [left, right] = [mentions[one], mentions[other]];
      if (left === undefined || right === undefined || votes >= mostVotes) continue;
      const verdict = scorer.score(left, right);
      if (verdict !== null && verdict.outcome !== 'LINKED' && verdict.rule !== null) return false;
      sum += Math.max(worstVote, verdict?.total ?? worstVote);
      votes += 1;
    }
  }
  return sum >= 0;
};

const numbered = (parent: Int32Array, rootOf: (number: number) => number): Int32Array => {
  const numbers = new Map<number, number>();
  return Int32Array.from(parent, (_, mention) => {
    const root = rootOf(mention);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
};
