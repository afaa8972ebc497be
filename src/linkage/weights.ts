import type { MentionComparison } from './compare-mentions.ts';
import { addressLevels, type LinkageField, linkageFields, nameLevels, UNKNOWN } from './levels.ts';
import { type LinkageModel, type PairPrior, type PairPriors, showsHouseholds } from './model.ts';

/** What one field says, in bits: its level, and how common the value itself is (Winkler's term-frequency adjustment). */
export interface FieldWeight {
  readonly weight: number;
  readonly frequency: number;
}

/** What a pair's fields say together. */
export interface PairWeight {
  /** Odds of one person, in bits, strangers and housemates alike held against it. */
  readonly total: number;
  /** What is taken off because people of one household would agree like this too. */
  readonly household: number;
}

/** Weights ready for use, made once of a model. */
export interface WeightTable {
  readonly priors: Readonly<Record<keyof PairPriors, { readonly match: number; readonly housemate: number }>>;
  /** Whether the data show people who live together: then the rules stand that keep them apart. */
  readonly hasHouseholds: boolean;
  readonly levels: Readonly<Record<LinkageField, readonly number[]>>;
  /** What it says, by level, that two agree so well on the average value, in bits. */
  readonly average: Readonly<Record<LinkageField, readonly number[]>>;
}

/**
 * People of one household, as demography has them and no data set was asked: three of four pairs share their family name, one
 * in two hundred a given name (a son named for his father), one in two hundred was born on one day (three children of a hundred are
 * twins, and few pairs of a household are two children). One in five hundred holds the other's id by a clerk's mistake.
 */
const housemates = { family: 0.75, given: 0.005, birth: 0.005, id: 0.002, address: 0.9 } as const;

/** More than so many bits is not given for a rare address: whoever lives there is a housemate, if not the same. */
const mostForRareAddress = 8;
/** From here on two addresses have too little in common for its rareness to speak for them. */
const poorAddress = addressLevels.indexOf('SOME');

const limitBy = (weights: number[], level: number, limit: number): void => {
  weights[level] = Math.min(weights[level] ?? 0, limit);
};

/**
 * INVARIANT: what is more alike never weighs less, whatever few pairs have taught; what disagrees never speaks for one person.
 */
const nameWeights = (weights: number[]): number[] => {
  const at = (name: (typeof nameLevels)[number]) => nameLevels.indexOf(name);
  const of = (name: (typeof nameLevels)[number]) => weights[at(name)] ?? 0;
  for (const name of nameLevels.slice(1)) limitBy(weights, at(name), of('SAME'));
  limitBy(weights, at('NEAR'), of('SLIP'));
  limitBy(weights, at('ALIKE'), of('NEAR'));
  limitBy(weights, at('TWO_NAMES'), Math.min(0, of('ALIKE')));
  limitBy(weights, at('DIFFERENT'), Math.min(...weights.slice(0, -1), 0));
  return weights;
};

const fallingWeights = (weights: number[]): number[] => {
  for (let level = 1; level < weights.length; level += 1) limitBy(weights, level, weights[level - 1] ?? 0);
  limitBy(weights, weights.length - 1, 0);
  return weights;
};

/** @param agreement The chance that two strangers have the same name or date, from how common each is. */
export const weightTable = (
  model: LinkageModel,
  agreement: Readonly<Record<'given' | 'family' | 'birth', number>>,
): WeightTable => {
  const chance = Object.fromEntries(
    linkageFields.map((field) => {
      const { u } = model.fields[field];
      const isCounted = field === 'given' || field === 'family' || field === 'birth';
      return [field, isCounted ? [agreement[field], ...u.slice(1)] : u];
    }),
  ) as unknown as Readonly<Record<LinkageField, readonly number[]>>;
  const average = Object.fromEntries(
    linkageFields.map((field) => [field, chance[field].map((each) => -Math.log2(each))]),
  ) as unknown as WeightTable['average'];
  const levels = Object.fromEntries(
    linkageFields.map((field) => {
      const weights = model.fields[field].m.map((m, level) => Math.log2(m / (chance[field][level] ?? 1)));
      return [
        field,
        field === 'given' || field === 'family' ? nameWeights(weights) : fallingWeights(weights),
      ];
    }),
  ) as unknown as WeightTable['levels'];
  const inBits = ({ match, housemate }: PairPrior) => ({
    match: Math.log2(match),
    housemate: Math.log2(housemate),
  });
  const { twoSources, oneSource } = model.priors;
  return {
    priors: { twoSources: inBits(twoSources), oneSource: inBits(oneSource) },
    hasHouseholds: showsHouseholds(model),
    levels,
    average,
  };
};

const lastName = nameLevels.length - 1;
const twoNames = nameLevels.indexOf('TWO_NAMES');
const none: FieldWeight = { weight: 0, frequency: 0 };

/** What one field says. `UNKNOWN` says nothing. */
export const fieldWeight = (
  field: LinkageField,
  comparison: MentionComparison,
  { levels, average }: WeightTable,
): FieldWeight => {
  const level = comparison[field];
  if (level === UNKNOWN) return none;
  return { weight: levels[field][level] ?? 0, frequency: frequencyOf(field, level, comparison, average) };
};

/** The same as one number. */
const bitsOfField = (
  field: LinkageField,
  comparison: MentionComparison,
  { levels, average }: WeightTable,
): number => {
  const level = comparison[field];
  return level === UNKNOWN ? 0 : (levels[field][level] ?? 0) + frequencyOf(field, level, comparison, average);
};

/**
 * The bits for one person against strangers alone, without the address and without what makes a value common: never less than
 * what `pairWeight` gives to the same fields. Millions of pairs end here, so it is written out.
 */
export const mostBits = (comparison: MentionComparison, { levels, average, priors }: WeightTable): number => {
  const { given, family, order, birth, id } = comparison;
  let bits = comparison.sameSource ? priors.oneSource.match : priors.twoSources.match;
  if (given >= 0)
    bits += (levels.given[given] ?? 0) + (given === 0 ? comparison.givenBits - (average.given[0] ?? 0) : 0);
  if (family >= 0) {
    bits +=
      (levels.family[family] ?? 0) + (family === 0 ? comparison.familyBits - (average.family[0] ?? 0) : 0);
  }
  if (order >= 0) bits += levels.order[order] ?? 0;
  if (birth >= 0)
    bits += (levels.birth[birth] ?? 0) + (birth === 0 ? comparison.birthBits - (average.birth[0] ?? 0) : 0);
  return id >= 0 ? bits + (levels.id[id] ?? 0) : bits;
};

const frequencyOf = (
  field: LinkageField,
  level: number,
  comparison: MentionComparison,
  average: WeightTable['average'],
): number => {
  if (field === 'given' || field === 'family') {
    if (level === twoNames || level === lastName) return 0;
    const bits = comparison[field === 'given' ? 'givenBits' : 'familyBits'] - (average[field][0] ?? 0);
    // A slip of a common name is common; a slip of a rare one is no proof of more.
    return level === 0 ? bits : Math.min(0, bits);
  }
  if (field === 'birth') return level === 0 ? comparison.birthBits - (average.birth[0] ?? 0) : 0;
  if (field === 'address' && level < addressLevels.length - 1) {
    const bits = comparison.addressBits - (average.address[level] ?? 0);
    return Math.min(level < poorAddress ? mostForRareAddress : 0, bits);
  }
  return 0;
};

/** How rarely two mentions of these sources are one person, and people of one household, in bits. */
export const priorOf = ({ sameSource }: MentionComparison, { priors }: WeightTable) =>
  sameSource ? priors.oneSource : priors.twoSources;

/** Odds against strangers, in bits: of one person, and of people of one household. */
const oddsOf = (comparison: MentionComparison, table: WeightTable): { match: number; housemate: number } => {
  let { match, housemate } = priorOf(comparison, table);
  for (const field of linkageFields) {
    if (comparison[field] === UNKNOWN) continue;
    const bits = bitsOfField(field, comparison, table);
    match += bits;
    housemate += housemateWeight(field, bits);
  }
  return { match, housemate };
};

/** All fields together, against strangers and against people of one household (INVARIANT: a better level never takes off). */
export const pairWeight = (comparison: MentionComparison, table: WeightTable): PairWeight => {
  const { match, housemate } = oddsOf(comparison, table);
  const household = -Math.log2(1 + 2 ** housemate);
  return { total: match + household, household };
};

/** The chances that a pair is one person, two of one household, or strangers. */
export const pairChances = (comparison: MentionComparison, table: WeightTable) => {
  const { match, housemate } = oddsOf(comparison, table);
  const all = 1 + 2 ** match + 2 ** housemate;
  return { match: 2 ** match / all, housemate: 2 ** housemate / all, stranger: 1 / all };
};

/** How much likelier a level is among housemates than among strangers, in bits. */
const housemateWeight = (field: LinkageField, bits: number): number => {
  if (field === 'order') return bits;
  const part = housemates[field];
  return Math.log2(part * 2 ** bits + 1 - part);
};

/** Odds in bits as a chance. */
export const probabilityOf = (bits: number): number => 1 / (1 + 2 ** -bits);

/** The most that a field can still say: for leaving off early. */
export const mostOf = (field: LinkageField, { levels }: WeightTable): number =>
  (levels[field][0] ?? 0) + (field === 'address' ? mostForRareAddress : 0);
