import type { CountedInput } from '../domain/counted-input.ts';
import {
  dimensionsOfPopulation,
  quantitiesOfPopulation,
  type StatisticsDimension,
  type StatisticsPopulation,
  type StatisticsQuantity,
} from './populations.ts';

export const statisticsMeasures = [
  'PERSONS',
  'EMPLOYED_PERSONS',
  'HOUSEHOLDS',
  'TENANT_HOUSEHOLDS',
  'TENANCIES',
  'OVERCROWDED_HOUSEHOLDS',
  'SEVERELY_DEPRIVED_HOUSEHOLDS',
  'RECIPIENT_HOUSEHOLDS',
  'GRANTED_RIGHTS',
  'GRANTED_AMOUNT',
  'ASKED_RIGHTS',
  'UNMET_RIGHTS',
  'WAITING_TIME',
  'OBSERVATIONS',
  'OBSERVED_NEEDS',
] as const;
export type StatisticsMeasure = (typeof statisticsMeasures)[number];

/** What a measure tells of: one population, or those of it who have some values of a dimension; how many they are, or how much they have. */
export interface Measured {
  readonly population: StatisticsPopulation;
  readonly only: { readonly dimension: StatisticsDimension; readonly codes: readonly string[] } | null;
  readonly quantity: StatisticsQuantity | null;
}

const of = (
  population: StatisticsPopulation,
  only: readonly [dimension: StatisticsDimension, ...codes: readonly string[]] | null = null,
  quantity: StatisticsQuantity | null = null,
): Measured => ({
  population,
  only: only && { dimension: only[0], codes: only.slice(1) },
  quantity,
});

/** Each way in which a measure is told, the one to begin with first: by what it is divided decides. */
export const measured: Readonly<Record<StatisticsMeasure, readonly [Measured, ...Measured[]]>> = {
  // By what their households are divided, persons are read off the tables of households: so both tell the same.
  PERSONS: [of('HOUSEHOLDS', null, 'PERSONS'), of('PERSONS')],
  EMPLOYED_PERSONS: [of('PERSONS', ['EMPLOYED', 'YES'])],
  HOUSEHOLDS: [of('HOUSEHOLDS')],
  TENANT_HOUSEHOLDS: [of('HOUSEHOLDS', ['TENURE', 'RENT_FR'])],
  TENANCIES: [of('HOUSEHOLDS', ['TENURE', 'RENT_FR'], 'TENANCIES')],
  OVERCROWDED_HOUSEHOLDS: [of('HOUSEHOLDS', ['OVERCROWDED', 'YES'])],
  SEVERELY_DEPRIVED_HOUSEHOLDS: [of('HOUSEHOLDS', ['DEPRIVED', 'YES'])],
  RECIPIENT_HOUSEHOLDS: [of('HOUSEHOLDS', ['RECIPIENT', 'YES'])],
  GRANTED_RIGHTS: [
    of('HOUSEHOLDS', ['RECIPIENT', 'YES'], 'RIGHTS'),
    of('RIGHTS', ['RIGHT_STATUS', 'GRANTED']),
  ],
  GRANTED_AMOUNT: [
    of('HOUSEHOLDS', ['RECIPIENT', 'YES'], 'AMOUNT'),
    of('RIGHTS', ['RIGHT_STATUS', 'GRANTED'], 'AMOUNT'),
  ],
  ASKED_RIGHTS: [of('RIGHTS')],
  UNMET_RIGHTS: [of('RIGHTS', ['RIGHT_STATUS', 'PENDING', 'REFUSED'])],
  WAITING_TIME: [of('RIGHTS', ['RIGHT_STATUS', 'PENDING'], 'WAITING_DAYS')],
  OBSERVATIONS: [of('OBSERVATIONS')],
  OBSERVED_NEEDS: [of('OBSERVATIONS', ['NEEDS_HELP', 'YES'])],
};

const dividedBy = ({ population, quantity }: Measured): readonly StatisticsDimension[] => {
  const { except = [] } = quantitiesOfPopulation[population].find(({ name }) => name === quantity) ?? {};
  return dimensionsOfPopulation[population].filter((dimension) => !except.includes(dimension));
};

/** How a measure is told by the dimensions of a question; null where it is not divided so. */
export const measuredBy = (
  measure: StatisticsMeasure,
  dimensions: readonly StatisticsDimension[],
): Measured | null =>
  measured[measure].find((told) => dimensions.every((dimension) => dividedBy(told).includes(dimension))) ??
  null;

/** Whether a measure tells of an amount, and not of how many alone. */
export const isOfAmounts = (measure: StatisticsMeasure): boolean =>
  measured[measure].every(({ population, quantity }) =>
    quantitiesOfPopulation[population].some(({ name, kind }) => name === quantity && kind === 'AMOUNT'),
  );

/** What a measure can be divided by. */
export const dimensionsOfMeasure = (measure: StatisticsMeasure): readonly StatisticsDimension[] => [
  ...new Set(measured[measure].flatMap(dividedBy)),
];

const composition: readonly CountedInput[] = ['BIRTH_DATE', 'RELATION', 'EMPLOYED', 'MEMBER_COUNT'];
const housing: readonly CountedInput[] = [
  'BIRTH_DATE',
  'SEX',
  'RELATION',
  'MEMBER_COUNT',
  'ROOMS',
  'FLOOR_AREA',
];

/** What each dimension is worked out from: whoever divides by it must be allowed to count these. */
export const inputsOfDimension: Readonly<Record<StatisticsDimension, readonly CountedInput[]>> = {
  LOCAL_COMMUNITY: [],
  AGE_BAND: ['BIRTH_DATE'],
  SEX: ['SEX'],
  EMPLOYED: ['EMPLOYED'],
  HOUSEHOLD_TYPE: composition,
  TENURE: ['TENANCY_STATUS'],
  RECIPIENT: ['RIGHT_STATUS'],
  OVERCROWDED: housing,
  DEPRIVED: housing,
  EQUIVALISED_SIZE: ['BIRTH_DATE', 'MEMBER_COUNT'],
  RIGHT: ['RIGHT_TITLE', 'RIGHT_STATUS'],
  RIGHT_STATUS: ['RIGHT_STATUS'],
  MONTH: ['RIGHT_STATUS', 'RIGHT_SINCE'],
  CONCERN: ['OBSERVED_HEALTH', 'OBSERVED_HOUSING', 'OBSERVED_MEANS'],
  OBSERVATION_STATE: ['OBSERVED_NEED'],
  NEEDS_HELP: ['OBSERVED_NEED'],
};

/** What each quantity is worked out from. */
export const inputsOfQuantity: Readonly<Record<StatisticsQuantity, readonly CountedInput[]>> = {
  PERSONS: [],
  TENANCIES: ['TENANCY_STATUS'],
  RIGHTS: ['RIGHT_STATUS'],
  AMOUNT: ['RIGHT_STATUS', 'RIGHT_AMOUNT'],
  WAITING_DAYS: ['RIGHT_STATUS', 'RIGHT_SINCE'],
};
