import { type AddressKey, addressKey } from '../identity/address-key.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { type KnownMember, placeKey } from '../identity/resolve-observation.ts';

/** One unit as the linker needs it: its persons folded and hashed, its place, its named head. */
export interface LinkableUnit {
  readonly source: string;
  readonly localId: string;
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly address: string | null;
  readonly flat: string | null;
  readonly headName: string | null;
  readonly heads: ReadonlySet<string>;
  readonly persons: readonly PersonMention[];
}

/** What the store keeps of a household mention: what later units and observations are compared with. */
export interface StoredHousehold {
  readonly source: string;
  readonly localId: string;
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly address: AddressKey | null;
  readonly persons: readonly string[];
  readonly members: readonly KnownMember[];
  /** Whom a neighbour named as the head; null where the persons say it. */
  readonly headName: string | null;
}

const personOf = (links: ReadonlyMap<string, string>, localId: string): string => {
  const person = links.get(localId);
  if (!person) throw new Error('a person of the unit was not linked');
  return person;
};

/** @param persons whom the unit's lines are linked to, by their local ids. */
export const storedHousehold = (
  unit: LinkableUnit,
  persons: ReadonlyMap<string, string>,
): StoredHousehold => ({
  source: unit.source,
  localId: unit.localId,
  municipality: unit.municipality,
  localCommunity: unit.localCommunity,
  address: unit.address === null ? null : addressKey(unit.address, unit.flat),
  headName: unit.headName,
  persons: unit.persons.map((person) => personOf(persons, person.localId)),
  members: unit.persons.map((person) => ({
    givenName: person.givenName,
    familyName: person.familyName,
    head: unit.heads.has(person.localId),
  })),
});

/** By what the contracts and cases near a unit are found. */
export const householdKeys = (household: StoredHousehold): string[] => {
  const place = placeKey(household);
  return [...household.persons.map((person) => `person:${person}`), ...(place ? [place] : [])];
};

/** By what observations of a place are found when somebody there changes: by nothing else, for they are no evidence. */
export const observedKey = (place: string): string => `seen:${place}`;

/** Under which keys a unit is stored. */
export const storedKeys = (household: StoredHousehold): readonly string[] => {
  if (household.headName === null) return householdKeys(household);
  const place = placeKey(household);
  return place === null ? [] : [observedKey(place)];
};
