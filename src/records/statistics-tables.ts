import { HubError } from '../domain/hub-error.ts';
import { type CellRule, leastHouseholdRule } from '../statistics/cell-rule.ts';
import { type Cube, type CubeDimension, cellAt, sumCube } from '../statistics/cube.ts';
import { mayOpen, openTable } from '../statistics/open-table.ts';
import {
  dimensionKnowledge,
  gridTables,
  linkedPopulations,
  quantitiesOfPopulation,
  type StatisticsDimension,
  type StatisticsPopulation,
  type StatisticsQuantity,
  statisticsDimensions,
  statisticsPopulations,
} from '../statistics/populations.ts';
import { type ProtectedCube, protectCube } from '../statistics/protect-cube.ts';
import { countStatistics } from '../store/count-statistics.ts';
import type { Database, Transaction } from '../store/database.ts';
import {
  findOpenedTables,
  keepOpenedTable,
  lockRelease,
  type OpenedTable,
  type Release,
} from '../store/statistics-release-store.ts';
import { dimensionCodes } from './dimension-codes.ts';

/** Which population of a release is asked for. */
export interface Asked {
  readonly release: Release;
  readonly municipality: string;
  readonly population: StatisticsPopulation;
}

/** The tables of releases, each decided once. */
export interface StatisticsTables {
  /**
   * A table that has the dimensions given, and perhaps more, and tells of the quantity; null where none can be given beside what is
   * given already.
   */
  readonly find: (
    asked: Asked,
    dimensions: readonly StatisticsDimension[],
    quantity?: StatisticsQuantity | null,
  ) => Promise<ProtectedCube | null>;
  /** The dimensions of each table that is given now. */
  readonly given: (asked: Asked) => Promise<readonly (readonly StatisticsDimension[])[]>;
}

type OpenedKey = Pick<OpenedTable, 'population' | 'dimensions'>;

/** INVARIANT: within a transaction everything is read by it: an embedded store has one connection. */
type Reader = Pick<Database, 'query'>;

const ruleOf = ({ release, population }: Asked): CellRule => {
  const { persons, households } = release.facts.smallestCell;
  return population === 'PERSONS'
    ? { persons, households }
    : // Who could be recognised is then a household.
      { persons, households: Math.max(households, leastHouseholdRule.households) };
};

const has = (table: Pick<OpenedTable, 'dimensions'>, dimensions: readonly StatisticsDimension[]): boolean =>
  dimensions.every((dimension) => table.dimensions.includes(dimension));

/** From so many counted there are enough households, whoever they are. */
const certainOf = (asked: Asked): number => {
  const { largestHousehold, mostRights } = asked.release.facts;
  const most: Readonly<Record<StatisticsPopulation, number>> = {
    HOUSEHOLDS: 1,
    PERSONS: largestHousehold,
    RIGHTS: mostRights,
    // How many there are of one household nobody keeps; there are not a thousand of one.
    OBSERVATIONS: 1000,
  };
  return ruleOf(asked).households * Math.max(most[asked.population], 1);
};

/**
 * Makes the tables.
 *
 * INVARIANT: what is given in a release hangs together without a cycle, and agrees in what it shares: so no small group can be found
 * out of all of it together that could not be out of one table (`protectCube`). Whether a table may be opened beside the others is seen
 * from their dimensions, not from anybody's data (K. Kenthapadi, N. Mishra and K. Nissim, Simulatable auditing, 2005); what was decided
 * stands for whoever asks until the release ends. The grid comes first, so that nobody's question takes any of it away (R24).
 */
export const createStatisticsTables = (database: Database): StatisticsTables => {
  const decided = new Map<string, ProtectedCube>();
  /** What was counted to decide on a table, until it is read for the first time: a release does not change. */
  const counted = new Map<string, Cube>();

  const keyOf = ({ release, municipality }: Asked, { population, dimensions }: OpenedKey): string =>
    [release.id, municipality, population, ...dimensions].join(' ');

  const cubeOf = async (
    reader: Reader,
    asked: Asked,
    dimensions: readonly StatisticsDimension[],
  ): Promise<Cube> => {
    const { release, municipality, population } = asked;
    const cells = await countStatistics(reader, {
      ...{ release: release.id, municipality, population, dimensions },
      certain: certainOf(asked),
    });
    const divided = dimensions.map((name): CubeDimension => {
      const { sensitive } = dimensionKnowledge[name];
      return { name, codes: dimensionCodes(release, municipality, name), sensitive };
    });
    return sumCube(divided, cells, quantitiesOfPopulation[population]);
  };

  const protectedOf = async (reader: Reader, from: Asked, table: OpenedTable): Promise<ProtectedCube> => {
    const { population } = table;
    const asked = { ...from, population };
    const place = keyOf(asked, table);
    // What was withheld is a part of it: a transaction that was undone may have decided otherwise.
    const key = [place, ...table.hidden].join(' ');
    const known = decided.get(key);
    if (known) return known;
    const cube = counted.get(place) ?? (await cubeOf(reader, asked, table.dimensions));
    counted.delete(place);
    const shared = { given: new Set<number>(), hidden: new Set(table.hidden) };
    const found = protectCube(cube, ruleOf(asked), shared);
    if (!found) throw new Error('a table that was opened cannot be protected any more');
    // Of an earlier release nothing is asked any more.
    for (const kept of [decided, counted])
      for (const other of kept.keys()) if (!other.startsWith(asked.release.id)) kept.delete(other);
    decided.set(key, found);
    return found;
  };

  /**
   * Rights are told of only where it is told how many households have one: all rights together would tell it otherwise.
   */
  const mayTell = async (
    transaction: Transaction,
    asked: Asked,
    opened: readonly OpenedTable[],
  ): Promise<boolean> => {
    if (asked.population !== 'RIGHTS') return true;
    const table = opened.find(
      ({ population, isGiven, dimensions }) =>
        population === 'HOUSEHOLDS' && isGiven && dimensions.includes('RECIPIENT'),
    );
    if (!table) return false;
    const { cube, states } = await protectedOf(transaction, asked, table);
    const recipients = cube.dimensions.map(({ name, codes }) =>
      name === 'RECIPIENT' ? codes.indexOf('YES') + 1 : 0,
    );
    return states[cellAt(cube, recipients)] === 'GIVEN';
  };

  const open = async (
    transaction: Transaction,
    asked: Asked,
    {
      opened,
      dimensions,
    }: { readonly opened: readonly OpenedTable[]; readonly dimensions: readonly StatisticsDimension[] },
  ): Promise<OpenedTable> => {
    const given = linkedTo(asked, opened);
    // Seen before anything is counted: most that cannot be given is found out by its dimensions.
    const names = given.map((table) => table.dimensions);
    const { release, municipality, population } = asked;
    const judge = async (): Promise<ProtectedCube | null> => {
      if (!(await mayTell(transaction, asked, opened)) || !mayOpen(names, dimensions)) return null;
      const beside: ProtectedCube[] = [];
      for (const table of given) beside.push(await protectedOf(transaction, asked, table));
      const cube = await cubeOf(transaction, asked, dimensions);
      const decision = openTable(beside, cube, ruleOf(asked));
      if (decision) counted.set(keyOf(asked, { population, dimensions }), cube);
      return decision;
    };
    const found = await judge();
    const table = { population, dimensions, hidden: [...(found?.hidden ?? [])], isGiven: found !== null };
    await keepOpenedTable(transaction, { release: release.id, municipality }, table);
    return table;
  };

  /** Tables that tell of the same as a table of the population would. */
  const linkedTo = ({ population }: Asked, opened: readonly OpenedTable[]): readonly OpenedTable[] =>
    opened.filter((table) => table.isGiven && linkedPopulations[population].includes(table.population));

  const tablesOf = async (asked: Asked): Promise<readonly OpenedTable[]> =>
    await findOpenedTables(database, { ...asked, release: asked.release.id });

  /** Opens what is not there: the grid, and then what is asked. */
  const decide = async (
    asked: Asked,
    dimensions: readonly StatisticsDimension[],
  ): Promise<readonly OpenedTable[]> =>
    await database.transaction(async (transaction) => {
      // The month is over while somebody asks: whoever asks again is answered from the next.
      if (!(await lockRelease(transaction, asked.release.id))) throw new HubError('SOURCE_UNAVAILABLE');
      const opened = [...(await findOpenedTables(transaction, { ...asked, release: asked.release.id }))];
      const isThere = (population: StatisticsPopulation, wanted: readonly StatisticsDimension[]): boolean =>
        opened.some(
          (table) =>
            table.population === population &&
            has(table, wanted) &&
            (table.isGiven || table.dimensions.length === wanted.length),
        );
      const inTurn = [
        ...statisticsPopulations.flatMap((population) =>
          gridTables[population].map((wanted) => ({ population, wanted })),
        ),
        { population: asked.population, wanted: dimensions },
      ];
      for (const { population, wanted } of inTurn)
        if (!isThere(population, wanted))
          opened.push(await open(transaction, { ...asked, population }, { opened, dimensions: wanted }));
      return opened;
    });

  return {
    find: async (asked, dimensions, quantity = null) => {
      const { except = [] } =
        quantitiesOfPopulation[asked.population].find(({ name }) => name === quantity) ?? {};
      const wanted = statisticsDimensions.filter((dimension) => dimensions.includes(dimension));
      const isSo = (table: OpenedTable): boolean =>
        table.population === asked.population &&
        has(table, wanted) &&
        !table.dimensions.some((dimension) => except.includes(dimension));
      // What was said not to be given stays so, though a table opened since would hold it: one question has one answer.
      const isRefused = (table: OpenedTable): boolean =>
        isSo(table) && !table.isGiven && table.dimensions.length === wanted.length;
      const find = (tables: readonly OpenedTable[]): OpenedTable | undefined =>
        tables.find(isRefused) ?? tables.find((table) => isSo(table) && table.isGiven);
      const found = find(await tablesOf(asked)) ?? find(await decide(asked, wanted));
      const table = found?.isGiven ? found : undefined;
      return table ? await protectedOf(database, asked, table) : null;
    },
    given: async (asked) => {
      const tables = await decide(asked, gridTables[asked.population][0] ?? []);
      return tables
        .filter(({ population, isGiven }) => population === asked.population && isGiven)
        .map(({ dimensions }) => dimensions);
    },
  };
};
