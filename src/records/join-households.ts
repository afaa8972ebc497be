import { areTwoHouseholds } from '../identity/compare-units.ts';
import type { Transaction } from '../store/database.ts';
import { settleHouseholdDecision, undoHouseholdJoins } from '../store/household-decision-store.ts';
import { insertLinkDecision, type LineName, undoSplits } from '../store/link-decision-store.ts';
import { isObservation, type KnownUnit } from './household-region.ts';
import type { DecidedLinking } from './linking-input.ts';
import { decidedUnits, type NamedUnit, settleDecided, unitsNamed } from './named-units.ts';
import { type DecidedLinks, type LinkAuthor, refuseLink } from './split-lines.ts';

/** The contracts and cases that come together, those of the one and of the other. */
const sidesOf = (unit: NamedUnit): readonly KnownUnit[] =>
  isObservation(unit) ? [unit] : [unit, ...unit.mates];

/** Why two cannot be joined, whoever says so. */
const checkPair = (one: NamedUnit, other: NamedUnit): void => {
  if (one.household === other.household) refuseLink('They are one household already.');
  if (isObservation(one) && isObservation(other))
    refuseLink('One of them must be a contract or case: what neighbours saw is evidence of nothing.');
  if (isObservation(one) || isObservation(other)) return;
  const pairs = sidesOf(one).flatMap((left) => sidesOf(other).map((right) => [left, right] as const));
  if (pairs.some(([left, right]) => left.source === right.source))
    refuseLink('One register has them as two households: the unit that is wrong there is taken out first.');
  if (pairs.some(([left, right]) => areTwoHouseholds(left.mention, right.mention)))
    refuseLink('They are of two municipalities.');
};

/**
 * Says of a contract or case and another, or of an observation, that they are one household (R20). They stay together whatever
 * they say later, until somebody says otherwise, or one of them passes to other people. The household that was known first keeps
 * the id; the other id leads to it. Earlier decisions that kept them apart end.
 *
 * The caller holds the lock of intake.
 *
 * @throws HubError BAD_USER_INPUT
 */
export const joinHouseholds = async (
  transaction: Transaction,
  names: readonly [LineName, LineName],
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<DecidedLinks> => {
  const [one, other] = await unitsNamed(transaction, names);
  if (!one || !other) return refuseLink('No such contract, case or observation.');
  checkPair(one, other);
  const id = input.createId();
  await insertLinkDecision(transaction, {
    ...{ id, entity: 'HOUSEHOLD', decision: 'JOIN', at: input.now, moved: {} },
    // Which of the two ids stays is known when all is linked anew.
    ...{ person: one.household, other: other.household },
    ...author,
    lines: await decidedUnits(transaction, { PERSON: [one], OTHER: [other] }, input),
  });
  // An observation is of one household: what somebody said before ends.
  for (const observed of [one, other].filter(isObservation))
    await undoHouseholdJoins(transaction, { one: [observed], other: observed.mates, by: id });
  await undoSplits(transaction, { entity: 'HOUSEHOLD', one: sidesOf(one), other: sidesOf(other), by: id });
  await settleDecided(transaction, [one, other], input);
  const [first, second] = await unitsNamed(transaction, names);
  const household = first?.household ?? '';
  // INVARIANT: a decision that is kept is carried out: else the steward would be told what is not so.
  if (household !== second?.household)
    return refuseLink('Another decision keeps them apart: it is ended first.');
  const gone = household === one.household ? other.household : one.household;
  await settleHouseholdDecision(transaction, { id, household, other: gone });
  return { id, person: household, other: gone };
};
