import {
  PlanningTableDocument,
  type PlanningTableQuery,
  type StatisticsDimension,
} from '../../../schema/operations.generated.ts';
import { CommandFailure } from '../command-failure.ts';
import { askWithToken, HubRefusal } from '../hub-connection.ts';
import {
  type PlanningQuestion,
  type PlanningQuestionName,
  planningQuestionNames,
  planningQuestions,
} from './planning-questions.ts';

type Answered = NonNullable<PlanningTableQuery['statistics']>;

/**
 * A line of a table: a value for each dimension of the question, the count, which is null where it is withheld, and its share in percent,
 * where the hub says one.
 */
export type PlanningLine = Answered['lines'][number];

/** The release that a report is of, and what its numbers rest on. */
export type PlanningRelease = Pick<
  Answered,
  'period' | 'asOf' | 'drawnAt' | 'basis' | 'coverage' | 'controllers' | 'rule'
>;

/** What one question came to. */
export interface PlanningTable {
  readonly name: PlanningQuestionName;
  /** From 1: by which the report names the query. */
  readonly number: number;
  readonly variables: PlanningQuestion & { readonly municipality: string };
  /** Where each page after the first began. */
  readonly pages: readonly string[];
  /** NOT_GIVEN: not beside the tables that are given. REFUSED: whoever asks may not count this. */
  readonly outcome: 'GIVEN' | 'NOT_GIVEN' | 'REFUSED';
  /** Every line, of all pages; none where nothing is given. */
  readonly lines: readonly PlanningLine[];
}

/** All that a report of one municipality says. */
export interface PlanningTables {
  readonly municipality: string;
  readonly release: PlanningRelease;
  readonly tables: ReadonlyMap<PlanningQuestionName, PlanningTable>;
}

type Hub = Parameters<typeof askWithToken>[0];

const noRelease =
  'There is no release of statistics yet: the hub draws one in the first hour of a month, and the first as soon as it knows somebody.';
const changed = 'A new release was drawn while the report was being asked for. Ask again.';

const releaseOf = ({
  period,
  asOf,
  drawnAt,
  basis,
  coverage,
  controllers,
  rule,
}: Answered): PlanningRelease => ({
  ...{ period, asOf, drawnAt, basis, coverage, controllers, rule },
});

interface Asked {
  readonly table: PlanningTable;
  readonly release: PlanningRelease | null;
}

const askTable = async (
  hub: Hub,
  municipality: string,
  { name, number }: Pick<PlanningTable, 'name' | 'number'>,
): Promise<Asked> => {
  const variables = { ...planningQuestions[name], municipality };
  const pages: string[] = [];
  const lines: PlanningLine[] = [];
  let first: Answered | null = null;
  let after: string | null = null;
  try {
    do {
      const { statistics }: PlanningTableQuery = await askWithToken(hub, PlanningTableDocument, {
        ...variables,
        after,
      });
      if (!statistics) throw new CommandFailure(noRelease);
      first ??= statistics;
      if (statistics.drawnAt !== first.drawnAt) throw new CommandFailure(changed);
      lines.push(...statistics.lines);
      after = statistics.endCursor;
      if (after !== null) pages.push(after);
    } while (after !== null);
  } catch (error) {
    if (!(error instanceof HubRefusal) || error.code !== 'FORBIDDEN') throw error;
    return { table: { name, number, variables, pages: [], outcome: 'REFUSED', lines: [] }, release: null };
  }
  const outcome = first.isGiven ? 'GIVEN' : 'NOT_GIVEN';
  return { table: { name, number, variables, pages, outcome, lines }, release: releaseOf(first) };
};

/**
 * Asks a hub every question of a report about one municipality, one after the other.
 *
 * INVARIANT: it asks as anybody does, over HTTP and with a token: nothing is shown that the token's agency could not have asked, and
 * every question is in the hub's log.
 *
 * @throws CommandFailure where there is no release, where it changed meanwhile, and where nothing at all may be counted.
 */
export const askPlanningTables = async (hub: Hub, municipality: string): Promise<PlanningTables> => {
  const tables = new Map<PlanningQuestionName, PlanningTable>();
  let release: PlanningRelease | null = null;
  for (const [index, name] of planningQuestionNames.entries()) {
    const asked = await askTable(hub, municipality, { name, number: index + 1 });
    tables.set(name, asked.table);
    if (asked.release && release && asked.release.drawnAt !== release.drawnAt)
      throw new CommandFailure(changed);
    release ??= asked.release;
  }
  if (!release)
    throw new CommandFailure(`FORBIDDEN: nothing in ${municipality} may be counted by this token.`);
  return { municipality, release, tables };
};

/** The values of one dimension of a table, in the order in which the hub gave them. */
export const valuesOf = (table: PlanningTable, dimension: StatisticsDimension): readonly string[] => {
  const column = table.variables.by.indexOf(dimension);
  return [...new Set(table.lines.map(({ values }) => values[column] ?? ''))];
};

/** One line by its values; undefined where the table has none of these. */
export const lineOf = (table: PlanningTable, values: readonly string[]): PlanningLine | undefined =>
  table.lines.find((line) => line.values.every((value, column) => value === values[column]));
