import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { covers } from '../policy/covers.ts';
import { type Release, releaseAreaCells } from '../statistics/cells.ts';
import type { Database } from '../store/database.ts';
import { countByLocalCommunity } from '../store/statistics-store.ts';

/** Counts the population, given by the rule of cells alone (R24). */
export interface PopulationCounts {
  readonly byLocalCommunity: (caller: AgencyCaller, municipalities: readonly string[]) => Promise<Release>;
}

/**
 * Makes the counts. Only what controllers agreed to have counted for this purpose is counted; municipalities are kept apart
 * by their name before the area's, where the caller serves several.
 *
 * @param agreements those in force today.
 */
export const createPopulationCounts = (
  database: Database,
  agreements: () => readonly Agreement[],
): PopulationCounts => ({
  byLocalCommunity: async (caller, municipalities) => {
    const controllers = agreements()
      .filter(
        (agreement) => agreement.recipient === caller.agency && covers(agreement.purpose, caller.purpose),
      )
      .map((agreement) => agreement.controller);
    const counts = await countByLocalCommunity(database, {
      agency: caller.agency,
      municipalities,
      controllers,
    });
    return releaseAreaCells(
      counts.map((count) => ({
        area: municipalities.length > 1 ? `${count.municipality}: ${count.area}` : count.area,
        persons: count.persons,
        households: count.households,
      })),
    );
  },
});
