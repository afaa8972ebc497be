import type { CountedCell } from '../statistics/cube.ts';
import {
  quantitiesOfPopulation,
  type StatisticsDimension,
  type StatisticsPopulation,
  type StatisticsQuantity,
} from '../statistics/populations.ts';
import type { Contributions } from '../statistics/quantity.ts';
import type { Database } from './database.ts';

const tables: Readonly<Record<StatisticsPopulation, string>> = {
  HOUSEHOLDS: 'statistics_household',
  PERSONS: 'statistics_person',
  RIGHTS: 'statistics_right',
  OBSERVATIONS: 'statistics_observation',
};

const columns: Readonly<Record<StatisticsDimension, string>> = {
  LOCAL_COMMUNITY: 'local_community',
  AGE_BAND: 'age_band',
  SEX: 'sex',
  HOUSEHOLD_TYPE: 'household_type',
  TENURE: 'tenure',
  EMPLOYED: 'employed',
  RECIPIENT: 'recipient',
  OVERCROWDED: 'overcrowded',
  DEPRIVED: 'deprived',
  EQUIVALISED_SIZE: 'equivalised_size',
  RIGHT: 'title',
  RIGHT_STATUS: 'status',
  MONTH: 'month',
  CONCERN: 'concern',
  OBSERVATION_STATE: 'state',
  NEEDS_HELP: 'needs_help',
};

const quantityColumns: Readonly<Record<StatisticsQuantity, string>> = {
  PERSONS: 'persons',
  TENANCIES: 'tenancies',
  RIGHTS: 'rights',
  AMOUNT: 'amount',
  WAITING_DAYS: 'waiting_days',
};

/** Bits that stand for households: two that share one count once, so that a cell never seems to have more than it has. */
const marks = 1024;

interface CellRow {
  readonly codes: readonly string[];
  readonly counted: number;
  readonly households: string | null;
  readonly quantities: readonly Contributions[];
}

const contributionsOf = (quantity: StatisticsQuantity): string => {
  const column = quantityColumns[quantity];
  return `jsonb_build_object('sum', sum(${column}), 'largest', max(${column}),
    'second', coalesce((array_agg(${column} order by ${column} desc) filter (where ${column} > 0))[2], 0))`;
};

/**
 * Counts one population of a release by combinations of dimensions, in the store: a row for each combination that somebody has.
 *
 * @param certain from so many counted there are enough households, whoever they are.
 */
export const countStatistics = async (
  database: Pick<Database, 'query'>,
  asked: {
    readonly release: string;
    readonly municipality: string;
    readonly population: StatisticsPopulation;
    readonly dimensions: readonly StatisticsDimension[];
    readonly certain: number;
  },
): Promise<readonly CountedCell[]> => {
  const codes = asked.dimensions.map((dimension) => columns[dimension]);
  const quantities = quantitiesOfPopulation[asked.population].map(({ name }) => contributionsOf(name));
  const rows = await database.query<CellRow>(
    `select array[${codes.join(', ')}]::text[] as codes, count(*)::int as counted,
         case when count(*) < ? then bit_or(set_bit(0::bit(${marks}), household % ${marks}, 1))::text end as households,
         jsonb_build_array(${quantities.join(', ')}) as quantities
       from ${tables[asked.population]} where release = ?::uuid and municipality = ?
      ${codes.length > 0 ? `group by ${codes.join(', ')}` : ''}`,
    [asked.certain, asked.release, asked.municipality],
  );
  const enough = (1n << BigInt(marks)) - 1n;
  return rows
    .filter(({ counted }) => counted > 0)
    .map(({ codes: values, counted, households, quantities: counts }) => ({
      codes: values,
      persons: counted,
      households: households === null ? enough : BigInt(`0b${households}`),
      quantities: counts,
    }));
};
