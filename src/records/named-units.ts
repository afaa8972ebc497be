import { unitName } from '../identity/gather-households.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import { unitSignature } from '../identity/unit-signature.ts';
import type { Transaction } from '../store/database.ts';
import { findLinesOfUnits } from '../store/household-decision-store.ts';
import { findUnitsNear } from '../store/household-store.ts';
import type { LineName, NewLinkDecision } from '../store/link-decision-store.ts';
import { insertLinks } from '../store/link-store.ts';
import { isObservation, type KnownUnit } from './household-region.ts';
import type { DecidedLinking } from './linking-input.ts';
import { settleHouseholds } from './settle-households.ts';
import { refuseLink } from './split-lines.ts';
import type { StoredHousehold } from './stored-household.ts';

/** A unit that stands in a household, with the contracts and cases that stand there beside it. */
export interface NamedUnit extends KnownUnit {
  readonly household: string;
  readonly linkedAt: Date;
  readonly mates: readonly KnownUnit[];
}

/** Units by name, all of them, or a refusal that does not tell which is missing: what lies apart is not there (R11, S04). */
export const unitsNamed = async (
  transaction: Transaction,
  names: readonly LineName[],
): Promise<readonly NamedUnit[]> => {
  const near = await findUnitsNear<StoredHousehold>(transaction, { keys: [], units: names });
  const found = names.flatMap((name): readonly NamedUnit[] => {
    const unit = near.find((each) => unitName(each) === unitName(name));
    if (!unit || unit.household === null || unit.linkedAt === null) return [];
    const { household, linkedAt } = unit;
    const mates = near.filter(
      (each) => each !== unit && each.household === household && !isObservation(each),
    );
    return [{ ...unit, household, linkedAt, mates }];
  });
  if (found.length !== names.length) refuseLink('No such contract, case or observation.');
  return found;
};

/** Units as a decision keeps them. */
export const decidedUnits = async (
  transaction: Transaction,
  sides: Readonly<Record<'PERSON' | 'OTHER', readonly KnownUnit[]>>,
  { hashingKey, now }: DecidedLinking,
): Promise<NewLinkDecision['lines']> => {
  const units = [...sides.PERSON, ...sides.OTHER];
  const names = units.map(({ source, localId }) => ({ source, localId }));
  const lines = Map.groupBy(await findLinesOfUnits<PersonMention>(transaction, names), ({ source, unit }) =>
    unitName({ source, localId: unit }),
  );
  return (['PERSON', 'OTHER'] as const).flatMap((side) =>
    sides[side].map((unit) => {
      const persons = (lines.get(unitName(unit)) ?? []).map(({ mention }) => mention);
      const signature = unitSignature(unit.mention, persons, hashingKey);
      return { side, source: unit.source, localId: unit.localId, linkedAt: unit.linkedAt ?? now, signature };
    }),
  );
};

/** Links units anew of which somebody has decided. What they say is as it was. */
export const settleDecided = async (
  transaction: Transaction,
  units: readonly KnownUnit[],
  input: DecidedLinking,
  reused: readonly string[] = [],
): Promise<void> => {
  const changed = units.map(({ source, localId, mention }) => ({
    ...{ source, localId, before: mention, now: mention },
    passedOn: false,
  }));
  await insertLinks(transaction, await settleHouseholds(transaction, changed, input, reused));
};
