import { BlockIndex } from './block-index.ts';
import { beyondDoubt, type CandidateLink, clusterLinks, type LinkRefusal } from './cluster-links.ts';
import { contestedIds } from './contested-ids.ts';
import type { LinkRule } from './decide.ts';
import { estimateModel } from './estimate-model.ts';
import { type LinkageMention, type PreparedMention, prepareMention } from './mention.ts';
import { type LinkageModel, showsHouseholds } from './model.ts';
import type { Nicknames } from './nicknames.ts';
import { PairScorer } from './pair-scorer.ts';
import { secondLook } from './second-look.ts';
import { Vocabulary } from './vocabulary.ts';

/** A pair that somebody has to look at. */
export interface PairToDecide {
  readonly left: number;
  readonly right: number;
  readonly total: number;
  readonly reason: LinkRule | LinkRefusal | 'PROBABILITY';
}

export interface LinkingInput {
  readonly nicknames: Nicknames;
  /** The same seed gives the same answer. */
  readonly seed: number;
  readonly onProgress?: (step: 'READ' | 'INDEXED' | 'LEARNED' | 'COMPARED' | 'LINKED') => void;
}

/** Who is who. Mentions are named by their places. */
export interface Linking {
  /** For each mention its cluster, numbered in the order of their first mentions. */
  readonly clusterOf: Int32Array;
  readonly pairsCompared: number;
  readonly links: number;
  readonly toDecide: readonly PairToDecide[];
  /** Ids that stand on two people. */
  readonly contestedIds: ReadonlySet<string>;
  /** Sources that have nobody twice, as the data say. */
  readonly oneToOne: ReadonlySet<string>;
  readonly model: LinkageModel;
  readonly vocabulary: Vocabulary;
  readonly prepared: readonly PreparedMention[];
  readonly scorer: PairScorer;
  readonly index: BlockIndex;
}

/** A source where fewer rows than this are linked to another of its own has nobody twice: one in two hundred. */
const mostRepeated = 0.005;

/** Links mentions of one or more sources. */
export const linkMentions = (mentions: Iterable<LinkageMention>, input: LinkingInput): Linking => {
  const vocabulary = new Vocabulary(input.nicknames);
  const prepared: PreparedMention[] = [];
  for (const mention of mentions) prepared.push(prepareMention(mention, vocabulary));
  countPeople(prepared, vocabulary);
  input.onProgress?.('READ');
  const index = new BlockIndex(prepared);
  input.onProgress?.('INDEXED');
  const model = estimateModel(prepared, vocabulary, index, input.seed);
  const contested = contestedIds(prepared, vocabulary, showsHouseholds(model));
  const scorer = new PairScorer(model, vocabulary, (id) => contested.has(id));
  input.onProgress?.('LEARNED');
  const { links, undecided, pairsCompared } = comparePairs(prepared, index, scorer);
  input.onProgress?.('COMPARED');
  const oneToOne = sourcesWithNobodyTwice(prepared, links);
  const isDoubtful = ({ left, right, total }: CandidateLink) =>
    prepared[left]?.source === prepared[right]?.source &&
    oneToOne.has(prepared[left]?.source ?? '') &&
    total < beyondDoubt;
  const sure = links.filter((link) => !isDoubtful(link));
  const first = clusterLinks(prepared, sure, scorer, oneToOne);
  const second = secondLook(prepared, undecided, first, oneToOne, model);
  const clusters =
    second.length === 0 ? first : clusterLinks(prepared, [...sure, ...second], scorer, oneToOne);
  input.onProgress?.('LINKED');
  const toDecide = [
    ...undecided,
    ...links.filter(isDoubtful).map((link) => ({ ...link, reason: 'TAKEN' as const })),
    ...clusters.refused
      .filter(({ refusal }) => refusal !== 'TAKEN')
      .map(({ left, right, total, refusal }) => ({ left, right, total, reason: refusal })),
  ].filter(({ left, right }) => clusters.clusterOf[left] !== clusters.clusterOf[right]);
  return {
    clusterOf: clusters.clusterOf,
    pairsCompared,
    links: clusters.made,
    toDecide,
    contestedIds: contested,
    oneToOne,
    model,
    vocabulary,
    prepared,
    scorer,
    index,
  };
};

/** Each person once, as far as equal rows show it, so that a register that repeats its rows makes no name common. */
const countPeople = (prepared: readonly PreparedMention[], vocabulary: Vocabulary): void => {
  const counted = new Set<string>();
  for (const { given, family, birth, address } of prepared) {
    const person = `${given?.number ?? ''} ${family?.number ?? ''} ${birth?.number ?? ''}`;
    if (counted.has(person)) continue;
    counted.add(person);
    vocabulary.count(given, family, birth, address);
  }
  vocabulary.settle();
};

const comparePairs = (prepared: readonly PreparedMention[], index: BlockIndex, scorer: PairScorer) => {
  const links: CandidateLink[] = [];
  const undecided: PairToDecide[] = [];
  let pairsCompared = 0;
  for (const [right, mention] of prepared.entries()) {
    index.visit(right, 'EARLIER', (left) => {
      const other = prepared[left];
      if (other === undefined) return;
      pairsCompared += 1;
      const verdict = scorer.score(other, mention);
      if (verdict === null || verdict.outcome === 'APART') return;
      const { total, rule } = verdict;
      if (verdict.outcome === 'LINKED') links.push({ left, right, total });
      else undecided.push({ left, right, total, reason: rule ?? 'PROBABILITY' });
    });
  }
  return { links, undecided, pairsCompared };
};

const sourcesWithNobodyTwice = (
  prepared: readonly PreparedMention[],
  links: readonly CandidateLink[],
): ReadonlySet<string> => {
  const sizes = new Map<string, number>();
  for (const { source } of prepared) sizes.set(source, (sizes.get(source) ?? 0) + 1);
  const repeated = new Map<string, Set<number>>();
  for (const { left, right } of links) {
    const source = prepared[left]?.source ?? '';
    if (source !== prepared[right]?.source) continue;
    repeated.set(source, (repeated.get(source) ?? new Set()).add(right));
  }
  return new Set(
    [...sizes]
      .filter(([source, size]) => (repeated.get(source)?.size ?? 0) < size * mostRepeated)
      .map(([source]) => source),
  );
};
