import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { covers } from './covers.ts';

/** Whether an agreement lets the caller count the controller's households (R24): everybody's, so it asks for nothing. */
export const mayCount = (agreement: Agreement, caller: AgencyCaller): boolean =>
  agreement.recipient === caller.agency &&
  agreement.requires === 'NOTHING' &&
  agreement.categories.includes('HOUSEHOLD') &&
  !agreement.prohibits.includes('HOUSEHOLD') &&
  covers(agreement.purpose, caller.purpose) &&
  (agreement.roles.length === 0 || agreement.roles.some((role) => caller.roles.includes(role)));
