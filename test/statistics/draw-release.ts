import { randomUUID } from 'node:crypto';
import type { CountedController } from '../../src/policy/counted-controllers.ts';
import { createStatisticsReleases } from '../../src/records/statistics-releases.ts';
import { leastCellRule } from '../../src/statistics/cell-rule.ts';
import { eurostatRooms, type HousingRules } from '../../src/statistics/housing-rules.ts';
import { graph, registry } from '../policy/demo-house.ts';
import type { TestStore } from '../records/open-store.ts';

/** Everybody, for a public task that objections close. */
export const publicly = {
  basis: 'EVERYONE',
  heeding: ['statistics'],
  heedsObjections: true,
  consents: [],
} as const;

/**
 * Draws the month's release of what the demo's registers of some municipalities hold.
 *
 * @param on whom it counts; everybody, for a public task, where nothing is said.
 * @returns how many are in it.
 */
export const drawRelease = async (
  store: TestStore,
  municipalities: readonly string[] = ['berane'],
  on: Omit<CountedController, 'controller' | 'municipality'> = publicly,
  rules: HousingRules = eurostatRooms,
): Promise<{ readonly persons: number; readonly households: number }> => {
  const releases = createStatisticsReleases({
    ...{ database: store.database, catalogue: graph.catalogue, rulesOf: () => rules },
    ...{ timeZone: registry.timeZone, clock: store.clock.now, createId: randomUUID },
    smallestCell: leastCellRule,
    counted: () => ({
      controllers: ['berane.centre', 'berane.municipality'].flatMap((controller) =>
        municipalities.map((municipality) => ({ ...{ controller, municipality }, ...on })),
      ),
      policyVersion: 'the test',
    }),
    settlementOf: () => undefined,
  });
  await releases.drawDue();
  const [counted] = await store.rows<{ persons: number; households: number }>(
    `select (select count(*)::int from statistics_person) as persons, (select count(*)::int from statistics_household) as households`,
  );
  return counted ?? { persons: 0, households: 0 };
};
