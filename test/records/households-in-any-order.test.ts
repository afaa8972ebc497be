// Whatever order units arrive in, and whatever they said before, the same newest versions give the same households.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import { gatherHouseholds, type StandingUnit } from '../../src/identity/gather-households.ts';
import { propertySeed as seed } from '../identity/property-seed.ts';
import { householdWorld, partitionOf, type SaidUnit } from './household-world.ts';
import { openTestStore, type TestStore } from './open-store.ts';

const names = ['ana', 'petar', 'luka', 'maja', 'mira'];
const addresses = ['Polimska 4', 'Polimska 4/7', 'Polimska 4/8', 'Rudeska 9'];
const someone = fc.subarray(names, { minLength: 1 });

const unitOf = fc.record({
  source: fc.constantFrom('housing', 'centre', 'school'),
  address: fc.constantFrom(...addresses),
  persons: someone,
});
const units = fc.array(unitOf, { minLength: 2, maxLength: 9 }).map((all) =>
  all.map(
    ({ source, address, persons }, place): StandingUnit => ({
      ...{ source, localId: `${place}`, municipality: 'berane', address: addressKey(address), persons },
      household: null,
    }),
  ),
);
const gathered = (all: readonly StandingUnit[]) => gatherHouseholds(all, { joined: [], apart: [] });
const partition = (all: readonly StandingUnit[]): readonly string[] =>
  gathered(all)
    .map((mates) =>
      mates
        .map(({ unit }) => unit.localId)
        .sort()
        .join(' + '),
    )
    .sort();

describe('households that are gathered at once', () => {
  test('are the same in whatever order their units are', () => {
    fc.assert(
      fc.property(
        units.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(partition(shuffled)).toEqual(partition(all));
        },
      ),
      { seed, numRuns: 5000 },
    );
  });

  test('stay as they are when they are gathered again', () => {
    fc.assert(
      fc.property(units, (all) => {
        const standing = gathered(all).flatMap((mates, place) =>
          mates.map(({ unit }) => ({ ...unit, household: `h${place}` })),
        );
        expect(partition(standing)).toEqual(partition(all));
      }),
      { seed, numRuns: 5000 },
    );
  });

  test('hold no two units of one register', () => {
    fc.assert(
      fc.property(units, (all) => {
        for (const mates of gathered(all))
          expect(new Set(mates.map(({ unit }) => unit.source)).size).toBe(mates.length);
      }),
      { seed, numRuns: 5000 },
    );
  });
});

const pushed = fc
  .record({
    register: fc.constantFrom<SaidUnit['register']>('housing', 'centre', 'centre', 'housing', 'seen'),
    number: fc.integer({ min: 1, max: 3 }),
    address: fc.constantFrom(...addresses),
    people: someone,
  })
  .map(
    ({ register, number, address, people }): SaidUnit => ({
      ...{ register, unit: `${register}-${number}`, address },
      people: register === 'seen' ? people.slice(0, 1) : people,
    }),
  );
const history = fc.array(pushed, { minLength: 4, maxLength: 14 }).chain((all) => {
  const newest = [...new Map(all.map((unit) => [unit.unit, unit])).values()];
  return fc.tuple(fc.constant(all), fc.shuffledSubarray(newest, { minLength: newest.length }));
});

/** Each is pushed twice, version by version. */
const histories = 10;

describe('households that are pushed', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ configuredCommunities: new Map([['berane', ['Park']]]) });
  });
  afterAll(async () => await store.close());

  test('are the same by a history of versions and by the newest alone, in any order, where no two fit as well', async () => {
    let [worlds, compared] = [0, 0];
    await fc.assert(
      fc.asyncProperty(history, async ([versions, newest]) => {
        const [lived, fresh] = [householdWorld(store, worlds), householdWorld(store, worlds + 1)];
        worlds += 2;
        for (const unit of versions) await lived.push(unit);
        for (const unit of newest) await fresh.push(unit);
        const ofRegisters = newest
          .filter(({ register }) => register !== 'seen')
          .map(
            ({ register, unit, people, address }): StandingUnit => ({
              ...{ source: register, localId: unit, municipality: 'berane', address: addressKey(address) },
              ...{ persons: people, household: null },
            }),
          );
        // What stands together goes before what fits as well: there, and only there, it depends on who came first.
        const mates = gathered(ofRegisters).flat();
        if (mates.some(({ evidence }) => evidence.reason === 'SEVERAL_FIT')) return;
        compared += 1;
        const homes = await lived.households();
        expect(partitionOf(homes)).toEqual(partitionOf(await fresh.households()));
        const registered = new Map([...homes].filter(([unit]) => !unit.startsWith('seen')));
        expect(partitionOf(registered)).toEqual(partition(ofRegisters));
      }),
      { seed, numRuns: histories },
    );
    process.stdout.write(`histories compared: ${compared} of ${histories}\n`);
    expect(compared).toBeGreaterThan(histories / 3);
  }, 300_000);
});
