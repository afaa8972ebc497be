import { placeKey } from '../identity/resolve-observation.ts';
import { unitSignature } from '../identity/unit-signature.ts';
import type { Transaction } from '../store/database.ts';
import { carryHouseholdSplits, passUnitsOn } from '../store/household-decision-store.ts';
import type { StandingLink } from '../store/link-store.ts';
import type { ChangedUnit } from './household-region.ts';
import type { LinkerInput } from './linking-input.ts';
import type { LinkableUnit, StoredHousehold } from './stored-household.ts';

/** A unit of a chunk with what the store is to keep of it. */
export interface TakenHousehold {
  readonly unit: LinkableUnit;
  readonly household: StoredHousehold;
}

type Standing = ReadonlyMap<string, StandingLink<StoredHousehold>>;

/** All of it that decides of a household, in one order. */
const said = ({ municipality, localCommunity, address, headName, ...rest }: StoredHousehold): string =>
  JSON.stringify([
    ...[municipality, localCommunity, headName, address && [address.street, address.number, address.flat]],
    [...new Set(rest.persons)].sort(),
    rest.members.map(({ givenName, familyName, head }) => [givenName, familyName, head]),
  ]);

/** Whether a unit under the same number is of other people now: an observation of another head or place, or nobody has stayed. */
const isPassedOn = (before: StoredHousehold, after: StoredHousehold): boolean => {
  if (after.headName !== null)
    return before.headName !== after.headName || placeOf(before) !== placeOf(after);
  const stay = after.persons.some((person) => before.persons.includes(person));
  return before.persons.length > 0 && after.persons.length > 0 && !stay;
};

const placeOf = (household: StoredHousehold): string =>
  JSON.stringify([placeKey(household), household.address?.flat ?? null]);

/**
 * Of which units of a chunk the household is decided anew, because they are new or say something else than before. What was
 * decided of a unit stays with it, goes with it to another number, and ends where the unit passes to other people.
 *
 * @param standing what the units are linked to, with what they said before.
 */
export const changedHouseholds = async (
  transaction: Transaction,
  source: string,
  { taken, standing }: { readonly taken: readonly TakenHousehold[]; readonly standing: Standing },
  input: LinkerInput,
): Promise<readonly ChangedUnit[]> => {
  const changed: ChangedUnit[] = [];
  const fresh: { localId: string; signature: string }[] = [];
  for (const { unit, household } of taken) {
    const known = standing.get(unit.localId);
    // What was kept apart is ordinary again, and is linked as if it were new.
    const before = known && !known.apart ? known.mention : null;
    if (before && said(before) === said(household)) continue;
    const passedOn = before !== null && isPassedOn(before, household);
    changed.push({ source, localId: unit.localId, before, now: household, passedOn });
    if (before === null || passedOn)
      fresh.push({
        localId: unit.localId,
        signature: unitSignature(household, unit.persons, input.hashingKey),
      });
  }
  const passed = changed.filter(({ passedOn }) => passedOn).map(({ localId }) => localId);
  await passUnitsOn(transaction, source, passed, input.now);
  await carryHouseholdSplits(transaction, source, fresh, input.now);
  return changed;
};
