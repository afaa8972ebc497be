import type { StatisticsDimension } from '../../../src/statistics/populations.ts';
import type { Database } from '../../../src/store/database.ts';
import type { Random } from '../random.ts';
import type { GivenLine } from './ask-town.ts';
import { dimensionsHere, type KnownTown, keyOf } from './known-town.ts';

const dimensions = dimensionsHere.PERSONS;

const sampleOf = async (database: Database, size: number): Promise<readonly (readonly string[])[]> => {
  const rows = await database.query<{ codes: string[] }>(
    `select array[local_community, age_band, sex, employed, tenure, recipient] as codes from statistics_person
      order by hashtextextended(household::text || local_community || age_band || sex || employed, 5) limit ${size}`,
  );
  return rows.map(({ codes }) => codes);
};

/** The largest difference between the shares of two samples above a threshold, whichever it is (Kolmogorov and Smirnov). */
export const bestAdvantage = (inside: readonly number[], outside: readonly number[]): number => {
  const all = [
    ...inside.map((score) => ({ score, step: 1 / inside.length })),
    ...outside.map((score) => ({ score, step: -1 / outside.length })),
  ].sort((one, other) => other.score - one.score);
  let [reached, best] = [0, 0];
  for (const [index, { score, step }] of all.entries()) {
    reached += step;
    if (all[index + 1]?.score !== score) best = Math.max(best, Math.abs(reached));
  }
  return best;
};

/**
 * How much better than by chance somebody tells whether a person is in the town: the membership experiment of S. Yeom and others (Privacy
 * risk in machine learning, 2018, definition 4). One person is drawn from the town, another from those of whom the town itself was drawn.
 * Who guesses knows everything about them, every number that was given, and how many such people to expect: he sums up how much more of
 * them there are than expected, over all cells that they would be in (N. Homer and others, 2008), and chooses the best threshold
 * afterwards, which is in his favour.
 *
 * @param expected another town that was drawn as this one was.
 * @param others a third, of which those are who are not in this one.
 */
export const membershipAdvantage = async (
  towns: { readonly database: Database; readonly others: Database; readonly expected: KnownTown },
  lines: readonly GivenLine[],
  { size }: { readonly size: number; readonly random: Random },
): Promise<number> => {
  const cells = lines.filter(({ told, isCell }) => told.population === 'PERSONS' && isCell);
  const shapes = new Map<string, Map<string, number>>();
  const shapeOf = (named: readonly StatisticsDimension[]): string => [...named].sort().join(' ');
  for (const { group, value } of cells) {
    const shape = shapeOf([...group.keys()]);
    const of = shapes.get(shape) ?? new Map<string, number>();
    const expected = towns.expected.count('PERSONS', group).count;
    shapes.set(shape, of.set(keyOf(group), Math.log((value + 1) / (expected + 1))));
  }
  const scoreOf = (codes: readonly string[]): number => {
    let score = 0;
    for (const [shape, of] of shapes) {
      const named = shape.split(' ').filter((name) => name !== '');
      const group = new Map(
        named.map((name) => {
          const dimension = name as StatisticsDimension;
          return [dimension, [codes[dimensions.indexOf(dimension)] as string]] as const;
        }),
      );
      score += of.get(keyOf(group)) ?? 0;
    }
    return score;
  };
  const [inside, outside] = [await sampleOf(towns.database, size), await sampleOf(towns.others, size)];
  return bestAdvantage(inside.map(scoreOf), outside.map(scoreOf));
};
