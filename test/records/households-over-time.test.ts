import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectFile } from '../../src/server/configuration.ts';
import { householdWorld, partitionOf, type SaidUnit } from './household-world.ts';
import { openTestStore, type TestStore } from './open-store.ts';

type Step = Readonly<Record<string, unknown>> & {
  readonly households: Readonly<Record<string, string>>;
  readonly leads?: Readonly<Record<string, string>>;
};
const cases = parse(
  readFileSync(projectFile('test', 'records', 'households-over-time.yaml'), 'utf8'),
) as Readonly<Record<string, readonly Step[]>>;

const unitOf = (name: string, text: unknown): SaidUnit => {
  const [, register, unit] = /^(housing|centre|seen) (\S+)$/.exec(name) ?? [];
  const [, people = '', address] = /^(.*) at (.*)$/.exec(String(text)) ?? [];
  if (!register || !unit || !address) throw new Error(`cannot be read: ${name}: ${text}`);
  return { register: register as SaidUnit['register'], unit, people: people.split(', '), address };
};
const unitsOf = (step: Step): readonly SaidUnit[] =>
  Object.entries(step)
    .filter(([name]) => name !== 'households' && name !== 'leads')
    .map(([name, text]) => unitOf(name, text));

const located = { configuredCommunities: new Map([['berane', ['Park']]]) };
let store: TestStore;
const open = async (): Promise<void> => {
  store = await openTestStore(located);
};
const close = async (): Promise<void> => await store.close();

const householdNow = async (id: string | undefined): Promise<string | undefined> =>
  (await store.rows<{ now: string }>('select household_now(?::uuid)::text as now', [id]))[0]?.now;

describe('a household over time', () => {
  // One store for all of them: each case has people and houses of its own.
  beforeAll(open);
  afterAll(close);
  let worlds = 0;

  test.each(Object.entries(cases))('%s', async (_name, steps) => {
    const world = householdWorld(store, worlds);
    const fresh = householdWorld(store, worlds + 1);
    worlds += 2;
    const newest = new Map<string, SaidUnit>();
    const ids = new Map<string, string>();
    for (const step of steps) {
      for (const unit of unitsOf(step)) {
        store.clock.advance(1000);
        await world.push(unit);
        newest.set(unit.unit, unit);
      }
      const homes = await world.households();
      const expected = Object.entries(step.households);
      expect(partitionOf(homes)).toEqual(
        expected.map(([, units]) => units.split(' + ').sort().join(' + ')).sort(),
      );
      for (const [letter, units] of expected) {
        const id = homes.get(units.split(' + ')[0] ?? '') ?? '';
        const taken = [...ids].find(([other, each]) => other !== letter && each === id);
        expect(taken, `${letter} has the id of another household`).toBeUndefined();
        expect(id, `${letter} has the id that it had`).toBe(ids.get(letter) ?? id);
        ids.set(letter, id);
      }
      for (const [gone, now] of Object.entries(step.leads ?? {}))
        expect(await householdNow(ids.get(gone)), `${gone} leads to ${now}`).toBe(ids.get(now));
    }
    for (const unit of [...newest.values()].reverse()) await fresh.push(unit);
    expect(partitionOf(await fresh.households())).toEqual(partitionOf(await world.households()));
  });
});

describe('a unit whose household is decided anew', () => {
  beforeEach(open);
  afterEach(close);

  const ofFamily = (people: string, address = 'Polimska 4/7') => [
    unitOf('housing U-1', `${people} at ${address}`),
    unitOf('centre C-1', `${people} at ${address}`),
  ];

  test('keeps the evidence of each link, and the one that ended', async () => {
    const world = householdWorld(store, 0);
    for (const unit of ofFamily('ana, petar')) await world.push(unit);
    store.clock.advance(1000);
    await world.push(unitOf('centre C-1', 'ana at Rudeska 9'));
    const links = await store.rows(
      `select ended_at is null as stands, evidence ->> 'reason' as reason from link where entity = 'HOUSEHOLD'
         and source = 'centre' order by linked_at, ended_at nulls last`,
    );
    expect(links).toEqual([
      { stands: false, reason: 'SAME_ADDRESS' },
      { stands: true, reason: 'NO_HOUSEHOLD_FITS' },
    ]);
  });

  test('leaves a divorced wife a member of both, each by its register', async () => {
    const world = householdWorld(store, 0);
    for (const unit of ofFamily('petar, ana')) await world.push(unit);
    await world.push(unitOf('centre C-1', 'ana at Rudeska 9'));
    const { source, localId } = world.line('C-1');
    const wife = await store.personOf(source, `${localId}/ana`);
    const lists = await store.rows<{ source: string; household: string }>(
      `select line.source, home.entity_id::text as household from link line
         join mention on mention.entity = 'PERSON' and mention.source = line.source and mention.local_id = line.local_id
         join link home on home.entity = 'HOUSEHOLD' and home.source = line.source and home.local_id = mention.unit
           and home.ended_at is null
         where line.entity = 'PERSON' and line.ended_at is null and line.entity_id = ? order by 1`,
      [wife],
    );
    const homes = await world.households();
    expect(lists).toEqual([
      { source: 'centre', household: homes.get('C-1') },
      { source: 'housing', household: homes.get('U-1') },
    ]);
    expect(homes.get('C-1')).not.toBe(homes.get('U-1'));
  });

  test('is asked nothing more where its household is not concerned', async () => {
    const world = householdWorld(store, 0);
    for (const unit of ofFamily('ana, petar')) await world.push(unit);
    const statementsOf = async (work: () => Promise<void>): Promise<readonly string[]> => {
      store.statements.length = 0;
      await work();
      return store.statements.filter((sql) => !/^\s*(begin|commit|savepoint|release)/i.test(sql));
    };
    const again = await statementsOf(
      async () => await world.push(unitOf('centre C-1', 'ana, petar at Polimska 4/7')),
    );
    const households = again.filter((sql) => /household_gone|link_decision|with hit as/.test(sql));
    expect(households).toEqual([]);
    const born = await statementsOf(
      async () => await world.push(unitOf('centre C-1', 'ana, petar, luka at Polimska 4/7')),
    );
    expect(born.filter((sql) => sql.includes('with hit as'))).toHaveLength(1);
  });
});
