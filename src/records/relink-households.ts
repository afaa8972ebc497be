import type { Transaction } from '../store/database.ts';
import { findUnitPersons } from '../store/household-store.ts';
import { insertLinks, replaceMentions } from '../store/link-store.ts';
import type { ChangedUnit } from './household-region.ts';
import type { DecidedLinking } from './linking-input.ts';
import { settleHouseholds } from './settle-households.ts';
import { type StoredHousehold, storedKeys } from './stored-household.ts';

/**
 * Links units anew whose persons became others by somebody's decision: a contract was one household with a case because of the
 * person that both were thought to name. With them everybody is linked anew whom that concerns.
 *
 * @param units local ids by source.
 */
export const relinkHouseholds = async (
  transaction: Transaction,
  units: ReadonlyMap<string, readonly string[]>,
  input: DecidedLinking,
): Promise<void> => {
  const changed: ChangedUnit[] = [];
  for (const [source, localIds] of [...units].sort(([one], [other]) => (one < other ? -1 : 1)))
    for (const { mention, persons, localId } of await findUnitPersons<StoredHousehold>(
      transaction,
      source,
      localIds,
    ))
      changed.push({
        ...{ source, localId, before: mention, now: { ...mention, persons } },
        // The same people under other ids: who they are was wrong, not of whom the unit is.
        passedOn: false,
      });
  // All of them first: units that hold the same persons still must find each other.
  await replaceMentions(
    transaction,
    changed.map(({ source, localId, now }) => ({
      ...{ entity: 'HOUSEHOLD', source, localId, unit: localId, apart: false },
      ...{ keys: storedKeys(now), mention: now },
    })),
  );
  await insertLinks(transaction, await settleHouseholds(transaction, changed, input));
};
