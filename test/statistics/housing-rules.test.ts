// A municipality's own rules of when a home is too small: by rooms, by floor, or by both.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { registryFile } from '../../src/access/registry-file.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { eurostatRooms, type HousingRules } from '../../src/statistics/housing-rules.ts';
import { openTestStore, type TestStore } from '../records/open-store.ts';
import { askingHousehold } from './asking-household.ts';
import { drawRelease, publicly } from './draw-release.ts';

interface Home {
  readonly members: number;
  readonly rooms?: number;
  readonly floorArea?: string;
}

/** Of grown members, none of them a couple. Known again by what they receive. */
const homes: readonly Home[] = [
  { members: 1, rooms: 2, floorArea: '30' },
  { members: 1, rooms: 2, floorArea: '29.9' },
  { members: 3, rooms: 4, floorArea: '50' },
  { members: 3, rooms: 4, floorArea: '49' },
  { members: 3, rooms: 1, floorArea: '90' },
  { members: 3, rooms: 4 },
  { members: 3, floorArea: '90' },
];

const local: HousingRules = {
  ...{ id: 'local-floor', version: '1', source: 'Odluka o socijalnom stanovanju' },
  ...{ rooms: null, floorArea: { first: 30, each: 10 } },
};

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore({
    now: '2026-11-21T10:00:00Z',
    configuredCommunities: new Map([['berane', ['Park']]]),
  });
  const units = homes.map(({ members, rooms, floorArea }, place) => {
    const unit = askingHousehold(
      place,
      [{ title: 'aid', status: 'GRANTED', amount: String(100 + place) }],
      members,
    );
    const [first, ...rest] = unit.records;
    if (!first) throw new Error('a household without records');
    const tenancy = {
      ...{ ...first, kind: 'tenancy', localId: `${unit.localId}/t` },
      payload: { rooms: rooms ?? null, floorArea: floorArea ?? null, status: 'ACTIVE' },
    };
    return { ...unit, records: [first, ...rest, tenancy] };
  });
  await store.takeUnits('centre', units);
});
afterAll(async () => await store.close());

const judged = async (rules: HousingRules): Promise<readonly string[]> => {
  store.clock.advance(31 * 86_400_000);
  await drawRelease(store, ['berane'], publicly, rules);
  const rows = await store.rows<{ overcrowded: string }>(
    'select overcrowded from statistics_household order by amount',
  );
  return rows.map(({ overcrowded }) => overcrowded);
};

describe('a home is overcrowded', () => {
  test('by floor alone, where the municipality asks for that', async () => {
    expect(await judged(local)).toEqual(['NO', 'YES', 'NO', 'YES', 'NO', 'UNK', 'NO']);
    const [release] = await store.rows<{ facts: { rules: unknown } }>('select facts from statistics_release');
    expect(release?.facts.rules).toEqual([{ municipality: 'berane', ...local }]);
  });
  test('by rooms or by floor, where it asks for both; what one does not know the other may', async () => {
    expect(await judged({ ...local, rooms: eurostatRooms.rooms })).toEqual([
      'NO',
      'YES',
      'NO',
      'YES',
      'YES',
      'UNK',
      'UNK',
    ]);
  });
  test('by rooms, where it asks for nothing of its own', async () => {
    expect(await judged(eurostatRooms)).toEqual(['NO', 'NO', 'NO', 'NO', 'YES', 'NO', 'UNK']);
  });
});

test('the docs show rules that a registry file can have', () => {
  const docs = readFileSync(projectFile('docs', 'statistics.md'), 'utf8');
  const [, block = ''] = /```yaml\n(housingRules:[\s\S]*?)```/.exec(docs) ?? [];
  const demo = parse(readFileSync(projectFile('config', 'demo', 'agencies.yaml'), 'utf8')) as object;
  const { housingRules } = registryFile.parse({ ...demo, ...(parse(block) as object) });
  expect(housingRules['berane']).toMatchObject({ id: 'berane-floor', floorArea: { first: 30, each: 10 } });
});
