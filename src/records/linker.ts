import { type AddressKey, addressKey } from '../identity/address-key.ts';
import { blockKeys } from '../identity/block-keys.ts';
import { isSomebodyElse } from '../identity/is-somebody-else.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { type LinkedHouseholdMention, resolveHousehold } from '../identity/resolve-household.ts';
import {
  type KnownHousehold,
  type KnownMember,
  placeKey,
  resolveObservation,
} from '../identity/resolve-observation.ts';
import { nameMarkKeys } from '../identity/sought-mark.ts';
import type { Transaction } from '../store/database.ts';
import {
  endLinks,
  findLinkedMentions,
  findLinks,
  insertLinks,
  type NewLink,
  type NewMention,
  replaceMentions,
} from '../store/link-store.ts';
import { decidePerson } from './decide-person.ts';
import { type HouseholdLineEvidence, joinedEvidence, observedEvidence } from './household-evidence.ts';
import { findKeptApart, withoutApart } from './kept-apart.ts';
import type { LinkScoring } from './link-scoring.ts';
import { MentionIndex } from './mention-index.ts';

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

/** What a linker needs besides the transaction. */
export interface LinkerInput {
  readonly createId: () => string;
  readonly now: Date;
  /** Under which names are marked. */
  readonly hashingKey: Uint8Array;
  /** Weighs lines beside the rules of R20. */
  readonly scoring: LinkScoring;
}

/** The same where a person decides, and nothing is weighed. */
export type DecidedLinking = Omit<LinkerInput, 'scoring'>;

/** By what a household is found. */
export const householdKeys = (household: StoredHousehold): string[] => {
  const place = placeKey(household);
  return [...household.persons.map((person) => `person:${person}`), ...(place ? [place] : [])];
};

const loadIndex = async <Mention>(
  transaction: Transaction,
  entity: 'PERSON' | 'HOUSEHOLD',
  keys: readonly string[],
): Promise<MentionIndex<Mention>> => {
  const index = new MentionIndex<Mention>();
  // By the keys that led to it alone: a crowded one leads to nobody, whatever else brought some of its lines here.
  for (const { entityId, mention, keys: found } of await findLinkedMentions<Mention>(
    transaction,
    entity,
    keys,
  ))
    index.add(entityId, mention, found);
  return index;
};

/** Takes what a chunk adds, to be stored together. */
interface Written {
  readonly link: (link: Omit<NewLink, 'id' | 'linkedAt'>) => void;
  readonly mention: (mention: NewMention) => void;
}

const personOf = (links: ReadonlyMap<string, string>, localId: string): string => {
  const person = links.get(localId);
  if (!person) throw new Error('a person of the unit was not linked');
  return person;
};

/**
 * Links the persons and then the households of a chunk of units of one source, in order, against what the store knows and
 * against each other. A link stays as it is as long as its line names the same person: ids are stable.
 *
 * @returns the local ids whose lines name somebody else now and were linked anew.
 */
export const linkUnits = async (
  transaction: Transaction,
  source: string,
  units: readonly LinkableUnit[],
  input: LinkerInput,
): Promise<readonly string[]> => {
  const links: NewLink[] = [];
  const mentions = new Map<string, NewMention>();
  const written: Written = {
    link: (link) => links.push({ id: input.createId(), linkedAt: input.now, ...link }),
    mention: (mention) => mentions.set(`${mention.entity} ${mention.localId}`, mention),
  };
  const { persons, relinked } = await linkPersons(transaction, source, units, input, written);
  await linkHouseholds(transaction, source, units, persons, input, written);
  await insertLinks(transaction, links);
  await replaceMentions(transaction, [...mentions.values()]);
  return relinked;
};

/** The known households that one of the keys leads to. */
export const householdIndex = async (
  transaction: Transaction,
  keys: readonly string[],
): Promise<MentionIndex<StoredHousehold>> => await loadIndex(transaction, 'HOUSEHOLD', keys);

const linkPersons = async (
  transaction: Transaction,
  source: string,
  units: readonly LinkableUnit[],
  input: LinkerInput,
  written: Written,
): Promise<{ readonly persons: ReadonlyMap<string, string>; readonly relinked: readonly string[] }> => {
  const mentions = units.flatMap((unit) => unit.persons);
  const besides = Map.groupBy(mentions, (each) => each.unit);
  const localIds = mentions.map((each) => each.localId);
  const standing = await findLinks<PersonMention>(transaction, 'PERSON', source, localIds);
  const links = new Map<string, string>();
  const relinked: string[] = [];
  // What was kept apart is ordinary again, and is linked as if it were new.
  const apart = mentions.map((each) => each.localId).filter((localId) => standing.get(localId)?.apart);
  for (const mention of mentions) {
    const known = standing.get(mention.localId);
    if (!known || known.apart) continue;
    if (isSomebodyElse(known.mention, mention)) relinked.push(mention.localId);
    else links.set(mention.localId, known.entityId);
  }
  await endLinks(transaction, 'PERSON', source, [...relinked, ...apart], input.now);
  const fresh = mentions.filter((mention) => !links.has(mention.localId));
  const index = await loadIndex<PersonMention>(transaction, 'PERSON', fresh.flatMap(blockKeys));
  const apartFrom = await findKeptApart(transaction, source, fresh, new Set(relinked), input.hashingKey);
  for (const mention of mentions) {
    const keys = blockKeys(mention);
    const { localId, unit } = mention;
    // Flags find a line by the mark of its name as well; candidates are found by `keys` alone.
    const stored = [...keys, ...nameMarkKeys(mention, input.hashingKey)];
    written.mention({ entity: 'PERSON', source, localId, unit, keys: stored, mention, apart: false });
    if (links.has(localId)) continue;
    const candidates = withoutApart(
      index.near(keys).map((near) => ({ ...near.mention, person: near.entityId })),
      apartFrom.get(localId),
    );
    const others = (besides.get(unit) ?? []).filter((each) => each !== mention);
    const link = decidePerson({ mention, unit: others }, candidates, input.scoring);
    const entityId = link.person ?? input.createId();
    links.set(localId, entityId);
    index.add(entityId, mention, keys);
    written.link({
      entity: 'PERSON',
      source,
      localId,
      entityId,
      certainty: link.certainty,
      evidence: link.evidence,
    });
  }
  return { persons: links, relinked };
};

const linkHouseholds = async (
  transaction: Transaction,
  source: string,
  units: readonly LinkableUnit[],
  persons: ReadonlyMap<string, string>,
  input: LinkerInput,
  written: Written,
): Promise<void> => {
  const households = units.map((unit) => ({ unit, household: storedHousehold(unit, persons) }));
  const localIds = units.map((unit) => unit.localId);
  const standing = await findLinks<StoredHousehold>(transaction, 'HOUSEHOLD', source, localIds);
  const moved = households.filter(({ unit, household }) => {
    const known = standing.get(unit.localId);
    if (!known) return false;
    return known.apart || (unit.headName !== null && isElsewhere(known.mention, household));
  });
  const relinked = new Set(moved.map(({ unit }) => unit.localId));
  await endLinks(transaction, 'HOUSEHOLD', source, [...relinked], input.now);
  const links = new Set([...standing.keys()].filter((localId) => !relinked.has(localId)));
  const fresh = households.filter(({ unit }) => !links.has(unit.localId));
  const keys = fresh.flatMap(({ household }) => householdKeys(household));
  const index = await householdIndex(transaction, keys);
  for (const { unit, household } of households) {
    const { localId } = unit;
    // An observation is no evidence for a later link: its household mention is found by nothing.
    const ownKeys = unit.headName === null ? householdKeys(household) : [];
    written.mention({
      entity: 'HOUSEHOLD',
      source,
      localId,
      unit: localId,
      keys: ownKeys,
      mention: household,
      apart: false,
    });
    if (links.has(localId)) continue;
    const found = unit.headName === null ? joinHousehold(household, index) : findObserved(household, index);
    const entityId = found.household ?? input.createId();
    index.add(entityId, household, ownKeys);
    const certainty = found.certain ? 'CERTAIN' : 'PROBABLE';
    written.link({ entity: 'HOUSEHOLD', source, localId, entityId, certainty, evidence: found.evidence });
  }
};

/** Whether an observation under the same id now speaks of another head or address: then it is looked up anew. */
const isElsewhere = (before: StoredHousehold, after: StoredHousehold): boolean =>
  JSON.stringify([before.headName, before.address]) !== JSON.stringify([after.headName, after.address]);

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

interface Found {
  readonly household: string | null;
  readonly certain: boolean;
  readonly evidence: HouseholdLineEvidence;
}

/** Which household a contract or case is, of those that are known. */
export const joinHousehold = (household: StoredHousehold, index: MentionIndex<StoredHousehold>): Found => {
  const near = index.near(household.persons.map((person) => `person:${person}`));
  const candidates: LinkedHouseholdMention[] = near
    .filter((each) => each.mention.persons.length > 0)
    .map((each) => ({ ...each.mention, household: each.entityId }));
  const link = resolveHousehold(household, candidates);
  return {
    household: link.outcome === 'JOINED' ? link.household : null,
    certain: true,
    evidence: joinedEvidence(link),
  };
};

/** Of which household a neighbour speaks, of those that are known. */
export const findObserved = (household: StoredHousehold, index: MentionIndex<StoredHousehold>): Found => {
  const place = placeKey(household);
  const known: KnownHousehold[] = (place ? index.near([place]) : []).map((each) => ({
    household: each.entityId,
    municipality: each.mention.municipality,
    localCommunity: each.mention.localCommunity,
    address: each.mention.address,
    members: each.mention.members,
  }));
  const link = resolveObservation({ ...household, headName: household.headName ?? '' }, known);
  const isFound = link.outcome === 'FOUND';
  return {
    household: isFound ? link.household : null,
    certain: !isFound,
    evidence: observedEvidence(link),
  };
};
