import { BlockIndex } from './block-index.ts';
import { canonicalOrder } from './canonical-order.ts';
import { estimateModel } from './estimate-model.ts';
import { harmlessCounts } from './harmless-counts.ts';
import { type LinkageField, linkageFields } from './levels.ts';
import { type LinkageMention, prepareMention } from './mention.ts';
import { type FieldModel, fewestHousemates, type LinkageModel, type PairPrior } from './model.ts';
import type { Nicknames } from './nicknames.ts';
import { Vocabulary, type VocabularyCounts } from './vocabulary.ts';

/** A model with the counts that it goes with. JSON; nobody can be read out of it. */
export interface LearnedModel {
  readonly model: LinkageModel;
  readonly vocabulary: VocabularyCounts;
}

/** A mention, and under which id its person is known by now: whoever is known counts once. */
export interface KnownMention {
  readonly person: string;
  readonly mention: LinkageMention;
}

/** Three digits say all that a weight needs, and nothing of any one row. */
const shortened = (value: number): number => Number(value.toPrecision(3));

const shortModel = ({ fields, priors, housemates }: LinkageModel): LinkageModel => {
  const prior = ({ match, housemate }: PairPrior): PairPrior => ({
    match: shortened(match),
    housemate: shortened(housemate),
  });
  return {
    fields: Object.fromEntries(
      linkageFields.map((field): [LinkageField, FieldModel] => [
        field,
        { m: fields[field].m.map(shortened), u: fields[field].u.map(shortened) },
      ]),
    ) as unknown as LinkageModel['fields'],
    priors: { twoSources: prior(priors.twoSources), oneSource: prior(priors.oneSource) },
    // INVARIANT: registers are of households: the rules for people who live together stand, whatever few lines show.
    housemates: Math.max(fewestHousemates, shortened(housemates)),
  };
};

/**
 * Learns from lines of whom nobody has said who is who, in a form that may be kept (`estimateModel`, `harmlessCounts`). The
 * same lines give the same model in whatever order they come.
 *
 * @param seed for the pairs that are drawn at random.
 */
export const learnModel = (
  lines: readonly KnownMention[],
  { nicknames, seed }: { readonly nicknames: Nicknames; readonly seed: number },
): LearnedModel => {
  const vocabulary = new Vocabulary(nicknames);
  const order = canonicalOrder(lines.map(({ mention }) => mention));
  const ordered = order.flatMap((place) => lines[place] ?? []);
  const prepared = ordered.map(({ mention }) => prepareMention(mention, vocabulary));
  const counted = new Set<string>();
  for (const [place, { given, family, birth, address }] of prepared.entries()) {
    const person = ordered[place]?.person ?? '';
    if (counted.has(person)) continue;
    counted.add(person);
    vocabulary.count(given, family, birth, address);
  }
  vocabulary.settle();
  const model = estimateModel(prepared, vocabulary, new BlockIndex(prepared), seed);
  return { model: shortModel(model), vocabulary: harmlessCounts(vocabulary.counts()) };
};
