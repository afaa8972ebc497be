import type { Transaction } from '../store/database.ts';
import {
  findFreeHouseholds,
  settleHouseholdDecision,
  undoHouseholdJoins,
} from '../store/household-decision-store.ts';
import { insertLinkDecision, type LineName } from '../store/link-decision-store.ts';
import { isObservation } from './household-region.ts';
import type { DecidedLinking } from './linking-input.ts';
import { decidedUnits, type NamedUnit, settleDecided, unitsNamed } from './named-units.ts';
import { type DecidedLinks, type LinkAuthor, refuseLink } from './split-lines.ts';

/** The contracts and cases of the household of which the unit is not. */
const othersOf = (unit: NamedUnit, from: NamedUnit | undefined): NamedUnit['mates'] => {
  if (from === undefined || from.household === unit.household)
    return unit.mates.length > 0
      ? unit.mates
      : refuseLink('No contract or case of another register stands in its household.');
  if (isObservation(from))
    return refuseLink('Of an observation nobody is kept apart: name a contract or case.');
  return [from, ...from.mates];
};

/**
 * Says of a contract, case or observation that it is not of a household (R20): of the one where it stands, or of another one that
 * it may be taken for. It leaves, and does not come back by itself. Which household it is, the rules say as if those were not
 * there. A decision that joined it to one of them ends, and the id that it had before comes back.
 *
 * The caller holds the lock of intake.
 *
 * @param from a contract or case of the household; null for the one where the unit stands.
 * @throws HubError BAD_USER_INPUT where one of them is not there, or there is nothing to be kept apart from.
 */
export const splitHousehold = async (
  transaction: Transaction,
  { name, from }: { readonly name: LineName; readonly from: LineName | null },
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<DecidedLinks> => {
  const [unit, other] = await unitsNamed(transaction, from === null ? [name] : [name, from]);
  if (!unit) return refuseLink('No such contract, case or observation.');
  const others = othersOf(unit, other);
  const household = others[0]?.household ?? unit.household;
  const id = input.createId();
  await insertLinkDecision(transaction, {
    ...{ id, entity: 'HOUSEHOLD', decision: 'SPLIT', at: input.now, moved: {} },
    // Which id it has then is known when all is linked anew.
    ...{ person: household, other: input.createId() },
    ...author,
    lines: await decidedUnits(transaction, { PERSON: others, OTHER: [unit] }, input),
  });
  const former = await undoHouseholdJoins(transaction, { one: [unit], other: others, by: id });
  await settleDecided(transaction, [unit], input, await findFreeHouseholds(transaction, former));
  const [now] = await unitsNamed(transaction, [name]);
  const [rest] = await unitsNamed(transaction, others.slice(0, 1));
  const settled = { household: rest?.household ?? household, other: now?.household ?? unit.household };
  await settleHouseholdDecision(transaction, { id, ...settled });
  return { id, person: settled.household, other: settled.other };
};
