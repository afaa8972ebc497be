import { afterAll, beforeAll, expect, test } from 'vitest';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { createPushes } from '../../src/records/pushes.ts';
import { mostSubmissions } from '../../src/records/submission-limit.ts';
import { callerOf, registry } from '../policy/demo-house.ts';
import { observation, tenant } from './make-case.ts';
import { openTestStore, sourceOf, type TestStore } from './open-store.ts';

let store: TestStore;
let submitted = 0;
beforeAll(async () => {
  store = await openTestStore();
  await store.take('housing', [tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' })]);
});
afterAll(async () => await store.close());

const submit = async (count: number, actor = 'Petar President'): Promise<string> => {
  const pushes = createPushes({
    ...{ database: store.database, reception: store.reception, timeZone: registry.timeZone },
    adapters: new Map([['community', communityAdapter]]),
    clock: store.clock.now,
    reached: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  submitted += 1;
  const items = Array.from({ length: count }, (_, index) =>
    observation({ localId: `MZ-${submitted}-${index}`, householdHead: `Ime${index} Prezime` }),
  );
  try {
    await pushes.push({
      caller: { ...callerOf('berane.community', 'social-welfare-provision'), actor },
      ...{ source: sourceOf('community'), operation: 'submitObservation', key: `key-${submitted}` },
      ...{ items, mode: 'ALL_OR_NOTHING' },
    });
    return 'RECEIVED';
  } catch (error) {
    if (error instanceof HubError) return `${error.code} ${error.retryAfterSeconds}`;
    throw error;
  }
};
const held = async (): Promise<number> =>
  (await store.rows(`select distinct unit from record where source = 'community'`)).length;

test('a submitter who floods is stopped for a day; what was accepted stays, and nobody else is stopped (G14)', async () => {
  expect(await submit(mostSubmissions)).toBe('RECEIVED');
  expect(await submit(1)).toBe('RATE_LIMITED 86400');
  expect(await held()).toBe(mostSubmissions);
  expect(await submit(1, 'Another President')).toBe('RECEIVED');
  store.clock.advance(86_400_000 - 1000);
  expect(await submit(1)).toBe('RATE_LIMITED 86400');
  store.clock.advance(2000);
  expect(await submit(1)).toBe('RECEIVED');
});
