import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { covers } from './covers.ts';
import { stepOf } from './ruleset.ts';

/** What a count rests on: who may have it counted agrees to this category, and records that say nothing of it count nobody. */
export const countedCategory = 'HOUSEHOLD';

/** A count is of everybody: it rests on a duty or a public task, never on what single persons allowed. */
export const isPublic = (agreement: Agreement): boolean => {
  const step = stepOf(agreement);
  return step === 'DUTY' || step === 'TASK';
};

/** Who counts: somebody of an agency, or with no roles named anybody of it. */
interface Counter extends Pick<AgencyCaller, 'agency' | 'purpose'> {
  readonly roles: readonly string[] | null;
}

const grantsCount = (agreement: Agreement, { roles }: Counter): boolean =>
  agreement.requires === 'NOTHING' &&
  isPublic(agreement) &&
  agreement.categories.includes(countedCategory) &&
  (roles === null || agreement.roles.length === 0 || agreement.roles.some((role) => roles.includes(role)));

/**
 * The agreements by which the caller counts their controllers' households (R24): everybody's, so each asks for nothing of a
 * person. A prohibition between the two comes before every grant, whatever agreement it stands in (R2, step 3).
 *
 * @param inForce those in force on the day, between whichever agencies.
 */
export const countingAgreements = (inForce: readonly Agreement[], caller: Counter): readonly Agreement[] => {
  const asked = inForce.filter(
    ({ recipient, purpose }) => recipient === caller.agency && covers(purpose, caller.purpose),
  );
  const closed = new Set(
    asked.filter(({ prohibits }) => prohibits.includes(countedCategory)).map(({ controller }) => controller),
  );
  return asked.filter((each) => !closed.has(each.controller) && grantsCount(each, caller));
};
