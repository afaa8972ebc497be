import { blockKeys } from '../identity/block-keys.ts';
import { isSomebodyElse } from '../identity/is-somebody-else.ts';
import type { PersonMention } from '../identity/person-mention.ts';
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
import { findKeptApart, withoutApart } from './kept-apart.ts';
import { changedHouseholds } from './link-households.ts';
import type { LinkerInput } from './linking-input.ts';
import { MentionIndex } from './mention-index.ts';
import { settleHouseholds } from './settle-households.ts';
import { type LinkableUnit, type StoredHousehold, storedHousehold, storedKeys } from './stored-household.ts';

const loadIndex = async (
  transaction: Transaction,
  keys: readonly string[],
): Promise<MentionIndex<PersonMention>> => {
  const index = new MentionIndex<PersonMention>();
  // By the keys that led to it alone: a crowded one leads to nobody, whatever else brought some of its lines here.
  for (const { entityId, mention, keys: found } of await findLinkedMentions<PersonMention>(
    transaction,
    'PERSON',
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

/**
 * Links the persons and then the households of a chunk of units of one source against what the store knows and against each
 * other. A person's link stays as it is as long as its line names the same person, a household's as long as what its unit says
 * lets it stand there: ids are stable.
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
  const taken = units.map((unit) => ({ unit, household: storedHousehold(unit, persons) }));
  const localIds = units.map((unit) => unit.localId);
  const standing = await findLinks<StoredHousehold>(transaction, 'HOUSEHOLD', source, localIds);
  const apart = localIds.filter((localId) => standing.get(localId)?.apart);
  await endLinks(transaction, 'HOUSEHOLD', source, apart, input.now);
  const changed = await changedHouseholds(transaction, source, { taken, standing }, input);
  for (const { household } of taken)
    written.mention({
      ...{ entity: 'HOUSEHOLD', source, localId: household.localId, unit: household.localId },
      ...{ keys: storedKeys(household), mention: household, apart: false },
    });
  // Before households: units of a chunk find each other in the store, like all others.
  await replaceMentions(transaction, [...mentions.values()]);
  const homes = await settleHouseholds(transaction, changed, input);
  await insertLinks(transaction, [...links, ...homes]);
  return relinked;
};

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
  const index = await loadIndex(transaction, fresh.flatMap(blockKeys));
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
