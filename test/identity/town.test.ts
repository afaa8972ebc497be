import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linkTown } from './link-town.ts';
import { measurePairs } from './measure-pairs.ts';
import { readTown } from './town-registers.ts';

const TOWN = '../shared/samples/town';
const absent = !existsSync(`${TOWN}/truth.csv`);

describe.skipIf(absent)(
  `a town's three registers, linked as they arrive${absent ? ` (no ${TOWN})` : ''}`,
  () => {
    it('links the persons of housing and centre without one wrong merge', () => {
      const { persons, certainties } = measure(true);
      report('persons', persons);
      report('links by certainty', certainties);
      expect(persons.precision).toBe(1);
      expect(persons.recall).toBeGreaterThanOrEqual(0.95);
    });

    it('puts two people into one household only when they live in one', () => {
      const { households } = measure(true);
      report('people in one household', households);
      expect(households.precision).toBe(1);
      expect(households.recall).toBeGreaterThanOrEqual(0.95);
    });

    it('finds the household of an observation, or none, never a wrong one', () => {
      const { observations } = measure(true);
      report('observations', observations);
      expect(observations.wrong).toBe(0);
      expect(observations.right / observations.known).toBeGreaterThanOrEqual(0.6);
    });

    it('makes no wrong merge when the records arrive backwards', () => {
      const { persons, households } = measure(true, 'backwards');
      report('backwards: persons', persons);
      expect(persons.precision).toBe(1);
      expect(households.precision).toBe(1);
    });

    it('stays right about persons when no record has a national id', () => {
      const { persons, households, observations } = measure(false);
      report('without national ids: persons', persons);
      report('without national ids: people in one household', households);
      report('without national ids: observations', observations);
      expect(persons.precision).toBeGreaterThanOrEqual(0.998);
    });
  },
);

function measure(withNationalIds: boolean, order: 'as they arrive' | 'backwards' = 'as they arrive') {
  const town = readTown(TOWN, withNationalIds);
  if (order === 'backwards') town.units.reverse();
  const linked = linkTown(town);
  const mentions = [...linked.personOf.keys()];
  const unitOf = new Map<string, string>(
    town.units.flatMap(({ source, unit, members }) =>
      members.map((member) => [`${source}|${member.localId}`, `${source}|${unit}`] as const),
    ),
  );
  const householdOf = (mention: string) => linked.householdOf.get(unitOf.get(mention) ?? '');
  const persons = measurePairs(
    mentions,
    (mention) => linked.personOf.get(mention),
    (mention) => town.truth.get(mention)?.person,
  );
  const households = measurePairs(mentions, householdOf, (mention) => town.truth.get(mention)?.household);

  const trueHouseholds = new Map<string, Set<string>>();
  for (const mention of mentions) {
    const household = householdOf(mention) ?? '';
    const truths = trueHouseholds.get(household) ?? new Set();
    trueHouseholds.set(household, truths.add(town.truth.get(mention)?.household ?? ''));
  }
  const knownHouseholds = new Set([...trueHouseholds.values()].flatMap((truths) => [...truths]));
  const observations = { known: 0, right: 0, wrong: 0, unknown: 0 };
  for (const [localId, found] of linked.found) {
    const truth = town.truth.get(`community|${localId}`)?.household ?? '';
    if (knownHouseholds.has(truth)) observations.known += 1;
    else observations.unknown += 1;
    if (found === null) continue;
    const truths = trueHouseholds.get(found);
    if (truths?.size === 1 && truths.has(truth)) observations.right += 1;
    else observations.wrong += 1;
  }
  return { persons, households, observations, certainties: linked.certainties };
}

function report(what: string, figures: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}
