import { ageBands, unknownCode } from './age-bands.ts';
import { householdTypes } from './household-types.ts';
import type { QuantityDeclaration } from './quantity.ts';

/** Who or what is counted. A right is one that a household asked for: as often as households asked for it. */
export const statisticsPopulations = ['HOUSEHOLDS', 'PERSONS', 'RIGHTS', 'OBSERVATIONS'] as const;
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
  'EQUIVALISED_SIZE',
  'RIGHT',
  'RIGHT_STATUS',
  'MONTH',
  'CONCERN',
  'OBSERVATION_STATE',
  'NEEDS_HELP',
] as const;
export type StatisticsDimension = (typeof statisticsDimensions)[number];

/** Eurostat's equivalised size of a household (modified OECD scale), by bands of which the first is one person alone. */
export const equivalisedSizes = [
  { code: 'S1', from: 1 },
  { code: 'S1_3-1_5', from: 1.3 },
  { code: 'S1_6-2_0', from: 1.6 },
  { code: 'S2_1-2_5', from: 2.1 },
  { code: 'S_GE2_6', from: 2.6 },
] as const;

const yesOrNo = ['YES', 'NO', unknownCode];

/** What is known of a dimension before anybody is counted. */
export interface DimensionKnowledge {
  /** Its values, where they are the same everywhere; null where they are names, of places or of rights, or months. */
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
  EQUIVALISED_SIZE: { codes: [...equivalisedSizes.map(({ code }) => code), unknownCode], sensitive: [] },
  RIGHT: { codes: null, sensitive: [] },
  RIGHT_STATUS: { codes: ['GRANTED', 'PENDING', 'REFUSED'], sensitive: ['GRANTED'] },
  MONTH: { codes: null, sensitive: [] },
  CONCERN: {
    codes: ['HEALTH', 'HOUSING', 'MEANS', 'SEVERAL', 'NONE', unknownCode],
    sensitive: ['HEALTH'],
  },
  OBSERVATION_STATE: { codes: ['RECEIVED', 'CLOSED'], sensitive: [] },
  NEEDS_HELP: { codes: yesOrNo, sensitive: [] },
};

/** What each population can be divided by. */
export const dimensionsOfPopulation: Readonly<Record<StatisticsPopulation, readonly StatisticsDimension[]>> =
  {
    HOUSEHOLDS: [
      ...(['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE', 'TENURE', 'RECIPIENT', 'OVERCROWDED'] as const),
      ...(['DEPRIVED', 'EQUIVALISED_SIZE'] as const),
    ],
    PERSONS: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX', 'EMPLOYED', 'TENURE', 'RECIPIENT'],
    RIGHTS: ['RIGHT', 'RIGHT_STATUS', 'MONTH'],
    OBSERVATIONS: ['CONCERN', 'OBSERVATION_STATE', 'NEEDS_HELP'],
  };

export const statisticsQuantities = ['PERSONS', 'TENANCIES', 'RIGHTS', 'AMOUNT', 'WAITING_DAYS'] as const;
export type StatisticsQuantity = (typeof statisticsQuantities)[number];

interface DeclaredQuantity extends QuantityDeclaration {
  readonly name: StatisticsQuantity;
  readonly except?: readonly StatisticsDimension[];
}

const tenants = { dimension: 'TENURE', code: 'RENT_FR' };
const recipients = { dimension: 'RECIPIENT', code: 'YES' };

/**
 * By these most households of one value are of one size: with the number of persons beside that of households, two values that are
 * withheld would be two unknowns of two equations.
 */
const sizes = ['HOUSEHOLD_TYPE', 'EQUIVALISED_SIZE'] as const;

/** What is told of a population's cells with their counts. */
export const quantitiesOfPopulation: Readonly<Record<StatisticsPopulation, readonly DeclaredQuantity[]>> = {
  HOUSEHOLDS: [
    { name: 'PERSONS', kind: 'COUNT', only: null, except: sizes, isSpread: false },
    { name: 'TENANCIES', kind: 'COUNT', only: tenants, isSpread: false },
    { name: 'RIGHTS', kind: 'COUNT', only: recipients, isSpread: false },
    { name: 'AMOUNT', kind: 'AMOUNT', only: recipients, isSpread: false },
  ],
  PERSONS: [],
  OBSERVATIONS: [],
  RIGHTS: [
    { name: 'AMOUNT', kind: 'AMOUNT', only: { dimension: 'RIGHT_STATUS', code: 'GRANTED' }, isSpread: true },
    {
      name: 'WAITING_DAYS',
      kind: 'AMOUNT',
      only: { dimension: 'RIGHT_STATUS', code: 'PENDING' },
      // Who waits since one month has waited for as many days as the others, nearly.
      except: ['MONTH'],
      isSpread: true,
    },
  ],
};

/**
 * Populations of which the tables tell of each other: by what households are divided, their members are too. Rights are told of for a
 * whole municipality, where nothing but the number of recipients is known of the same.
 */
export const linkedPopulations: Readonly<Record<StatisticsPopulation, readonly StatisticsPopulation[]>> = {
  HOUSEHOLDS: ['HOUSEHOLDS', 'PERSONS'],
  PERSONS: ['HOUSEHOLDS', 'PERSONS'],
  RIGHTS: ['RIGHTS'],
  OBSERVATIONS: ['OBSERVATIONS'],
};

/**
 * The tables of each release: given to whoever may count, whatever anybody has asked before (R24). How many persons live in households that
 * rent or receive something, the tables of households tell.
 *
 * INVARIANT: those of linked populations hang together without a cycle, by their places.
 */
export const gridTables: Readonly<Record<StatisticsPopulation, readonly (readonly StatisticsDimension[])[]>> =
  {
    HOUSEHOLDS: [
      ['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE'],
      ['LOCAL_COMMUNITY', 'TENURE'],
      ['LOCAL_COMMUNITY', 'RECIPIENT'],
      ['LOCAL_COMMUNITY', 'OVERCROWDED'],
      ['LOCAL_COMMUNITY', 'DEPRIVED'],
      ['LOCAL_COMMUNITY', 'EQUIVALISED_SIZE'],
    ],
    PERSONS: [
      ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'],
      ['LOCAL_COMMUNITY', 'EMPLOYED'],
    ],
    RIGHTS: [['RIGHT', 'RIGHT_STATUS'], ['MONTH']],
    OBSERVATIONS: [['CONCERN', 'OBSERVATION_STATE', 'NEEDS_HELP']],
  };
