import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { costLimits } from '../../policy/operation-cost.ts';
import type { StatisticsAnswer } from '../../records/statistics.ts';
import { shownCoverage } from '../../statistics/coverage.ts';
import { dimensionDefinitions, measureDefinitions } from '../../statistics/definitions.ts';
import { dimensionsOfMeasure, isOfAmounts, statisticsMeasures } from '../../statistics/measures.ts';
import type { TableLine } from '../../statistics/read-table.ts';
import { tableCsv, tableSdmxCsv } from '../../statistics/table-csv.ts';
import type { Release } from '../../store/statistics-release-store.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import {
  StatisticsCatalogue,
  StatisticsDimension,
  StatisticsFilter,
  type StatisticsLine,
  StatisticsMeasure,
  type StatisticsRule,
  StatisticsTable,
} from '../types/statistics.type.ts';

type Dimension = keyof typeof StatisticsDimension;
type Measure = keyof typeof StatisticsMeasure;

const mostPerPage = costLimits.page;

/** Of what is given alone, and worked out of what is given: whoever is told it could have done so. */
const partOf = (value: number | null, whole: number | null, of: number): number | null =>
  value === null || whole === null || whole === 0 ? null : Math.round((value * of) / whole);

const shown = ({ names, value, amount, whole }: TableLine): StatisticsLine => ({
  ...{ values: [...names], count: value, amount },
  mean: partOf(amount, value, 1),
  // What is rounded to nobody or to everybody is not said to be so.
  share: value === 0 || value === whole ? null : partOf(value, whole, 100),
});

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

/** Of whom the numbers of a municipality are, and whose records. */
const basisIn = (
  { facts }: Release,
  municipality: string,
): Pick<StatisticsTable, 'basis' | 'coverage' | 'controllers'> => {
  const counted = facts.controllers.filter((each) => each.municipality === municipality);
  const coverage = facts.coverage.find((each) => each.municipality === municipality);
  return {
    basis: counted.every(({ basis }) => basis === 'EVERYONE') ? 'EVERYONE' : 'CONSENTING',
    coverage: coverage ? shownCoverage(coverage, facts.smallestCell) : null,
    controllers: counted.map(({ controller }) => controller).sort(),
  };
};

/** @throws Error where a release has no rule for the municipality: it is drawn with one for each. */
const ruleIn = ({ facts }: Release, municipality: string): StatisticsRule => {
  const rule = facts.rules.find((each) => each.municipality === municipality) ?? facts.rules[0];
  if (!rule) throw new Error('the release rests on no rule');
  const { id, version, source } = rule;
  return { id, version, source };
};

const tableOf = (
  { question, release, table, available }: StatisticsAnswer,
  { from, end }: Page,
): StatisticsTable => {
  const { measure, municipality, by } = question;
  const { period, asOf, drawnAt } = release;
  const lines = table?.lines ?? [];
  const printed = { measure, municipality, period, columns: by, lines, hasAmount: isOfAmounts(measure) };
  return {
    ...{ measure, municipality, period, asOf, drawnAt, by: [...by] },
    ...basisIn(release, municipality),
    policyVersion: release.facts.policyVersion,
    rule: ruleIn(release, municipality),
    isGiven: table !== null,
    margins: (table?.margins ?? []).map(shown),
    available: available.map((dimensions) => ({ by: [...dimensions] })),
    lines: lines.slice(from, end).map(shown),
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
