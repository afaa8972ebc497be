import type { Agreement } from '../domain/agreement.ts';
import { foldText } from '../identity/fold-text.ts';
import { countedControllers } from '../policy/counted-controllers.ts';
import { createProjectIndicators, type ProjectIndicators } from '../records/project-indicators.ts';
import { createStatistics, type Statistics } from '../records/statistics.ts';
import { createStatisticsReleases, type StatisticsReleases } from '../records/statistics-releases.ts';
import { createStatisticsTables } from '../records/statistics-tables.ts';
import { eurostatRooms } from '../statistics/housing-rules.ts';
import { statisticsPopulations } from '../statistics/populations.ts';
import type { Core, World } from './open-core.ts';

/** What analysts are answered from. */
export interface OpenedStatistics {
  readonly releases: StatisticsReleases;
  readonly statistics: Statistics;
  readonly projectIndicators: ProjectIndicators;
}

/** Opens the releases and what is answered from them. */
export const openStatistics = (
  { registry, graph, database }: Core,
  { clock, createId }: Pick<World, 'clock' | 'createId'>,
  policy: { readonly inForce: () => readonly Agreement[]; readonly version: () => string },
): OpenedStatistics => {
  const { catalogue } = graph;
  const settlements = new Map(
    [...registry.settlements].map(([municipality, named]) => [
      municipality,
      new Map(Object.entries(named).flatMap(([name, areas]) => areas.map((area) => [foldText(area), name]))),
    ]),
  );
  const keeping = new Set([...registry.sources.values()].map(({ controller }) => controller));
  const drawn = createStatisticsReleases({
    ...{ database, catalogue, timeZone: registry.timeZone, clock, createId },
    rulesOf: (municipality) => registry.housingRules.get(municipality) ?? eurostatRooms,
    smallestCell: registry.smallestCell,
    counted: () => ({
      controllers: countedControllers(registry.agencies.values(), keeping, policy.inForce()),
      policyVersion: policy.version(),
    }),
    nameOf: (municipality, area) =>
      registry.localCommunities.get(municipality)?.find((name) => foldText(name) === foldText(area)),
    settlementOf: (municipality, area) => settlements.get(municipality)?.get(foldText(area)),
  });
  const tables = createStatisticsTables(database);
  const releases: StatisticsReleases = {
    newest: drawn.newest,
    drawDue: async () => {
      await drawn.drawDue();
      const release = await drawn.newest();
      if (release === null) return;
      // The grid is decided before anybody asks, so that nobody waits for it.
      for (const municipality of new Set(release.facts.areas.map((area) => area.municipality)))
        for (const population of statisticsPopulations)
          await tables.given({ release, municipality, population });
    },
  };
  const statistics = createStatistics({
    ...{ releases, tables, catalogue },
    ...{ agreements: policy.inForce, sources: [...registry.sources.values()] },
  });
  const projectIndicators = createProjectIndicators({ projects: registry.projects, statistics });
  return { releases, statistics, projectIndicators };
};
