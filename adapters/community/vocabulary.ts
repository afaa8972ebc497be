import { vocabulary } from '../../src/domain/reading/vocabulary.ts';
import type { HousingConcern, MaterialState } from './contract.generated.ts';

/** The form asks in the contract's own words, so these need no others. */
export const materialStateOf = vocabulary<MaterialState>({ SUFFICIENT: [], POOR: [], VERY_POOR: [] });

export const housingConcernOf = vocabulary<HousingConcern>({
  ADEQUATE: [],
  DAMP: [],
  NO_HEATING: [],
  OVERCROWDED: [],
  UNSAFE: [],
});

/** The answers on health that raise no concern. Every other answer does, whatever it says. */
export const unconcernedHealthOf = vocabulary<'GOOD' | 'UNKNOWN'>({
  GOOD: ['dobro', 'добро'],
  UNKNOWN: ['nepoznato', 'непознато'],
});
