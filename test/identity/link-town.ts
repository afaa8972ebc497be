import { blockKeys } from '../../src/identity/block-keys.ts';
import { gatherHouseholds, type StandingUnit } from '../../src/identity/gather-households.ts';
import type { LinkedMention } from '../../src/identity/person-mention.ts';
import { type KnownHousehold, placeKey, resolveObservation } from '../../src/identity/resolve-observation.ts';
import { resolvePerson } from '../../src/identity/resolve-person.ts';
import type { readTown, TownUnit } from './town-registers.ts';

type Town = ReturnType<typeof readTown>;

/** Runs a town through the identity floor, record by record, over a small index: what the intake does in SQL. */
export function linkTown({ units, observations }: Town) {
  const persons = new Map<string, LinkedMention[]>();
  const personOf = new Map<string, string>();
  const personsByKey = new Map<string, Set<string>>();
  const mentions: (StandingUnit & { readonly town: TownUnit })[] = [];
  const householdOf = new Map<string, string>();
  const places = new Map<string, KnownHousehold[]>();
  const certainties = { CERTAIN: 0, PROBABLE: 0 };

  for (const unit of units) {
    for (const mention of unit.members) {
      const id = `${mention.source}|${mention.localId}`;
      if (personOf.has(id)) continue;
      const keys = blockKeys(mention);
      const near = new Set(keys.flatMap((key) => [...(personsByKey.get(key) ?? [])]));
      const link = resolvePerson(
        mention,
        [...near].flatMap((person) => persons.get(person) ?? []),
      );
      if (link.outcome === 'LINKED') certainties[link.certainty] += 1;
      const person = link.outcome === 'LINKED' ? link.person : `person ${persons.size}`;
      personOf.set(id, person);
      add(persons, person, { ...mention, person });
      for (const key of keys) personsByKey.set(key, (personsByKey.get(key) ?? new Set()).add(person));
    }
    addUnit(unit);
  }
  linkUnits();
  const found = new Map<string, string | null>();
  for (const observation of observations) {
    const link = resolveObservation(observation, places.get(placeKey(observation) ?? '') ?? []);
    found.set(observation.localId, link.outcome === 'FOUND' ? link.household : null);
  }
  return { personOf, householdOf, found, certainties };

  function addUnit(town: TownUnit): void {
    const { source, unit, members } = town;
    const [first] = members;
    if (first === undefined || mentions.some((each) => each.source === source && each.localId === unit))
      return;
    const { address, municipality } = first;
    const ids = members.map((member) => personOf.get(`${source}|${member.localId}`) ?? '');
    mentions.push({ source, localId: unit, municipality, address, persons: ids, household: null, town });
  }

  function linkUnits(): void {
    const gathered = gatherHouseholds(mentions, { joined: [], apart: [] });
    for (const [number, units] of gathered.entries())
      for (const { unit } of units) {
        const household = `household ${number}`;
        householdOf.set(`${unit.source}|${unit.localId}`, household);
        const { address, municipality, town } = unit;
        const place = placeKey({ municipality, address });
        if (place !== null)
          add(places, place, {
            household,
            municipality,
            localCommunity: town.localCommunity,
            address,
            members: town.members,
          });
      }
  }
}

function add<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
