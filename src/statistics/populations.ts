import { ageBands, unknownCode } from './age-bands.ts';
import { householdTypes } from './household-types.ts';

export const statisticsPopulations = ['PERSONS', 'HOUSEHOLDS'] as const;
export type StatisticsPopulation = (typeof statisticsPopulations)[number];

/** By what a population is divided. A settlement is none: it is the sum of what is given of its local communities. */
export const statisticsDimensions = [
  'LOCAL_COMMUNITY',
  'AGE_BAND',
  'SEX',
  'HOUSEHOLD_TYPE',
  'TENURE',
  'EMPLOYED',
  'RECIPIENT',
  'OVERCROWDED',
  'DEPRIVED',
] as const;
export type StatisticsDimension = (typeof statisticsDimensions)[number];

const yesOrNo = ['YES', 'NO', unknownCode];

/** What is known of a dimension before anybody is counted. */
export interface DimensionKnowledge {
  /** Its values, where they are the same everywhere; null where they are names of places. */
  readonly codes: readonly string[] | null;
  /** Of them, what nobody may learn that all of a group or none of it have (R24). */
  readonly sensitive: readonly string[];
}

export const dimensionKnowledge: Readonly<Record<StatisticsDimension, DimensionKnowledge>> = {
  LOCAL_COMMUNITY: { codes: null, sensitive: [] },
  AGE_BAND: { codes: [...ageBands.map(({ code }) => code), unknownCode], sensitive: [] },
  SEX: { codes: ['F', 'M', unknownCode], sensitive: [] },
  HOUSEHOLD_TYPE: { codes: [...householdTypes, unknownCode], sensitive: [] },
  TENURE: { codes: ['RENT_FR', unknownCode], sensitive: [] },
  EMPLOYED: { codes: yesOrNo, sensitive: ['YES', 'NO'] },
  RECIPIENT: { codes: ['YES', 'NO'], sensitive: ['YES', 'NO'] },
  OVERCROWDED: { codes: yesOrNo, sensitive: ['YES', 'NO'] },
  DEPRIVED: { codes: ['YES', 'NO', unknownCode], sensitive: ['YES'] },
};

/** What each population can be divided by. */
export const dimensionsOfPopulation: Readonly<Record<StatisticsPopulation, readonly StatisticsDimension[]>> =
  {
    PERSONS: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX', 'EMPLOYED', 'HOUSEHOLD_TYPE', 'TENURE', 'RECIPIENT'],
    HOUSEHOLDS: ['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE', 'TENURE', 'RECIPIENT', 'OVERCROWDED', 'DEPRIVED'],
  };

/**
 * The tables of each release: given to whoever may count, whatever anybody has asked before (R24).
 *
 * INVARIANT: those of one population hang together without a cycle, by their places.
 */
export const gridTables: Readonly<Record<StatisticsPopulation, readonly (readonly StatisticsDimension[])[]>> =
  {
    PERSONS: [
      ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'],
      ['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE'],
      ['LOCAL_COMMUNITY', 'TENURE'],
      ['LOCAL_COMMUNITY', 'EMPLOYED'],
      ['LOCAL_COMMUNITY', 'RECIPIENT'],
    ],
    HOUSEHOLDS: [
      ['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE'],
      ['LOCAL_COMMUNITY', 'TENURE'],
      ['LOCAL_COMMUNITY', 'OVERCROWDED'],
      ['LOCAL_COMMUNITY', 'DEPRIVED'],
      ['LOCAL_COMMUNITY', 'RECIPIENT'],
    ],
  };
