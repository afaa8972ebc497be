import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { ReadIndicator } from '../../records/project-indicators.ts';
import { measureDefinitions } from '../../statistics/definitions.ts';
import { indicatorsCsv } from '../../statistics/indicators-csv.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { restsOn, shownLine } from '../statistics-shown.ts';
import { type ProjectIndicator, ProjectIndicators } from '../types/project-indicators.type.ts';

const nothing = { count: null, amount: null, mean: null, share: null };

const shownIndicator = ({ indicator, line }: ReadIndicator): ProjectIndicator => {
  const { id, name, measure, where, target } = indicator;
  const { count, amount, mean, share } = line ? shownLine(line) : nothing;
  return {
    ...{ id, name, measure, target, definition: measureDefinitions[measure].definition },
    where: where.map(({ dimension, values }) => ({ dimension, values: [...values] })),
    ...{ isGiven: line !== null, count, amount, mean, share },
  };
};

@Resolver()
export class ProjectIndicatorsResolver {
  @Query(() => ProjectIndicators, {
    nullable: true,
    description:
      'The numbers by which a project is followed, for the agencies that fund it (R24). Null before the first release.',
  })
  async projectIndicators(
    @Directive('@names(none: "a project, not a field of anybody")')
    @Arg('project', () => ID)
    project: string,
    @Ctx() context: RequestContext,
  ): Promise<ProjectIndicators | null> {
    const read = await context.services.projectIndicators.read(agencyOf(context), project);
    context.aggregates.push('ProjectIndicators.indicators');
    if (!read) return null;
    const { id, name, municipality, from, to } = read.project;
    return {
      ...{ id, name, municipality, from, to },
      ...restsOn(read.release, municipality),
      indicators: read.indicators.map(shownIndicator),
      csv: indicatorsCsv(read.release.period, read.indicators),
    };
  }
}
