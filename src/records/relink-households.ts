import type { Transaction } from '../store/database.ts';
import { findHouseholdsOfUnits, findObservationsOf, type UnitHome } from '../store/household-store.ts';
import {
  endLinks,
  insertLinks,
  type NewLink,
  type NewMention,
  replaceMentions,
} from '../store/link-store.ts';
import {
  type DecidedLinking,
  findObserved,
  householdIndex,
  householdKeys,
  joinHousehold,
  type StoredHousehold,
} from './linker.ts';

type Home = UnitHome<StoredHousehold>;

/**
 * Links units anew whose persons became others by somebody's decision: a contract was one household with a case because of the
 * person that both were thought to name. A unit whose household holds nothing else keeps it, so that its id stays.
 *
 * @param units local ids by source.
 */
export const relinkHouseholds = async (
  transaction: Transaction,
  units: ReadonlyMap<string, readonly string[]>,
  input: DecidedLinking,
): Promise<void> => {
  const homes: Home[] = [];
  for (const [source, localIds] of [...units].sort(([one], [other]) => (one < other ? -1 : 1)))
    homes.push(...(await findHouseholdsOfUnits<StoredHousehold>(transaction, source, localIds)));
  // All of them first: units that hold the same persons still must find each other.
  const known = homes.map((home) => ({ ...home, mention: { ...home.mention, persons: home.persons } }));
  await replaceMentions(
    transaction,
    known.map((home) =>
      mentionOf(home, home.mention, home.mention.headName === null ? householdKeys(home.mention) : []),
    ),
  );
  const left = new Set<string>();
  for (const home of known) if (await relinkOne(transaction, home, input)) left.add(home.household);
  // What a neighbour saw was found by a head or an address of a household: it may be the other one's.
  for (const observed of await findObservationsOf<StoredHousehold>(transaction, [...left]))
    await relinkObserved(transaction, observed, input);
};

const relinkOne = async (transaction: Transaction, home: Home, input: DecidedLinking): Promise<boolean> => {
  if (home.mention.headName !== null) return false;
  const index = await householdIndex(transaction, householdKeys(home.mention));
  const found = joinHousehold(home.mention, index);
  const entityId = found.household ?? (home.alone ? home.household : input.createId());
  if (entityId === home.household) return false;
  await moveUnit(transaction, home, { entityId, certainty: 'CERTAIN', evidence: found.evidence }, input);
  return true;
};

const relinkObserved = async (transaction: Transaction, home: Home, input: DecidedLinking): Promise<void> => {
  const { mention } = home;
  const index = await householdIndex(transaction, householdKeys(mention));
  const found = findObserved(mention, index);
  const entityId = found.household ?? input.createId();
  if (entityId === home.household) return;
  const certainty = found.certain ? 'CERTAIN' : 'PROBABLE';
  await moveUnit(transaction, home, { entityId, certainty, evidence: found.evidence }, input);
};

const mentionOf = (home: Home, mention: StoredHousehold, keys: readonly string[]): NewMention => ({
  ...{ entity: 'HOUSEHOLD', source: home.source, localId: home.localId, unit: home.localId },
  ...{ keys, mention, apart: false },
});

const moveUnit = async (
  transaction: Transaction,
  { source, localId }: Home,
  link: Pick<NewLink, 'entityId' | 'certainty' | 'evidence'>,
  input: DecidedLinking,
): Promise<void> => {
  await endLinks(transaction, 'HOUSEHOLD', source, [localId], input.now);
  await insertLinks(transaction, [
    { id: input.createId(), entity: 'HOUSEHOLD', source, localId, linkedAt: input.now, ...link },
  ]);
};
