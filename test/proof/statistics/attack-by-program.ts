import { leastCellRule } from '../../../src/statistics/cell-rule.ts';
import type { StatisticsDimension, StatisticsPopulation } from '../../../src/statistics/populations.ts';
import { boundsOf, type Known } from '../../statistics/attacker.ts';
import type { Random } from '../random.ts';
import type { GivenLine } from './ask-town.ts';
import { dimensionsHere, type Group, type KnownTown, keyOf } from './known-town.ts';

export interface ProgramAttack {
  readonly sought: number;
  /** Of how many numbers he knows. */
  readonly known: number;
  /** Groups of 1 to 10 of which he learns that they are neither empty nor 11. */
  readonly found: readonly string[];
}

const combine = (lists: readonly (readonly string[])[]): string[][] =>
  lists.reduce<string[][]>((all, codes) => all.flatMap((each) => codes.map((code) => [...each, code])), [[]]);

/**
 * Everything that was given of one population by these dimensions, to anybody, taken together by linear programming: between which
 * numbers does each small group lie? The attacker knows each number that was given as it was before it was rounded.
 *
 * @param seek how many groups of 1 to 10 are sought, of all that there are.
 */
export const attackByProgram = (
  town: KnownTown,
  lines: readonly GivenLine[],
  {
    population,
    dimensions,
    seek,
    random,
  }: {
    readonly population: StatisticsPopulation;
    readonly dimensions: readonly StatisticsDimension[];
    readonly seek: number;
    readonly random: Random;
  },
): ProgramAttack => {
  const places = dimensions.map((dimension) => dimensionsHere[population].indexOf(dimension));
  const codes = places.map((place) => [
    ...new Set(town.alike(population).map((each) => each.codes[place] as string)),
  ]);
  // Whoever does not know who lives there does not know either which combinations nobody has.
  const atoms = combine(codes);
  const partsOf = (group: Group): number[] =>
    atoms.flatMap((atom, index) =>
      dimensions.every((dimension, place) => group.get(dimension)?.includes(atom[place] as string) ?? true)
        ? [index]
        : [],
    );
  const given = new Map<string, Known>();
  for (const { told, group } of lines) {
    if (told.population !== population || told.quantity === 'AMOUNT') continue;
    if (![...group.keys()].every((dimension) => dimensions.includes(dimension))) continue;
    const { count } = town.count(population, group);
    given.set(keyOf(group), { parts: partsOf(group), least: count, most: count });
  }
  const small = combine(codes.map((each) => ['', ...each])).flatMap((chosen): Group[] => {
    const group = new Map(
      chosen.flatMap((code, place) =>
        code === '' ? [] : [[dimensions[place] as StatisticsDimension, [code]] as const],
      ),
    );
    const { count } = town.count(population, group);
    return count > 0 && count < leastCellRule.persons ? [group] : [];
  });
  const sought = random.some(small, seek);
  const bounds = boundsOf(atoms.length, [...given.values()], sought.map(partsOf));
  const found = bounds.flatMap(({ least, most }, index) =>
    least > 0.001 && most < leastCellRule.persons - 0.001
      ? [`${keyOf(sought[index] as Group)}: ${least} to ${most}`]
      : [],
  );
  return { sought: sought.length, known: given.size, found };
};
