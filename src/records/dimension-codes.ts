import { monthsOf } from '../statistics/months.ts';
import { dimensionKnowledge, type StatisticsDimension } from '../statistics/populations.ts';
import type { Release } from '../store/statistics-release-store.ts';

/** The values that a dimension has in one municipality of a release, in the order in which they are shown. */
export const dimensionCodes = (
  { asOf, facts }: Release,
  municipality: string,
  dimension: StatisticsDimension,
): readonly string[] => {
  const { codes } = dimensionKnowledge[dimension];
  if (codes !== null) return codes;
  if (dimension === 'MONTH') return monthsOf(asOf);
  if (dimension === 'RIGHT')
    return facts.rights.find((each) => each.municipality === municipality)?.rights ?? [];
  const areas = facts.areas.filter((area) => area.municipality === municipality);
  return [...new Set(areas.map(({ localCommunity }) => localCommunity))].sort();
};
