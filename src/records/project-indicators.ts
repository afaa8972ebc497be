import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Project, ProjectIndicator } from '../statistics/project.ts';
import type { TableLine } from '../statistics/read-table.ts';
import type { Release } from '../store/statistics-release-store.ts';
import type { Statistics, StatisticsAnswer, StatisticsQuestion } from './statistics.ts';

/** An indicator with what `statistics` gives of it; null where it gives nothing. */
export interface ReadIndicator {
  readonly indicator: ProjectIndicator;
  readonly line: TableLine | null;
}

export interface ReadProject {
  readonly project: Project;
  readonly release: Release;
  readonly indicators: readonly ReadIndicator[];
}

/** What funders are shown of their projects (DOMAIN.md A13). */
export interface ProjectIndicators {
  /**
   * @returns null before the first release.
   * @throws HubError FORBIDDEN where the caller funds no such project, or may not count what an indicator rests on
   */
  readonly read: (caller: AgencyCaller, id: string) => Promise<ReadProject | null>;
}

/**
 * Makes the readings.
 *
 * INVARIANT: an indicator is what `statistics` answers to the same question, and nothing beside it: whoever is shown both is
 * told one number (R24). Who may not ask one of the questions is shown nothing of the project: what its numbers rest on is told to
 * those alone who may count it, whether or not there is a number to give.
 */
export const createProjectIndicators = (input: {
  readonly projects: ReadonlyMap<string, Project>;
  readonly statistics: Pick<Statistics, 'admit' | 'answer'>;
}): ProjectIndicators => {
  const { projects, statistics } = input;

  /** A local community may be put together with others in this release: then nothing of it alone is given. */
  const answerTo = async (
    caller: AgencyCaller,
    question: StatisticsQuestion,
  ): Promise<StatisticsAnswer | null> => {
    try {
      return await statistics.answer(caller, question);
    } catch (error) {
      if (error instanceof HubError && error.code === 'BAD_USER_INPUT') return null;
      throw error;
    }
  };

  const read: ProjectIndicators['read'] = async (caller, id) => {
    const project = projects.get(id);
    // Who is responsible for some areas is told of these alone: a project's numbers are of all of them.
    if (!project?.funders.includes(caller.agency) || caller.area !== null)
      throw new HubError('FORBIDDEN', { internal: `${caller.agency} funds no project ${id}` });
    const { municipality, from, to } = project;
    const asked = project.indicators.map((indicator) => ({
      indicator,
      question: { measure: indicator.measure, municipality, by: [], where: indicator.where },
    }));
    let release: Release | null = null;
    for (const { question } of asked) release = await statistics.admit(caller, question);
    if (!release) return null;
    const isRunning = from <= release.asOf && release.asOf <= to;
    const indicators: ReadIndicator[] = [];
    for (const { indicator, question } of asked) {
      const answer = isRunning ? await answerTo(caller, question) : null;
      // A month began in between: all of them are told of one release.
      if (answer && answer.release.id !== release.id) return await read(caller, id);
      indicators.push({ indicator, line: answer?.table?.lines[0] ?? null });
    }
    return { project, release, indicators };
  };

  return { read };
};
