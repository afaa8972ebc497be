import type { CountedInput } from '../domain/counted-input.ts';
import type { StatisticsDimension, StatisticsPopulation } from './populations.ts';

export const statisticsMeasures = [
  'PERSONS',
  'EMPLOYED_PERSONS',
  'HOUSEHOLDS',
  'TENANT_HOUSEHOLDS',
  'RECIPIENT_HOUSEHOLDS',
  'OVERCROWDED_HOUSEHOLDS',
  'SEVERELY_DEPRIVED_HOUSEHOLDS',
] as const;
export type StatisticsMeasure = (typeof statisticsMeasures)[number];

/** What a measure counts: one population, or those of it who have one value of a dimension. */
export interface Measured {
  readonly population: StatisticsPopulation;
  readonly only: { readonly dimension: StatisticsDimension; readonly code: string } | null;
}

export const measured: Readonly<Record<StatisticsMeasure, Measured>> = {
  PERSONS: { population: 'PERSONS', only: null },
  EMPLOYED_PERSONS: { population: 'PERSONS', only: { dimension: 'EMPLOYED', code: 'YES' } },
  HOUSEHOLDS: { population: 'HOUSEHOLDS', only: null },
  TENANT_HOUSEHOLDS: { population: 'HOUSEHOLDS', only: { dimension: 'TENURE', code: 'RENT_FR' } },
  RECIPIENT_HOUSEHOLDS: { population: 'HOUSEHOLDS', only: { dimension: 'RECIPIENT', code: 'YES' } },
  OVERCROWDED_HOUSEHOLDS: { population: 'HOUSEHOLDS', only: { dimension: 'OVERCROWDED', code: 'YES' } },
  SEVERELY_DEPRIVED_HOUSEHOLDS: { population: 'HOUSEHOLDS', only: { dimension: 'DEPRIVED', code: 'YES' } },
};

const composition: readonly CountedInput[] = ['BIRTH_DATE', 'RELATION', 'EMPLOYED', 'MEMBER_COUNT'];
const housing: readonly CountedInput[] = ['BIRTH_DATE', 'SEX', 'RELATION', 'MEMBER_COUNT', 'ROOMS'];

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
};
