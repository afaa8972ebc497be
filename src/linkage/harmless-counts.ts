import type { CountedField, Unlisted, VocabularyCounts } from './vocabulary.ts';

/** The smallest group that is told of anywhere in the hub (R24). */
const fewestPeople = 11;
/** Counts are kept to so many people, so that one person more or less does not show. */
const step = 10;

const rounded = (count: number): number => Math.round(count / step) * step;

/**
 * Counts that may be kept: nobody can be read out of them. A value that fewer than 11 people have is left out and is one of the
 * unlisted, of which only their number is kept; the other counts are rounded to tens. Order says nothing either: it is the
 * alphabet's.
 */
export const harmlessCounts = (counts: VocabularyCounts): VocabularyCounts => {
  const listed = (field: CountedField): Readonly<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(counts[field])
        .filter(([, count]) => count >= fewestPeople)
        .map(([key, count]) => [key, rounded(count)] as const)
        .sort(([one], [next]) => (one < next ? -1 : 1)),
    );
  const unlisted = (field: CountedField): Unlisted[CountedField] => {
    const few = Object.values(counts[field]).filter((count) => count < fewestPeople);
    return { values: rounded(few.length), people: rounded(few.reduce((sum, count) => sum + count, 0)) };
  };
  return {
    people: rounded(counts.people),
    given: listed('given'),
    family: listed('family'),
    birth: listed('birth'),
    words: listed('words'),
    unlisted: {
      given: unlisted('given'),
      family: unlisted('family'),
      birth: unlisted('birth'),
      words: unlisted('words'),
    },
  };
};
