import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { Category } from '../domain/category.ts';
import { covers } from './covers.ts';
import { stepOf } from './ruleset.ts';

/** What a count rests on: who may have it counted agrees to this category, and records that say nothing of it count nobody. */
export const countedCategory = 'HOUSEHOLD';

/** Whom a dataset counts: everybody, on a duty or a public task, or those who consented. */
export const countingBases = ['EVERYONE', 'CONSENTING'] as const;
export type CountingBasis = (typeof countingBases)[number];

/** On whom an agreement lets its recipient count; null where it lets it count nobody. */
const basisOf = (agreement: Agreement): CountingBasis | null => {
  const step = stepOf(agreement);
  if ((step === 'DUTY' || step === 'TASK') && agreement.requires === 'NOTHING') return 'EVERYONE';
  return step === 'CONSENT' && agreement.requires === 'CONSENT' ? 'CONSENTING' : null;
};

/** Who counts: somebody of an agency, or with no roles named anybody of it. */
export interface Counter extends Pick<AgencyCaller, 'agency' | 'purpose'> {
  readonly roles: readonly string[] | null;
}

/** Whether an agreement lets somebody have this category counted on this basis. */
export const grantsCount = (
  agreement: Agreement,
  { roles }: Pick<Counter, 'roles'>,
  { category, basis }: { readonly category: Category; readonly basis: CountingBasis },
): boolean =>
  basisOf(agreement) === basis &&
  agreement.categories.includes(category) &&
  (roles === null || agreement.roles.length === 0 || agreement.roles.some((role) => roles.includes(role)));

/**
 * The agreements by which the caller counts their controllers' households (R24). A prohibition between the two comes before every
 * grant, whatever agreement it stands in (R2, step 3).
 *
 * @param inForce those in force on the day, between whichever agencies.
 */
export const countingAgreements = (
  inForce: readonly Agreement[],
  caller: Counter,
  basis: CountingBasis = 'EVERYONE',
): readonly Agreement[] => {
  const asked = inForce.filter(
    ({ recipient, purpose }) => recipient === caller.agency && covers(purpose, caller.purpose),
  );
  const closed = new Set(
    asked.filter(({ prohibits }) => prohibits.includes(countedCategory)).map(({ controller }) => controller),
  );
  return asked.filter(
    (each) => !closed.has(each.controller) && grantsCount(each, caller, { category: countedCategory, basis }),
  );
};
