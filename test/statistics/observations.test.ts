// What a release counts of observations: of what they tell, and that they were closed, of which nothing else is known any more (R18).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../records/open-store.ts';
import { askingHousehold } from './asking-household.ts';
import { drawRelease } from './draw-release.ts';

interface Seen {
  readonly health?: string;
  readonly housing?: string;
  readonly materialState?: string;
  readonly needsHelp?: boolean;
}

const seen: readonly (readonly [Seen, string])[] = [
  [{ health: 'chronic illness', needsHelp: true }, 'HEALTH RECEIVED YES'],
  [{ housing: 'damp', needsHelp: false }, 'HOUSING RECEIVED NO'],
  [{ housing: 'adequate', materialState: 'very poor' }, 'MEANS RECEIVED UNK'],
  [{ housing: 'damp', materialState: 'poor', needsHelp: true }, 'SEVERAL RECEIVED YES'],
  [{ housing: 'adequate', materialState: 'sufficient', needsHelp: false }, 'NONE RECEIVED NO'],
];

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore({
    now: '2026-11-21T10:00:00Z',
    configuredCommunities: new Map([['berane', ['Park']]]),
  });
  await store.takeUnits('centre', [askingHousehold(1, [])]);
  const items = seen.map(([what, _code], place) => ({
    ...{ localId: `MZ-0000${place}`, localCommunity: 'Park', householdHead: `Ime${place} Prezime${place}` },
    ...{
      address: `Lipov drvored ${place}`,
      observedOn: '2026-11-20',
      memberCount: 3,
      employedCount: 0,
      ...what,
    },
  }));
  await store.take('community', items);
  expect(await store.rows(`select 1 from record where kind = 'observation'`)).toHaveLength(items.length);
});
afterAll(async () => await store.close());

const counted = async (): Promise<readonly string[]> => {
  await drawRelease(store);
  const rows = await store.rows<{ line: string }>(
    `select concern || ' ' || state || ' ' || needs_help as line from statistics_observation order by 1`,
  );
  return rows.map(({ line }) => line);
};

test('observations are counted by what they tell', async () => {
  expect(await counted()).toEqual(seen.map(([, line]) => line).sort());
});

test('once their thirty days are over it is told that they were closed, and nothing else of them', async () => {
  store.clock.advance(31 * 86_400_000);
  await store.sweep();
  expect(await counted()).toEqual(seen.map(() => 'UNK CLOSED UNK'));
});

test('after as many days more they are not counted at all', async () => {
  store.clock.advance(31 * 86_400_000);
  expect(await counted()).toEqual([]);
});
