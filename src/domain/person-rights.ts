import type { PersonRight } from './language.ts';
import type { Article6Basis } from './legal-basis.ts';

/** What can always be asked, whatever the basis (R22, DOMAIN.md 2.2): the basis shapes the decision, not the door. */
const always: readonly PersonRight[] = [
  'INFORMATION',
  'ACCESS',
  'RECTIFICATION',
  'ERASURE',
  'RESTRICTION',
  'OBJECTION',
  'NO_AUTOMATED_DECISION',
];

/** The rights of a person whose data are read on this basis: withdrawal on consent alone, portability on consent or contract. */
export const rightsUnder = (article6: Article6Basis): readonly PersonRight[] => [
  ...always,
  ...(article6 === 'A6-1-a' ? (['WITHDRAWAL'] as const) : []),
  ...(article6 === 'A6-1-a' || article6 === 'A6-1-b' ? (['PORTABILITY'] as const) : []),
  'COMPLAINT',
];
