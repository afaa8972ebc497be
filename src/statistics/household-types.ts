/**
 * Eurostat's types of household (code list `hhtyp`): adults by number and age, and dependent children by number. A dependent child is
 * somebody under 18, or from 18 to 24 who is inactive and lives with a parent (EU-SILC); the ECHP's other rule, under 16 or to 24,
 * is not used.
 */
export const householdTypes = [
  'A1_LT65',
  'A1_GE65',
  'A1_DCH',
  'A2_2LT65',
  'A2_GE1_GE65',
  'A2_1DCH',
  'A2_2DCH',
  'A2_GE3DCH',
  'A_GE3',
  'A_GE3_DCH',
] as const;
