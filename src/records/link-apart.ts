import { isSomebodyElse } from '../identity/is-somebody-else.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { resolvePerson } from '../identity/resolve-person.ts';
import { nameMarkKeys } from '../identity/sought-mark.ts';
import type { Transaction } from '../store/database.ts';
import {
  endLinks,
  findLinks,
  findMentionsKnownTo,
  insertLinks,
  type NewLink,
  type NewMention,
  replaceMentions,
} from '../store/link-store.ts';
import type { LinkerInput } from './linking-input.ts';
import { type LinkableUnit, type StoredHousehold, storedHousehold } from './stored-household.ts';

/** Under which an agency finds its own tenant or client by their national id where nobody else may. */
export const apartKey = (controller: string, nationalIdHash: string): string =>
  `apart:${controller} ${nationalIdHash}`;

/**
 * Under which R15 finds it, whoever's it is: by the number, and by name and birth date, which is all that some registers write.
 * A namesake born on the same day is hidden from the relative with it, which costs less than the one line that is not.
 */
const nearKeys = (person: PersonMention, nationalIdHash: string | null, hashingKey: Uint8Array): string[] => [
  ...(nationalIdHash === null ? [] : [`own:id:${nationalIdHash}`]),
  ...nameMarkKeys(person, hashingKey).map((key) => `own:${key}`),
];

/** Why such a line is linked to nobody, or to whom its own agency knows already. */
const evidence = { reason: 'FOR_ITS_SOURCE_ALONE' };

/**
 * Gives the persons and households of units that are for their own source alone ids of their own (R11): linked to nobody, so
 * that the agency learns nothing of what others hold, and found by nothing, so that no later link rests on them. Whom the agency's
 * own general registers know for certain (R20) stays that person for it: nobody else is shown the line, and its own workers do not
 * lose whom they work with. What the source's own general lines are linked to stays, with the mention that stands there.
 *
 * @param controller the agency on whose behalf the source speaks.
 */
export const linkApart = async (
  transaction: Transaction,
  { source, controller }: { readonly source: string; readonly controller: string },
  units: readonly LinkableUnit[],
  input: LinkerInput,
): Promise<void> => {
  if (units.length === 0) return;
  const links: NewLink[] = [];
  const mentions = new Map<string, NewMention>();
  const link = (entity: NewLink['entity'], localId: string, known: string | null = null): string => {
    const entityId = known ?? input.createId();
    links.push({
      ...{ id: input.createId(), entity, source, localId, entityId },
      ...{ certainty: 'CERTAIN', evidence, linkedAt: input.now },
    });
    return entityId;
  };
  const mention = (it: Omit<NewMention, 'source' | 'apart'>): void =>
    void mentions.set(`${it.entity} ${it.localId}`, { ...it, source, apart: true });

  const persons = units.flatMap((unit) => unit.persons);
  const known = await findLinks<PersonMention>(
    transaction,
    'PERSON',
    source,
    persons.map((person) => person.localId),
  );
  const others = persons.filter((person) => {
    const standing = known.get(person.localId);
    return standing?.apart && isSomebodyElse(standing.mention, person);
  });
  const ended = others.map((person) => person.localId);
  await endLinks(transaction, 'PERSON', source, ended, input.now);
  const general = await findMentionsKnownTo<PersonMention>(
    transaction,
    controller,
    persons.flatMap(({ nationalIdHash }) => (nationalIdHash === null ? [] : [`id:${nationalIdHash}`])),
  );
  const knownAs = (person: PersonMention): string | null => {
    const found = resolvePerson(
      person,
      general.map((each) => ({ ...each.mention, person: each.entityId })),
    );
    return found.outcome === 'LINKED' && found.certainty === 'CERTAIN' ? found.person : null;
  };
  const personOf = new Map<string, string>();
  for (const person of persons) {
    const { localId, unit } = person;
    const standing = ended.includes(localId) ? undefined : known.get(localId);
    personOf.set(
      localId,
      standing?.entityId ?? personOf.get(localId) ?? link('PERSON', localId, knownAs(person)),
    );
    if (standing && !standing.apart) continue;
    // By what it was known first it is known again, however badly a later version is written.
    const nationalIdHash = person.nationalIdHash ?? standing?.mention.nationalIdHash ?? null;
    const first = { ...(standing?.mention ?? person), nationalIdHash };
    const keys = [
      ...(nationalIdHash === null ? [] : [apartKey(controller, nationalIdHash)]),
      ...nearKeys(first, nationalIdHash, input.hashingKey),
    ];
    mention({ entity: 'PERSON', localId, unit, keys, mention: first });
  }
  const homes = await findLinks<StoredHousehold>(
    transaction,
    'HOUSEHOLD',
    source,
    units.map((unit) => unit.localId),
  );
  for (const unit of units) {
    const { localId } = unit;
    const standing = homes.get(localId);
    if (!standing) link('HOUSEHOLD', localId);
    if (standing && !standing.apart) continue;
    const household = storedHousehold(unit, personOf);
    mention({ entity: 'HOUSEHOLD', localId, unit: localId, keys: [], mention: household });
  }
  await insertLinks(transaction, links);
  await replaceMentions(transaction, [...mentions.values()]);
};
