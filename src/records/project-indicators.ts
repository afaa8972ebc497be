import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Project, ProjectIndicator } from '../statistics/project.ts';
import type { TableLine } from '../statistics/read-table.ts';
import type { Release } from '../store/statistics-release-store.ts';
import type { Statistics } from './statistics.ts';
import type { StatisticsReleases } from './statistics-releases.ts';

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
 * told one number (R24).
 */
export const createProjectIndicators = (input: {
  readonly projects: ReadonlyMap<string, Project>;
  readonly releases: Pick<StatisticsReleases, 'newest'>;
  readonly statistics: Pick<Statistics, 'answer'>;
}): ProjectIndicators => {
  /** A local community may be put together with others in this release: then nothing of it alone is given. */
  const lineOf = async (
    caller: AgencyCaller,
    { municipality }: Project,
    { measure, where }: ProjectIndicator,
  ): Promise<TableLine | null> => {
    try {
      const answer = await input.statistics.answer(caller, { measure, municipality, by: [], where });
      return answer?.table?.lines[0] ?? null;
    } catch (error) {
      if (error instanceof HubError && error.code === 'BAD_USER_INPUT') return null;
      throw error;
    }
  };

  return {
    read: async (caller, id) => {
      const project = input.projects.get(id);
      // Who is responsible for some areas is told of these alone: a project's numbers are of all of them.
      if (!project?.funders.includes(caller.agency) || caller.area !== null)
        throw new HubError('FORBIDDEN', { internal: `${caller.agency} funds no project ${id}` });
      const release = await input.releases.newest();
      if (!release) return null;
      const isRunning = project.from <= release.asOf && release.asOf <= project.to;
      const indicators: ReadIndicator[] = [];
      for (const indicator of project.indicators)
        indicators.push({ indicator, line: isRunning ? await lineOf(caller, project, indicator) : null });
      return { project, release, indicators };
    },
  };
};
