import {
  type Asked,
  createStatisticsTables,
  type StatisticsTables,
} from '../../../src/records/statistics-tables.ts';
import type { StatisticsDimension } from '../../../src/statistics/populations.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { openPostgres } from '../../harness/postgres.ts';
import { drawTown } from '../../statistics/draw-town.ts';

/** A table of the grid, and one that somebody opens beside it. */
const gridTable: readonly StatisticsDimension[] = ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'];
const openedTable: readonly StatisticsDimension[] = ['LOCAL_COMMUNITY', 'AGE_BAND', 'EMPLOYED'];

/** In milliseconds: what the issue asks of a table of three dimensions over a million people. */
const mostTime = 2000;

/** Twice as many people may take so many times as long; linear is 2. */
const mostGrowth = 2.5;

/** Of those for whom a town is drawn, its households turn out to have nine of ten. */
const drawnFor = 1.1;

/** How often each is measured: the least time is kept, which others on the machine have lengthened least. */
const repeats = 3;

interface Reading {
  readonly database: Database;
  /** How many rows came out of the store. */
  readonly rows: () => number;
}

/** A database that counts the rows which it hands to the process. */
const readingOf = (database: Database): Reading => {
  let rows = 0;
  const counted =
    (query: Database['query']): Database['query'] =>
    async (sql, parameters) => {
      const found = await query<never>(sql, parameters);
      rows += found.length;
      return found;
    };
  return {
    rows: () => rows,
    database: {
      ...database,
      query: counted(database.query),
      transaction: async (work) =>
        await database.transaction(
          async (transaction) => await work({ ...transaction, query: counted(transaction.query) }),
        ),
    },
  };
};

interface Cost {
  readonly persons: number;
  /** Milliseconds until a table of the grid is there, in a process that has none. */
  readonly first: number;
  /** Until the next who ask have it. */
  readonly later: number;
  /** Until a table is there that nobody has opened, in the process that has decided the grid. */
  readonly opened: number;
  /** The same in a process that has just begun: what is given beside it is counted again first. */
  readonly cold: number;
  /** How many cells the table of the grid has, and how many rows came out of the store for it. */
  readonly cells: number;
  readonly rows: number;
}

const timeOf = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

const measure = async (
  { database, rows }: Reading,
  town: { readonly persons: number; readonly areas: number; readonly seed: number },
): Promise<Cost> => {
  const release = await drawTown(database, town);
  const [counted] = await database.query<{ persons: number }>(
    'select count(*)::int as persons from statistics_person',
  );
  const asked: Asked = { release, municipality: 'berane', population: 'PERSONS' };
  // Decided when a release is drawn.
  const running = createStatisticsTables(database);
  await running.given(asked);
  const open = async (from: StatisticsTables): Promise<number> => {
    const time = await timeOf(async () => await from.find(asked, openedTable));
    await database.query(
      'delete from statistics_table where dimensions = array(select jsonb_array_elements_text(?::jsonb))',
      [JSON.stringify(openedTable)],
    );
    return time;
  };
  const times = {
    first: [] as number[],
    later: [] as number[],
    opened: [] as number[],
    cold: [] as number[],
  };
  let [came, cells] = [0, 0];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const tables = createStatisticsTables(database);
    const before = rows();
    times.first.push(
      await timeOf(async () => {
        cells = (await tables.find(asked, gridTable))?.cube.size ?? 0;
      }),
    );
    came = rows() - before;
    times.later.push(await timeOf(async () => await tables.find(asked, gridTable)));
    // In the running process the table itself is known from then on, and it is not counted again.
    if (repeat === 0) times.opened.push(await open(running));
    times.cold.push(await open(createStatisticsTables(database)));
  }
  return {
    ...{ persons: counted?.persons ?? 0, cells, rows: came },
    ...{ first: Math.min(...times.first), later: Math.min(...times.later) },
    ...{ opened: Math.min(...times.opened), cold: Math.min(...times.cold) },
  };
};

const isLinear = (costs: readonly Cost[]): boolean =>
  costs.every(({ first }, place) => first <= mostGrowth * (costs[place - 1]?.first ?? first));

/**
 * How long tables of three dimensions take over towns of a quarter, half and all of so many people, on PostgreSQL: it prints figures, and
 * keeps none. It wants a quiet machine.
 *
 * @returns whether the largest is there soon enough, twice as many take about twice as long, and no person's row came into the process.
 */
export const proveCost = async (
  { persons, areas, seed }: { readonly persons: number; readonly areas: number; readonly seed: number },
  say: (line: string) => void,
): Promise<boolean> => {
  const server = await openPostgres();
  if (server.kind === 'MISSING') {
    say(`SKIPPED: ${server.reason}`);
    return false;
  }
  try {
    say('people      first ms   later ms  opened ms    cold ms     cells rows read');
    const costs: Cost[] = [];
    for (const part of [4, 2, 1]) {
      const url = await server.createDatabase();
      const reading = readingOf(await openDatabase({ kind: 'POSTGRESQL', url, connections: 2 }));
      try {
        const cost = await measure(reading, {
          persons: Math.round((persons * drawnFor) / part),
          areas,
          seed,
        });
        costs.push(cost);
        const times = [cost.first, cost.later, cost.opened, cost.cold].map((each) =>
          each.toFixed(1).padStart(11),
        );
        const counts = [cost.cells, cost.rows].map((each) => String(each).padStart(10));
        say(`${String(cost.persons).padEnd(9)}${times.join('')}${counts.join('')}`);
      } finally {
        await reading.database.close();
      }
    }
    const last = costs.at(-1) as Cost;
    const isSoon = last.first < mostTime && last.opened < mostTime;
    const areCounted = costs.every(({ rows, cells }) => cells > 0 && rows <= cells);
    say(`Under ${mostTime} ms: ${isSoon}; linear: ${isLinear(costs)}; counted in the store: ${areCounted}.`);
    return isSoon && isLinear(costs) && areCounted;
  } finally {
    await server.close();
  }
};
