/**
 * What statistics are counted by. A contract says with `@counted(as:)` which of its fields holds it; of whom, the record says: of its
 * person, or where it is of nobody's alone, of its household.
 */
export const countedInputs = [
  'BIRTH_DATE',
  'SEX',
  'RELATION',
  'EMPLOYED',
  'MEMBER_COUNT',
  'ROOMS',
  'FLOOR_AREA',
  'TENANCY_STATUS',
  'RIGHT_TITLE',
  'RIGHT_STATUS',
  'RIGHT_AMOUNT',
  'RIGHT_SINCE',
  'OBSERVED_HEALTH',
  'OBSERVED_HOUSING',
  'OBSERVED_MEANS',
  'OBSERVED_NEED',
] as const;

export type CountedInput = (typeof countedInputs)[number];
