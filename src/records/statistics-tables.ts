import { HubError } from '../domain/hub-error.ts';
import { type CellRule, leastHouseholdRule } from '../statistics/cell-rule.ts';
import { type Cube, type CubeDimension, sumCube } from '../statistics/cube.ts';
import { mayOpen, openTable } from '../statistics/open-table.ts';
import {
  dimensionKnowledge,
  gridTables,
  type StatisticsDimension,
  type StatisticsPopulation,
  statisticsDimensions,
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

/** Which population of a release is asked for. */
export interface Asked {
  readonly release: Release;
  readonly municipality: string;
  readonly population: StatisticsPopulation;
}

/** The tables of releases, each decided once. */
export interface StatisticsTables {
  /**
   * A table that has the dimensions given, and perhaps more; null where none can be given beside what is given already.
   */
  readonly find: (asked: Asked, dimensions: readonly StatisticsDimension[]) => Promise<ProtectedCube | null>;
  /** The dimensions of each table that is given now. */
  readonly given: (asked: Asked) => Promise<readonly (readonly StatisticsDimension[])[]>;
}

/** INVARIANT: within a transaction everything is read by it: an embedded store has one connection. */
type Reader = Pick<Database, 'query'>;

const ruleOf = ({ release, population }: Asked): CellRule => {
  const { persons, households } = release.facts.smallestCell;
  return population === 'PERSONS'
    ? { persons, households }
    : { persons, households: Math.max(households, leastHouseholdRule.households) };
};

const has = (table: Pick<OpenedTable, 'dimensions'>, dimensions: readonly StatisticsDimension[]): boolean =>
  dimensions.every((dimension) => table.dimensions.includes(dimension));

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

  const cubeOf = async (
    reader: Reader,
    asked: Asked,
    dimensions: readonly StatisticsDimension[],
  ): Promise<Cube> => {
    const { release, municipality, population } = asked;
    const cells = await countStatistics(reader, {
      ...{ release: release.id, municipality, population, dimensions },
      certain: ruleOf(asked).households * Math.max(release.facts.largestHousehold, 1),
    });
    const ofAreas = release.facts.areas
      .filter((area) => area.municipality === municipality)
      .map(({ localCommunity }) => localCommunity);
    const divided = dimensions.map((name): CubeDimension => {
      const { codes, sensitive } = dimensionKnowledge[name];
      return { name, codes: codes ?? [...new Set(ofAreas)].sort(), sensitive };
    });
    return sumCube(divided, cells);
  };

  const protectedOf = async (reader: Reader, asked: Asked, table: OpenedTable): Promise<ProtectedCube> => {
    const { release, municipality, population } = asked;
    const key = [release.id, municipality, population, ...table.dimensions].join(' ');
    const known = decided.get(key);
    if (known) return known;
    const cube = await cubeOf(reader, asked, table.dimensions);
    const shared = { given: new Set<number>(), hidden: new Set(table.hidden) };
    const found = protectCube(cube, ruleOf(asked), shared);
    if (!found) throw new Error('a table that was opened cannot be protected any more');
    // Of an earlier release nothing is asked any more.
    for (const other of decided.keys()) if (!other.startsWith(release.id)) decided.delete(other);
    decided.set(key, found);
    return found;
  };

  const open = async (
    transaction: Transaction,
    asked: Asked,
    {
      opened,
      dimensions,
    }: { readonly opened: readonly OpenedTable[]; readonly dimensions: readonly StatisticsDimension[] },
  ): Promise<OpenedTable> => {
    const given = opened.filter(({ isGiven }) => isGiven);
    // Seen before anything is counted: most that cannot be given is found out by its dimensions.
    const names = given.map((table) => table.dimensions);
    const found = mayOpen(names, dimensions)
      ? openTable(
          await Promise.all(given.map(async (table) => await protectedOf(transaction, asked, table))),
          await cubeOf(transaction, asked, dimensions),
          ruleOf(asked),
        )
      : null;
    const table = { dimensions, hidden: [...(found?.hidden ?? [])], isGiven: found !== null };
    const { release, municipality, population } = asked;
    await keepOpenedTable(transaction, { release: release.id, municipality, population }, table);
    return table;
  };

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
      const isThere = (wanted: readonly StatisticsDimension[]): boolean =>
        opened.some(
          (table) =>
            (table.isGiven && has(table, wanted)) ||
            (table.dimensions.length === wanted.length && has(table, wanted)),
        );
      for (const wanted of [...gridTables[asked.population], dimensions])
        if (!isThere(wanted)) opened.push(await open(transaction, asked, { opened, dimensions: wanted }));
      return opened;
    });

  return {
    find: async (asked, dimensions) => {
      const wanted = statisticsDimensions.filter((dimension) => dimensions.includes(dimension));
      const find = (tables: readonly OpenedTable[]): OpenedTable | undefined =>
        tables.find((table) => table.isGiven && has(table, wanted));
      const table = find(await tablesOf(asked)) ?? find(await decide(asked, wanted));
      return table ? await protectedOf(database, asked, table) : null;
    },
    given: async (asked) => {
      const tables = await decide(asked, gridTables[asked.population][0] ?? []);
      return tables.filter(({ isGiven }) => isGiven).map(({ dimensions }) => dimensions);
    },
  };
};
