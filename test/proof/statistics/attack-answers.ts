import { leastCellRule, leastHouseholdRule } from '../../../src/statistics/cell-rule.ts';
import { isDominated } from '../../../src/statistics/dominance-rule.ts';
import type { StatisticsPopulation } from '../../../src/statistics/populations.ts';
import type { GivenLine } from './ask-town.ts';
import { isWithin, type KnownTown, keyOf } from './known-town.ts';

/** What can be told of too few by lines that were given in one go: nothing should be. */
export interface Breach {
  readonly how: 'CELL' | 'WRONG' | 'DIFFERENCE' | 'DOMINANCE';
  readonly what: string;
}

/** From so many there are enough households, whoever they are: the largest has six members. */
const mostOfFew = 60;

const ruleOf = (population: StatisticsPopulation) =>
  population === 'PERSONS' ? leastCellRule : leastHouseholdRule;

const isFew = (population: StatisticsPopulation, count: number, households: number): boolean => {
  const rule = ruleOf(population);
  return count > 0 && (count < rule.persons || households < rule.households);
};

/** How many a line counts, as its measure does: rounded as the hub says that it rounds. */
const truthOf = (town: KnownTown, { told, group }: GivenLine): number => {
  const counted = town.count(told.population, group);
  return told.quantity === 'PERSONS' ? counted.persons : counted.count;
};

const named = (line: GivenLine): string => `${line.told.population} ${keyOf(line.group)}`;

/** What is wrong with a number by itself: a few, more than rounding away from the truth, or an amount that is one household's. */
export const judgeLine = (town: KnownTown, line: GivenLine): readonly Breach[] => {
  const { told, group, value, amount, isCell } = line;
  const { count, households, amounts } = town.count(told.population, group);
  const breaches: Breach[] = [];
  if (isFew(told.population, count, households)) breaches.push({ how: 'CELL', what: named(line) });
  const isCounted = told.quantity === null || told.quantity === 'PERSONS' || amount !== null;
  const truth = amount === null ? truthOf(town, line) : count;
  // A sum of rounded cells is as far away as they are together.
  if (isCounted && isCell && value !== Math.round(truth / 5) * 5)
    breaches.push({ how: 'WRONG', what: `${named(line)}: ${value} for ${truth}` });
  const [largest = 0, second = 0] = amounts;
  const sum = amounts.reduce((total, each) => total + each, 0);
  if (told.quantity === 'AMOUNT' && isCell && isDominated({ sum, largest, second }))
    breaches.push({ how: 'DOMINANCE', what: named(line) });
  return breaches;
};

/** Whether the numbers are of how many there are: what amounts and contracts tell is judged by itself. */
const isCount = ({ told }: GivenLine): boolean => told.quantity === null;

/**
 * Differencing, complements and trackers (D. Denning, P. Denning and M. Schwartz, The tracker, 1979): of two groups, one of which is in
 * the other, the difference must not be a few.
 */
export const judgeDifferences = (town: KnownTown, lines: readonly GivenLine[]): readonly Breach[] => {
  const counts = lines
    .filter(isCount)
    .map((line) => ({ line, count: town.count(line.told.population, line.group).count }));
  return counts.flatMap((part) =>
    counts.flatMap((whole): Breach[] => {
      const between = whole.count - part.count;
      const { population } = part.line.told;
      if (between <= 0 || between > mostOfFew || population !== whole.line.told.population) return [];
      if (!isWithin(part.line.group, whole.line.group)) return [];
      const households = town.householdsBetween(population, whole.line.group, part.line.group);
      return isFew(population, between, households)
        ? [{ how: 'DIFFERENCE', what: `${named(whole.line)} less ${named(part.line)}: ${between}` }]
        : [];
    }),
  );
};
