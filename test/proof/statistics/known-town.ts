import {
  quantitiesOfPopulation,
  type StatisticsDimension,
  type StatisticsPopulation,
} from '../../../src/statistics/populations.ts';
import type { Database } from '../../../src/store/database.ts';

/** By which of its dimensions a population's groups are worked out here. */
export const dimensionsHere: Readonly<Record<StatisticsPopulation, readonly StatisticsDimension[]>> = {
  PERSONS: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX', 'EMPLOYED', 'TENURE', 'RECIPIENT'],
  HOUSEHOLDS: [
    ...(['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE', 'TENURE', 'RECIPIENT', 'OVERCROWDED', 'DEPRIVED'] as const),
    'EQUIVALISED_SIZE',
  ],
  RIGHTS: ['RIGHT', 'RIGHT_STATUS', 'MONTH'],
  OBSERVATIONS: ['CONCERN', 'OBSERVATION_STATE', 'NEEDS_HELP'],
};

const sources: Readonly<Record<StatisticsPopulation, string>> = {
  PERSONS: `select array[local_community, age_band, sex, employed, tenure, recipient] as codes, household, 1 as persons,
    0 as amount from statistics_person`,
  HOUSEHOLDS: `select array[local_community, household_type, tenure, recipient, overcrowded, deprived, equivalised_size] as codes,
    household, persons, amount::float8 as amount from statistics_household`,
  OBSERVATIONS: `select array[concern, state, needs_help] as codes, household, 1 as persons, 0 as amount
    from statistics_observation`,
  RIGHTS: `select array[title, status, month] as codes, household, 1 as persons, amount::float8 as amount from statistics_right`,
};

/** Those of a town who are alike in everything. */
export interface Alike {
  readonly codes: readonly string[];
  readonly households: readonly number[];
  readonly persons: number;
  readonly amounts: readonly number[];
}

/** Some of a population: by dimension the codes that they may have; whoever is not named by a dimension may have any. */
export type Group = ReadonlyMap<StatisticsDimension, readonly string[]>;

export interface Counted {
  /** How many there are, as the population counts. */
  readonly count: number;
  readonly households: number;
  /** Who live in the households that are counted, and what they receive, the largest first. */
  readonly persons: number;
  readonly amounts: readonly number[];
}

/** The truth of a town, worked out of its rows and of nothing that the hub makes of them. */
export class KnownTown {
  readonly #alike: Readonly<Record<StatisticsPopulation, readonly Alike[]>>;
  readonly #counts = new Map<string, Counted>();

  private constructor(alike: Readonly<Record<StatisticsPopulation, readonly Alike[]>>) {
    this.#alike = alike;
  }

  static async read(database: Pick<Database, 'query'>): Promise<KnownTown> {
    const of = async (population: StatisticsPopulation): Promise<readonly Alike[]> =>
      await database.query<Alike>(
        `select codes, jsonb_agg(household) as households, sum(persons)::int as persons, jsonb_agg(amount) as amounts
           from (${sources[population]}) counted group by codes`,
      );
    return new KnownTown({
      PERSONS: await of('PERSONS'),
      HOUSEHOLDS: await of('HOUSEHOLDS'),
      RIGHTS: await of('RIGHTS'),
      OBSERVATIONS: await of('OBSERVATIONS'),
    });
  }

  /** Everybody, by what they are. */
  alike(population: StatisticsPopulation): readonly Alike[] {
    return this.#alike[population];
  }

  count(population: StatisticsPopulation, group: Group): Counted {
    const key = `${population} ${keyOf(group)}`;
    const known = this.#counts.get(key);
    if (known) return known;
    const found = this.#alike[population].filter(({ codes }) => isIn(population, codes, group));
    const counted: Counted = {
      count: found.reduce((sum, { households }) => sum + households.length, 0),
      households: new Set(found.flatMap(({ households }) => households)).size,
      persons: found.reduce((sum, { persons }) => sum + persons, 0),
      amounts:
        quantitiesOfPopulation[population].length > 0
          ? found.flatMap(({ amounts }) => amounts).sort((one, other) => other - one)
          : [],
    };
    this.#counts.set(key, counted);
    return counted;
  }

  /** Of how many households those are who are in one group and not in the other. */
  householdsBetween(population: StatisticsPopulation, whole: Group, part: Group): number {
    const households = this.#alike[population]
      .filter(({ codes }) => isIn(population, codes, whole) && !isIn(population, codes, part))
      .flatMap((each) => each.households);
    return new Set(households).size;
  }
}

const isIn = (population: StatisticsPopulation, codes: readonly string[], group: Group): boolean =>
  dimensionsHere[population].every(
    (dimension, place) => group.get(dimension)?.includes(codes[place] as string) ?? true,
  );

/** The same for the same group, however it was named. */
export const keyOf = (group: Group): string =>
  [...group]
    .map(([dimension, codes]) => `${dimension}=${[...codes].sort().join('|')}`)
    .sort()
    .join(';');

/** Whether everybody of one group is in the other, as their definitions say. */
export const isWithin = (part: Group, whole: Group): boolean =>
  [...whole].every(
    ([dimension, codes]) => part.get(dimension)?.every((code) => codes.includes(code)) ?? false,
  );
