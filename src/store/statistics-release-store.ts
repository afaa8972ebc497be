import type { CellRule } from '../statistics/cell-rule.ts';
import type { Coverage } from '../statistics/coverage.ts';
import type { MunicipalHousingRules } from '../statistics/housing-rules.ts';
import type { StatisticsDimension, StatisticsPopulation } from '../statistics/populations.ts';
import type { Database, Transaction } from './database.ts';
import type { NamedRights } from './draw-rights.ts';
import type { AreaCode } from './draw-statistics.ts';
import type { CountedRecords } from './leave-out-statistics.ts';

/** What a release rests on, and what must be known to answer from it. */
export interface ReleaseFacts {
  /** Whose records are counted, by municipality, and of whom. */
  readonly controllers: readonly Pick<CountedRecords, 'controller' | 'municipality' | 'basis'>[];
  readonly coverage: readonly Coverage[];
  readonly policyVersion: string;
  /** From how many a cell is given, to the release's end. */
  readonly smallestCell: CellRule;
  readonly rules: readonly MunicipalHousingRules[];
  readonly areas: readonly AreaCode[];
  /** How many live in the largest household: above a number of persons there are enough households, whoever they are. */
  readonly largestHousehold: number;
  readonly rights: readonly NamedRights[];
  /** For how many rights the one household asked that asked for most. */
  readonly mostRights: number;
}

/** One release: what is counted in one period. */
export interface Release {
  readonly id: string;
  /** `yyyy-mm`. */
  readonly period: string;
  /** `yyyy-mm-dd`: the day that ages are of. */
  readonly asOf: string;
  readonly drawnAt: Date;
  readonly facts: ReleaseFacts;
}

interface ReleaseRow {
  readonly id: string;
  readonly period: string;
  readonly as_of: string;
  readonly drawn_at: Date | string;
  readonly facts: ReleaseFacts;
}

/** The newest release, or null before the first. */
export const findNewestRelease = async (database: Pick<Database, 'query'>): Promise<Release | null> => {
  const [row] = await database.query<ReleaseRow>(
    'select id, period, as_of::text, drawn_at, facts from statistics_release order by period desc limit 1',
  );
  if (!row) return null;
  const { id, period, as_of: asOf, drawn_at: drawnAt, facts } = row;
  return { id, period, asOf, drawnAt: new Date(drawnAt), facts };
};

/** Erases every release. */
export const forgetReleases = async (transaction: Transaction): Promise<void> => {
  await transaction.query('delete from statistics_release');
};

/** Keeps a release; of earlier ones nothing stays, because what is gone from the registers must not stay here. */
export const keepRelease = async (transaction: Transaction, release: Release): Promise<void> => {
  await forgetReleases(transaction);
  await transaction.query(
    `insert into statistics_release (id, period, as_of, drawn_at, facts) values (?::uuid, ?, ?::date, ?::timestamptz, ?::jsonb)`,
    [release.id, release.period, release.asOf, release.drawnAt, JSON.stringify(release.facts)],
  );
};

/** One table that was opened in a release, or found not to be givable. */
export interface OpenedTable {
  readonly population: StatisticsPopulation;
  readonly dimensions: readonly StatisticsDimension[];
  /** Places of sums that it withholds for their parts' sake. */
  readonly hidden: readonly number[];
  readonly isGiven: boolean;
}

interface TableOf {
  readonly release: string;
  readonly municipality: string;
}

/** The tables that were opened of a municipality, in the order in which they were. */
export const findOpenedTables = async (
  database: Pick<Database, 'query'>,
  { release, municipality }: TableOf,
): Promise<readonly OpenedTable[]> =>
  await database.query<OpenedTable>(
    `select population, dimensions, hidden, is_given as "isGiven" from statistics_table
      where release = ?::uuid and municipality = ? order by position`,
    [release, municipality],
  );

/** Waits until nobody else opens a table of the release, to the end of the transaction. @returns whether it is still there. */
export const lockRelease = async (transaction: Transaction, release: string): Promise<boolean> =>
  (await transaction.query('select 1 from statistics_release where id = ?::uuid for update', [release]))
    .length > 0;

/** Keeps what was decided of a table. */
export const keepOpenedTable = async (
  transaction: Transaction,
  { release, municipality }: TableOf,
  { population, dimensions, hidden, isGiven }: OpenedTable,
): Promise<void> => {
  await transaction.query(
    `insert into statistics_table (release, municipality, population, dimensions, hidden, is_given)
     values (?::uuid, ?, ?, array(select jsonb_array_elements_text(?::jsonb)), ?::jsonb, ?)`,
    [release, municipality, population, JSON.stringify(dimensions), JSON.stringify(hidden), isGiven],
  );
};
