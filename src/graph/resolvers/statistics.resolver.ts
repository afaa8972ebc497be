import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { costLimits } from '../../policy/operation-cost.ts';
import type { StatisticsAnswer } from '../../records/statistics.ts';
import { dimensionDefinitions, measureDefinitions } from '../../statistics/definitions.ts';
import { dimensionsOfMeasure, isOfAmounts, statisticsMeasures } from '../../statistics/measures.ts';
import { tableCsv, tableSdmxCsv } from '../../statistics/table-csv.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { restsOn, ruleIn, shownLine } from '../statistics-shown.ts';
import {
  StatisticsCatalogue,
  StatisticsDimension,
  StatisticsFilter,
  StatisticsMeasure,
  StatisticsTable,
} from '../types/statistics.type.ts';

type Dimension = keyof typeof StatisticsDimension;
type Measure = keyof typeof StatisticsMeasure;

const mostPerPage = costLimits.page;

/** A local community lies in one settlement, so that both divide the same. */
const withSettlement = (dimensions: readonly Dimension[]): Dimension[] =>
  dimensions.includes('LOCAL_COMMUNITY') ? [...dimensions, 'SETTLEMENT'] : [...dimensions];

interface Page {
  readonly from: number;
  readonly end: number;
}

/** @throws HubError BAD_USER_INPUT */
const pageOf = (first: number, after: string | null): Page => {
  const from = Number(after ?? 0);
  const isPage = first >= 1 && first <= mostPerPage && Number.isSafeInteger(from) && from >= 0;
  if (!isPage)
    throw new HubError('BAD_USER_INPUT', { publicMessage: `A page has 1 to ${mostPerPage} lines.` });
  return { from, end: from + first };
};

const tableOf = (
  { question, release, table, available }: StatisticsAnswer,
  { from, end }: Page,
): StatisticsTable => {
  const { measure, municipality, by } = question;
  const { period, drawnAt } = release;
  const lines = table?.lines ?? [];
  const printed = { measure, municipality, period, columns: by, lines, hasAmount: isOfAmounts(measure) };
  return {
    ...{ measure, municipality, drawnAt, by: [...by] },
    ...restsOn(release, municipality),
    isGiven: table !== null,
    margins: (table?.margins ?? []).map(shownLine),
    available: available.map((dimensions) => ({ by: [...dimensions] })),
    lines: lines.slice(from, end).map(shownLine),
    endCursor: end < lines.length ? String(end) : null,
    ...{ csv: tableCsv(printed), sdmxCsv: tableSdmxCsv(printed) },
  };
};

/** Which municipality is meant: the one that is named, or the caller's own where there is one alone. */
const municipalityOf = ({ ownMunicipalities }: RequestContext, named: string | null): string => {
  const [own, ...more] = ownMunicipalities;
  if (named !== null && ownMunicipalities.includes(named)) return named;
  if (named === null && own !== undefined && more.length === 0) return own;
  throw new HubError('BAD_USER_INPUT', {
    publicMessage: 'A municipality in which the agency works is named.',
  });
};

@Resolver()
export class StatisticsResolver {
  @Query(() => StatisticsTable, {
    nullable: true,
    description:
      'Counts that turn nobody back into a person (R24), from the release of the month: the same for everybody who may count what they rest on. Null before the first release.',
  })
  async statistics(
    @Directive('@names(none: "what is counted, not a field of anybody")')
    @Arg('measure', () => StatisticsMeasure)
    measure: Measure,
    @Directive('@names(none: "a municipality, not a field of anybody")')
    @Arg('municipality', () => String, { nullable: true })
    municipality: string | null,
    @Directive('@names(none: "dimensions, not fields of anybody")')
    @Arg('by', () => [StatisticsDimension])
    by: Dimension[],
    @Directive('@names(none: "values of dimensions, not of anybody")')
    @Arg('where', () => [StatisticsFilter], { defaultValue: [] })
    where: StatisticsFilter[],
    @Directive('@names(none: "a number of lines")')
    @Arg('first', () => Int, { defaultValue: mostPerPage })
    first: number,
    @Directive('@names(none: "the end of a page of the same table")')
    @Arg('after', () => String, { nullable: true })
    after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<StatisticsTable | null> {
    const page = pageOf(first, after ?? null);
    const question = { measure, municipality: municipalityOf(context, municipality ?? null), by, where };
    const answer = await context.services.statistics.answer(agencyOf(context), question);
    context.aggregates.push('StatisticsTable.lines');
    return answer && tableOf(answer, page);
  }

  @Query(() => StatisticsCatalogue, {
    nullable: true,
    description:
      'What `statistics` counts, by what it divides, and by which rules. Null before the first release.',
  })
  async statisticsCatalogue(
    @Directive('@names(none: "a municipality, not a field of anybody")')
    @Arg('municipality', () => String, { nullable: true })
    municipality: string | null,
    @Ctx() context: RequestContext,
  ): Promise<StatisticsCatalogue | null> {
    const named = municipalityOf(context, municipality ?? null);
    const described = await context.services.statistics.describe(named);
    if (!described) return null;
    const { release } = described;
    return {
      ...{ period: release.period, rule: ruleIn(release, named) },
      measures: statisticsMeasures.map((measure) => ({
        measure,
        ...measureDefinitions[measure],
        dimensions: withSettlement(dimensionsOfMeasure(measure)),
      })),
      dimensions: [...described.values].map(([dimension, values]) => ({
        dimension,
        definition: dimensionDefinitions[dimension],
        values: [...values],
      })),
    };
  }
}
