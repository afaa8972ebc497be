/** The kinds of data a field can hold (DESIGN.md, "Words"). */
export const categories = [
  'IDENTITY',
  'CONTACT',
  'HOUSEHOLD',
  'HOUSING',
  'FINANCE',
  'EMPLOYMENT',
  'EDUCATION',
  'HEALTH',
  'SOCIAL_CARE',
  'PROTECTION',
  'OBSERVATION',
  'DIRECTORY',
] as const;

export type Category = (typeof categories)[number];

/**
 * Categories that hold special data in the sense of GDPR art. 9(1): a grant of one needs an Art. 9 basis (R3).
 * OBSERVATION is among them because a neighbour's word may touch health (R18); SOCIAL_CARE because rights such as the
 * disability allowance name a condition by their very title.
 */
export const specialCategories: ReadonlySet<Category> = new Set<Category>([
  'HEALTH',
  'SOCIAL_CARE',
  'PROTECTION',
  'OBSERVATION',
]);

/**
 * Categories that hold offences, convictions and procedures in the sense of GDPR art. 10: a grant of one needs an Art. 10
 * basis (R3). They stand in PROTECTION and nowhere else.
 */
export const convictionCategories: ReadonlySet<Category> = new Set<Category>(['PROTECTION']);

/** The categories a relationship that the caller itself declared opens until a second named person confirms it (R10). */
export const declaredRelationshipCategories: ReadonlySet<Category> = new Set<Category>([
  'IDENTITY',
  'CONTACT',
]);
