import { type StatisticsDimension, statisticsDimensions } from './populations.ts';

/** By what a question divides. A settlement is the sum of its local communities, where each of them is given. */
export type Division = StatisticsDimension | 'SETTLEMENT';

export const divisions: readonly Division[] = [...statisticsDimensions, 'SETTLEMENT'];

/** The dimension of the tables that a division is read off. */
export const dimensionOf = (division: Division): StatisticsDimension =>
  division === 'SETTLEMENT' ? 'LOCAL_COMMUNITY' : division;
