import { compareUnits } from '../identity/compare-units.ts';
import { unitName } from '../identity/gather-households.ts';
import { placeKey } from '../identity/resolve-observation.ts';
import type { Transaction } from '../store/database.ts';
import { findUnitsNear, type NearUnit } from '../store/household-store.ts';
import type { LineName } from '../store/link-decision-store.ts';
import { householdKeys, observedKey, type StoredHousehold } from './stored-household.ts';

/** A unit of the store as households are settled by it. */
export type KnownUnit = NearUnit<StoredHousehold>;

/** A unit whose household is decided anew, with what the store has of it by now. */
export interface ChangedUnit extends LineName {
  /** What it said before; null where it is new. */
  readonly before: StoredHousehold | null;
  readonly now: StoredHousehold;
  /** Whether it is of other people now under its number, and stands in no household by what it was. */
  readonly passedOn: boolean;
}

/** Units of the store, loaded as they are asked for, each statement for all that is asked at once. */
export interface Surroundings {
  readonly known: ReadonlyMap<string, KnownUnit>;
  readonly withPerson: (person: string) => Iterable<string>;
  readonly inHousehold: (household: string) => Iterable<string>;
  /** What was asked before is not asked again. */
  readonly ask: (keys: readonly string[], units?: readonly LineName[]) => Promise<void>;
  readonly isAsked: (key: string) => boolean;
}

export const isObservation = ({ mention }: KnownUnit): boolean => mention.headName !== null;

export const createSurroundings = (transaction: Transaction): Surroundings => {
  const known = new Map<string, KnownUnit>();
  const asked = new Set<string>();
  const persons = new Map<string, Set<string>>();
  const households = new Map<string, Set<string>>();
  const add = (map: Map<string, Set<string>>, key: string, name: string): void =>
    void map.set(key, (map.get(key) ?? new Set()).add(name));
  return {
    known,
    withPerson: (person) => persons.get(person) ?? [],
    inHousehold: (household) => households.get(household) ?? [],
    isAsked: (key) => asked.has(key),
    ask: async (keys, units = []) => {
      const fresh = keys.filter((key) => !asked.has(key));
      const named = units.filter((unit) => !known.has(unitName(unit)));
      for (const key of fresh) asked.add(key);
      for (const unit of await findUnitsNear<StoredHousehold>(transaction, { keys: fresh, units: named })) {
        const name = unitName(unit);
        known.set(name, unit);
        if (unit.household !== null) add(households, unit.household, name);
        if (!isObservation(unit)) for (const person of unit.mention.persons) add(persons, person, name);
      }
    },
  };
};

const personKeys = (mention: StoredHousehold): readonly string[] =>
  mention.persons.map((person) => `person:${person}`);

/** By what is found whatever a change may touch: whom it names and named, and who is, was and was seen at its place. */
export const keysOfChange = ({ before, now }: ChangedUnit): readonly string[] =>
  [now, ...(before ? [before] : [])].flatMap((mention) => {
    const place = placeKey(mention);
    return [...householdKeys(mention), ...(place === null ? [] : [observedKey(place)])];
  });

/**
 * The contracts and cases whose households may be others because of some changes: whoever fits what changed, as it is or was,
 * whoever stands with one of them or was joined to one, and whoever fits these. Nobody beyond has anything to do with it.
 */
export const closeRegion = async (
  surroundings: Surroundings,
  changed: readonly ChangedUnit[],
): Promise<readonly KnownUnit[]> => {
  const { known, withPerson, inHousehold, ask, isAsked } = surroundings;
  const region = new Map<string, KnownUnit>();
  let open: KnownUnit[] = [];
  const reach = (name: string): void => {
    const unit = known.get(name);
    if (!unit || isObservation(unit) || region.has(name)) return;
    region.set(name, unit);
    open.push(unit);
  };
  const reachFitting = (mention: StoredHousehold): void => {
    for (const person of mention.persons)
      for (const name of withPerson(person)) {
        const other = known.get(name);
        if (other && !region.has(name) && compareUnits(mention, other.mention)) reach(name);
      }
  };
  for (const change of changed) {
    reach(unitName(change));
    if (change.before) reachFitting(change.before);
  }
  const sought = new Set<string>();
  while (open.length > 0) {
    const joined: LineName[] = [];
    for (const unit of open) {
      if (unit.household !== null) for (const name of inHousehold(unit.household)) reach(name);
      reachFitting(unit.mention);
      for (const pair of unit.decided.filter(({ decision }) => decision === 'JOIN')) {
        const name = unitName(pair);
        reach(name);
        if (!known.has(name) && !sought.has(name)) joined.push(pair);
        sought.add(name);
      }
    }
    const all = [...region.values()];
    const keys = all.flatMap(({ mention }) => personKeys(mention)).filter((key) => !isAsked(key));
    if (keys.length === 0 && joined.length === 0) break;
    await ask(keys, joined);
    open = all;
  }
  return [...region.values()];
};
