import { type AreaCount, releaseAreaCells } from './cells.ts';

/** Under which codes an area is counted: those of its local community and its settlement, or of what they were put together with. */
export interface GroupedArea {
  readonly area: string;
  readonly localCommunity: string;
  readonly settlement: string;
}

/** What areas are called that are put together. */
export const together = 'OTHER';

const sum = (areas: readonly AreaCount[], area: string): AreaCount => ({
  area,
  persons: areas.reduce((total, { persons }) => total + persons, 0),
  households: areas.reduce((total, { households }) => total + households, 0),
});

const groupBy = <Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
};

/**
 * Puts areas of fewer than 50 households together (R24): settlements first, and local communities within what stands for their
 * settlement then.
 *
 * INVARIANT: the two divisions nest, so that no area of one less those of the other leaves a few households.
 *
 * @param settlementOf the settlement of a local community; one that has none is a settlement itself.
 */
export const groupAreas = (
  areas: readonly AreaCount[],
  settlementOf: (area: string) => string | undefined,
): readonly GroupedArea[] => {
  const nameOf = ({ area }: AreaCount): string => settlementOf(area) ?? area;
  const inSettlement = groupBy(areas, nameOf);
  const { cells } = releaseAreaCells([...inSettlement].map(([name, each]) => sum(each, name)));
  const settlements =
    cells.length > 0 ? cells : [{ areas: [...inSettlement.keys()], rolledUp: inSettlement.size > 1 }];
  return settlements.flatMap(({ areas: names, rolledUp }) => {
    const settlement = rolledUp ? together : (names[0] ?? together);
    const inside = names.flatMap((name) => inSettlement.get(name) ?? []);
    const communities = releaseAreaCells(inside).cells;
    const parts =
      communities.length > 1 ? communities : [{ areas: inside.map(({ area }) => area), rolledUp: true }];
    return parts.flatMap((part) =>
      part.areas.map((area) => ({
        area,
        settlement,
        localCommunity: parts.length === 1 ? settlement : part.rolledUp ? `${settlement}: ${together}` : area,
      })),
    );
  });
};
