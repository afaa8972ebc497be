// A project's indicators are of one release, and who is told none of them opens no table.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { createProjectIndicators, type ReadProject } from '../../src/records/project-indicators.ts';
import { createStatistics } from '../../src/records/statistics.ts';
import { createStatisticsTables } from '../../src/records/statistics-tables.ts';
import type { Project } from '../../src/statistics/project.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { Release } from '../../src/store/statistics-release-store.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { agreements, callerOf, graph, registry } from '../policy/demo-house.ts';
import { drawTown } from './draw-town.ts';

let database: Database;
let release: Release;
const funder = callerOf('statistics', 'provide-official-statistics');

const grant: Agreement = {
  ...(agreements.find(({ id }) => id === 'centre-to-statistics') as Agreement),
  categories: ['HOUSEHOLD', 'IDENTITY', 'EMPLOYMENT', 'SOCIAL_CARE'],
};

const project: Project = {
  ...{ id: 'work', name: 'Work', municipality: 'berane', funders: ['statistics'] },
  ...{ from: '2026-01-01', to: '2027-12-31' },
  indicators: [
    { id: 'people', name: 'People', measure: 'PERSONS', where: [], target: null },
    {
      ...{ id: 'old', name: 'Old tenants of one place', measure: 'PERSONS', target: 900 },
      where: [
        { dimension: 'LOCAL_COMMUNITY', values: ['MZ 00'] },
        { dimension: 'AGE_BAND', values: ['Y65-79'] },
        { dimension: 'TENURE', values: ['UNK'] },
      ],
    },
  ],
};

const tablesOf = async () =>
  await createStatisticsTables(database).given({ release, municipality: 'berane', population: 'PERSONS' });

/** @param newest the release that is in use when it is asked for the nth time. */
const read = async (
  change: Partial<Project>,
  newest: (nth: number) => Release = () => release,
): Promise<ReadProject | null> => {
  let asked = 0;
  const statistics = createStatistics({
    releases: {
      drawDue: async () => undefined,
      newest: async () => {
        asked += 1;
        return newest(asked);
      },
    },
    tables: createStatisticsTables(database),
    ...{ agreements: () => [grant], catalogue: graph.catalogue, sources: [...registry.sources.values()] },
  });
  const projects = new Map([[project.id, { ...project, ...change }]]);
  return await createProjectIndicators({ projects, statistics }).read(funder, project.id);
};

const numbersOf = (told: ReadProject | null) => told?.indicators.map(({ line }) => line?.value ?? null);

beforeAll(async () => {
  database = await openDatabase(memoryStore());
  release = await drawTown(database, { persons: 6000, areas: 4, seed: 23 });
});
afterAll(async () => await database.close());

test('of a project that is over no table is opened, and of one that runs its own is', async () => {
  const before = await tablesOf();
  expect(numbersOf(await read({ to: '2026-10-31' }))).toEqual([null, null]);
  expect(await tablesOf()).toEqual(before);
  expect(numbersOf(await read({}))).not.toContain(null);
  expect(await tablesOf()).not.toEqual(before);
});

test.each(['2026-11-01', '2026-12-31'])(
  'a project that ends on %s is told of the release of 1 November',
  async (to) => {
    expect(numbersOf(await read({ to }))).not.toContain(null);
  },
);

test('when a month begins while it is read, all of it is of the new month', async () => {
  const before = {
    ...release,
    id: '00000000-0000-4000-8000-0000000000ab',
    period: '2026-10',
    asOf: '2026-10-01',
  };
  const each = project.indicators.length;
  const told = await read({}, (nth) => (nth <= each ? before : release));
  expect(told?.release.id).toBe(release.id);
  expect(numbersOf(told)).toEqual(numbersOf(await read({})));
});
