import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { Category } from '../domain/category.ts';
import { isPublic } from './counting-agreements.ts';
import { covers } from './covers.ts';

/** What is to be counted: of one controller's records in one municipality, what says something of these categories. */
export interface CountedData {
  readonly controller: string;
  readonly municipality: string;
  readonly categories: readonly Category[];
}

/**
 * Whether a caller may have a controller's records counted: its own always, and another's where agreements in force grant each
 * category for the purpose, to everybody's data: on a duty or a public task, asking for nothing of a person (R24). What one
 * agreement prohibits no other grants (R2, step 3).
 */
export const mayCount = (
  inForce: readonly Agreement[],
  caller: AgencyCaller,
  { controller, municipality, categories }: CountedData,
): boolean => {
  if (controller === caller.agency) return true;
  const asked = inForce.filter(
    (each) =>
      each.recipient === caller.agency &&
      each.controller === controller &&
      each.area.includes(municipality) &&
      covers(each.purpose, caller.purpose),
  );
  const grants = (agreement: Agreement, category: Category): boolean =>
    agreement.requires === 'NOTHING' &&
    isPublic(agreement) &&
    agreement.categories.includes(category) &&
    (agreement.roles.length === 0 || agreement.roles.some((role) => caller.roles.includes(role)));
  return categories.every(
    (category) =>
      !asked.some(({ prohibits }) => prohibits.includes(category)) &&
      asked.some((each) => grants(each, category)),
  );
};
