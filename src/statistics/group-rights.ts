import { leastHouseholdRule } from './cell-rule.ts';

/** How many households asked for a right, by its name as decisions write it. */
export interface TitleCount {
  readonly title: string;
  readonly households: number;
}

/** Under which name a right is counted. */
export interface GroupedRight {
  readonly title: string;
  readonly right: string;
}

/** What rights of few households are counted as. */
const otherRights = 'OTHER';

/**
 * Spellings of one name under the one that most households have.
 *
 * @param keyOf what is the same for two spellings of one name.
 */
export const spellingsOf = (
  counts: readonly TitleCount[],
  keyOf: (title: string) => string,
): readonly GroupedRight[] => {
  const inTurn = [...counts].sort(
    (one, other) => other.households - one.households || (one.title < other.title ? -1 : 1),
  );
  const names = new Map<string, string>();
  for (const { title } of inTurn) if (!names.has(keyOf(title))) names.set(keyOf(title), title);
  return counts.map(({ title }) => ({ title, right: names.get(keyOf(title)) ?? otherRights }));
};

/** Rights that fewer households asked for than may be told of are put together, and not named (R24). */
export const groupRights = (counts: readonly TitleCount[]): readonly GroupedRight[] =>
  counts.map(({ title, households }) => ({
    title,
    right: households < leastHouseholdRule.households ? otherRights : title,
  }));
