import { fieldLevels, type Level, type LinkageField, linkageFields } from './levels.ts';

/** Fewer than one person in ten who meets a housemate: a sample of single people, such as a survey's. */
export const fewestHousemates = 0.1;

/** Whether the data show people who live together: then the rules stand that keep them apart. */
export const showsHouseholds = ({ housemates }: LinkageModel): boolean => housemates >= fewestHousemates;

/** For each level of a field, the chance of it among pairs of one person (`m`) and among pairs of strangers (`u`). */
export interface FieldModel {
  readonly m: readonly number[];
  readonly u: readonly number[];
}

/** What linking has learned, as JSON: kept, it decides the same about a mention that comes later. */
export interface LinkageModel {
  readonly fields: Readonly<Record<LinkageField, FieldModel>>;
  readonly priors: PairPriors;
  /** Mentions of housemates that a mention meets, on average. */
  readonly housemates: number;
}

/** The chances of pairs taken at random, of two sources and of one. */
export interface PairPriors {
  readonly twoSources: PairPrior;
  readonly oneSource: PairPrior;
}

export interface PairPrior {
  /** That the two are one person. */
  readonly match: number;
  /** That the two are people of one household. */
  readonly housemate: number;
}

/**
 * What is taken for known before anything is learned: m by level. It counts like so many pairs (`expectedPairs`), so a small
 * file leans on it and a large one does not. Of a hundred pairs of one person about ninety agree on a field, as censuses and
 * registers find (Winkler 2006); what is left is spread over the slips in the order of how often clerks make them.
 */
const expectedM: Readonly<Record<LinkageField, readonly number[]>> = {
  given: [0.87, 0.015, 0.02, 0.015, 0.001, 0.03, 0.02, 0.004, 0.005, 0.02],
  family: [0.86, 0.015, 0.002, 0.02, 0.01, 0.03, 0.02, 0.002, 0.006, 0.035],
  order: [0.985, 0.015],
  birth: [0.91, 0.04, 0.01, 0.02, 0.02],
  id: [0.92, 0.04, 0.04],
  address: [0.5, 0.15, 0.1, 0.1, 0.15],
};

/** The same of u. The first of names and dates comes of their frequencies and is not used. */
const expectedU: Readonly<Record<LinkageField, readonly number[]>> = {
  given: [0.005, 0.0003, 0.0005, 0.001, 0.0002, 0.001, 0.01, 0.001, 0.004, 0.978],
  family: [0.001, 0.0001, 0.0001, 0.0005, 0.0005, 0.0005, 0.008, 0.0002, 0.004, 0.985],
  order: [0.97, 0.03],
  birth: [0.00005, 0.0007, 0.00015, 0.005, 0.9941],
  id: [0.00001, 0.00003, 0.99996],
  address: [0.0005, 0.003, 0.02, 0.08, 0.8965],
};

/** How many pairs what is expected counts for, beside those that are counted. */
export const expectedPairs = { m: 60, u: 400 } as const;

export const expectedModel = (priors: PairPriors, housemates: number): LinkageModel => ({
  fields: Object.fromEntries(
    linkageFields.map((field) => [field, { m: expectedM[field], u: expectedU[field] }]),
  ) as unknown as Record<LinkageField, FieldModel>,
  priors,
  housemates,
});

/** A field's chances from counts by level, with what was expected counted in. */
export const chancesOf = (
  counted: readonly number[],
  expected: readonly number[],
  weight: number,
): readonly number[] => {
  const total = counted.reduce((sum, count) => sum + count, 0) + weight;
  return counted.map((count, place) => (count + weight * (expected[place] ?? 0)) / total);
};

export const levelName = (field: LinkageField, place: number): Level =>
  fieldLevels[field][place] ?? 'UNKNOWN';
