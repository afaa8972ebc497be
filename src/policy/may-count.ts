import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { Category } from '../domain/category.ts';
import { type CountingBasis, grantsCount } from './counting-agreements.ts';
import { covers } from './covers.ts';

/** What is to be counted: of one controller's records in one municipality, what says something of these categories. */
export interface CountedData {
  readonly controller: string;
  readonly municipality: string;
  readonly categories: readonly Category[];
  /** Whom it counts. */
  readonly basis: CountingBasis;
}

/**
 * Whether a caller may have a controller's records counted: its own always, and another's where agreements in force grant each
 * category for the purpose, on the basis on which the data are counted: everybody's on a duty or a public task that asks for nothing of a
 * person, and those of the consenting on consent (R24). What one agreement prohibits no other grants (R2, step 3).
 */
export const mayCount = (
  inForce: readonly Agreement[],
  caller: AgencyCaller,
  { controller, municipality, categories, basis }: CountedData,
): boolean => {
  if (controller === caller.agency) return true;
  const asked = inForce.filter(
    (each) =>
      each.recipient === caller.agency &&
      each.controller === controller &&
      each.area.includes(municipality) &&
      covers(each.purpose, caller.purpose),
  );
  return categories.every(
    (category) =>
      !asked.some(({ prohibits }) => prohibits.includes(category)) &&
      asked.some((each) => grantsCount(each, caller, { category, basis })),
  );
};
