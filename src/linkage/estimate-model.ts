import type { BlockIndex } from './block-index.ts';
import { compareMentions, type MentionComparison } from './compare-mentions.ts';
import { decide } from './decide.ts';
import { fieldLevels, type LinkageField, linkageFields, UNKNOWN } from './levels.ts';
import type { PreparedMention } from './mention.ts';
import {
  chancesOf,
  expectedModel,
  expectedPairs,
  type FieldModel,
  type LinkageModel,
  type PairPrior,
  type PairPriors,
} from './model.ts';
import { seededRandom } from './seeded-random.ts';
import type { Vocabulary } from './vocabulary.ts';
import { pairChances, type WeightTable, weightTable } from './weights.ts';

/** Mentions whose pairs are learned from, and pairs at random: more would not move a weight by a tenth of a bit. */
const mostSampled = 3000;
const randomPairs = 60_000;
/** Up to so many mentions all pairs are learned from. */
const mostWhole = 12_000;
const rounds = 20;
/** Two who are strangers so surely teach nothing. */
const mostStranger = 0.9998;
/** Of a register, this part is in another, before the data have said so. */
const expectedShared = 1 / 3;
/** People who live with a person, before the data have said so: as in households of three. */
const expectedHousemates = 2;
/** Fewer people than this, or so few addresses, cannot show that nobody lives with anybody: what is expected stands. */
const fewestPeople = 200;
/** Beside the housemates that are counted, so that their chance is never none. */
const traceOfPair = 0.1;

type PairCounts = Readonly<Record<keyof PairPriors, number>>;

/** What is counted of pairs of two sources and of one. */
const pairCounts = (mentions: readonly PreparedMention[]) => {
  const sizes = new Map<string, number>();
  for (const { source } of mentions) sizes.set(source, (sizes.get(source) ?? 0) + 1);
  const oneSource = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const all = (mentions.length * (mentions.length - 1)) / 2;
  const pairs: PairCounts = { twoSources: all - oneSource, oneSource };
  return { pairs, smallerSource: Math.min(...sizes.values()), isOneSource: sizes.size === 1 };
};

const priorOf = (matches: number, housemates: number, pairs: number): PairPrior => ({
  match: chance(matches, pairs, 0.5),
  housemate: chance(housemates, pairs, 0.3),
});

const chance = (count: number, pairs: number, most: number): number =>
  Math.min(most, count / Math.max(1, pairs));

interface Learned {
  readonly comparison: MentionComparison;
  /** Against whom the rules stand whatever is learned: no teacher of what one person's pairs look like. */
  readonly isApart: boolean;
}

/** An average over the agreement of names and dates, as `weightTable` takes it. */
export const agreementOf = (
  vocabulary: Vocabulary,
): Readonly<Record<'given' | 'family' | 'birth', number>> => ({
  given: vocabulary.agreement('given'),
  family: vocabulary.agreement('family'),
  birth: vocabulary.agreement('birth'),
});

/**
 * Learns a model from unlabelled mentions (Fellegi and Sunter 1969; expectation maximisation after Winkler 1988). u comes from
 * pairs at random; m and the priors from pairs that share a block, where pairs outside every block count as two people: so what
 * a block has in common does not bend m. Deterministic for a seed.
 */
export const estimateModel = (
  mentions: readonly PreparedMention[],
  vocabulary: Vocabulary,
  index: BlockIndex,
  seed: number,
): LinkageModel => {
  const random = seededRandom(seed);
  const agreement = agreementOf(vocabulary);
  const { pairs, smallerSource, isOneSource } = pairCounts(mentions);
  const expectedPairsOfHousemates = (mentions.length * expectedHousemates) / 2;
  // INVARIANT: a register alone shows nothing of how many of it another has: as if one of its size came. Without it the first line
  // of a second register would be taken for whoever is a little like it.
  const ofAnother = (housemates: PairCounts): PairPrior =>
    priorOf(mentions.length * expectedShared, 2 * housemates.oneSource, mentions.length ** 2);
  const priorsOf = (matches: PairCounts, housemates: PairCounts): PairPriors => ({
    twoSources: isOneSource
      ? ofAnother(housemates)
      : priorOf(matches.twoSources, housemates.twoSources, pairs.twoSources),
    oneSource: priorOf(matches.oneSource, housemates.oneSource, pairs.oneSource),
  });
  // To begin with: every third of the smaller source is in the other, and one row in twenty repeats another.
  let model = expectedModel(
    priorsOf(
      { twoSources: smallerSource * expectedShared, oneSource: mentions.length / 20 },
      { twoSources: expectedPairsOfHousemates, oneSource: expectedPairsOfHousemates },
    ),
    expectedHousemates,
  );
  const strangers = randomComparisons(mentions, vocabulary, random);
  const { learned, scale } = blockedComparisons(
    mentions,
    vocabulary,
    index,
    random,
    weightTable(model, agreement),
  );
  const expected = model.fields;
  const addresses = mentions.filter(({ address }) => address.length > 0).length;
  let u: LevelCounts | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const table = weightTable(model, agreement);
    // Strangers who turn out to be one person are few: it is enough to leave them out at the start and half way.
    if (u === undefined || round === rounds / 2)
      u = countLevels(strangers, (comparison) => pairChances(comparison, table).stranger);
    const matches = { twoSources: 1, oneSource: 1 };
    const housemates = { twoSources: 0, oneSource: 0 };
    const m = countLevels(
      learned.map(({ comparison }) => comparison),
      (comparison, place) => {
        const chances = pairChances(comparison, table);
        const sources = comparison.sameSource ? 'oneSource' : 'twoSources';
        housemates[sources] += chances.housemate * scale;
        if (learned[place]?.isApart) return 0;
        matches[sources] += chances.match * scale;
        return chances.match * scale;
      },
    );
    const canShow = mentions.length >= fewestPeople && addresses >= mentions.length / 2;
    const expectedHere = canShow ? traceOfPair : expectedPairsOfHousemates;
    const counted = u;
    model = {
      fields: Object.fromEntries(
        linkageFields.map((field): [LinkageField, FieldModel] => [
          field,
          {
            m: chancesOf(m[field], expected[field].m, expectedPairs.m),
            u: chancesOf(counted[field], expected[field].u, expectedPairs.u),
          },
        ]),
      ) as unknown as LinkageModel['fields'],
      priors: priorsOf(matches, {
        twoSources: housemates.twoSources + expectedHere,
        oneSource: housemates.oneSource + expectedHere,
      }),
      housemates: (2 * (housemates.twoSources + housemates.oneSource + expectedHere)) / mentions.length,
    };
  }
  return model;
};

type LevelCounts = Readonly<Record<LinkageField, readonly number[]>>;

const countLevels = (
  comparisons: readonly MentionComparison[],
  weightOf: (comparison: MentionComparison, place: number) => number,
): LevelCounts => {
  const counts = Object.fromEntries(
    linkageFields.map((field) => [field, fieldLevels[field].map(() => 0)]),
  ) as unknown as Record<LinkageField, number[]>;
  for (const [place, comparison] of comparisons.entries()) {
    const weight = weightOf(comparison, place);
    for (const field of linkageFields) {
      const level = comparison[field];
      const levels = counts[field];
      if (level !== UNKNOWN) levels[level] = (levels[level] ?? 0) + weight;
    }
  }
  return counts;
};

/** Pairs at random, or all pairs of a small file. */
const randomComparisons = (
  mentions: readonly PreparedMention[],
  vocabulary: Vocabulary,
  random: () => number,
): readonly MentionComparison[] => {
  const found: MentionComparison[] = [];
  const add = (one: number, other: number) => {
    const [left, right] = [mentions[one], mentions[other]];
    if (left !== undefined && right !== undefined && left !== right)
      found.push(compareMentions(left, right, vocabulary));
  };
  if ((mentions.length * mentions.length) / 2 <= randomPairs) {
    for (let one = 0; one < mentions.length; one += 1)
      for (let other = 0; other < one; other += 1) add(one, other);
    return found;
  }
  const any = () => Math.floor(random() * mentions.length);
  for (let pair = 0; pair < randomPairs; pair += 1) add(any(), any());
  return found;
};

const blockedComparisons = (
  mentions: readonly PreparedMention[],
  vocabulary: Vocabulary,
  index: BlockIndex,
  random: () => number,
  table: WeightTable,
): { readonly learned: readonly Learned[]; readonly scale: number } => {
  const isWhole = mentions.length <= mostWhole;
  const part = isWhole ? 1 : mostSampled / mentions.length;
  const learned: Learned[] = [];
  let sampled = 0;
  for (const [number, mention] of mentions.entries()) {
    if (!isWhole && random() >= part) continue;
    sampled += 1;
    index.visit(number, isWhole ? 'EARLIER' : 'ALL', (other) => {
      const right = mentions[other];
      if (right === undefined) return;
      const comparison = compareMentions(mention, right, vocabulary);
      if (pairChances(comparison, table).stranger > mostStranger) return;
      const { outcome, rule } = decide(mention, right, comparison, table);
      learned.push({ comparison, isApart: outcome === 'APART' && rule !== null });
    });
  }
  // Of a sample each pair is met from either side.
  return { learned, scale: isWhole ? 1 : mentions.length / Math.max(1, sampled) / 2 };
};
