import type { StatisticsMeasure } from './measures.ts';
import type { StatisticsDimension } from './populations.ts';

/** What a measure counts, in words, and where its definition is from. */
export interface MeasureDefinition {
  readonly definition: string;
  readonly source: string;
}

const registers = "The registers' own statements";

export const measureDefinitions: Readonly<Record<StatisticsMeasure, MeasureDefinition>> = {
  PERSONS: { definition: 'Persons whom a register places in a household.', source: registers },
  EMPLOYED_PERSONS: { definition: 'Of these, whom a register says to be employed.', source: registers },
  HOUSEHOLDS: { definition: 'Households with at least one known member.', source: registers },
  TENANT_HOUSEHOLDS: {
    definition: 'Households with a running contract of a social flat.',
    source: 'Eurostat, tenure status: RENT_FR, tenant at a reduced price or free',
  },
  RECIPIENT_HOUSEHOLDS: {
    definition: 'Households with at least one right that is granted.',
    source: registers,
  },
  OVERCROWDED_HOUSEHOLDS: {
    definition:
      'Households with fewer rooms than the rule asks: one for the household, for each couple, for each other adult, for each two from 12 to 17 of one sex and for each of them who is left, and for each two under 12. Where a register leaves open what the answer depends on, it is not known.',
    source: 'Eurostat, EU-SILC, overcrowding rate (ilc_lvho05)',
  },
  SEVERELY_DEPRIVED_HOUSEHOLDS: {
    definition:
      'Overcrowded households whose home has a leaking roof, neither bath nor indoor toilet, or too little light. No register says these yet: of who is overcrowded it is not known.',
    source: 'Eurostat, EU-SILC, severe housing deprivation rate (ilc_mdho06)',
  },
};

export const dimensionDefinitions: Readonly<Record<StatisticsDimension | 'SETTLEMENT', string>> = {
  LOCAL_COMMUNITY:
    'Where the latest record of the household says that it is. Those of fewer than 50 households are put together.',
  SETTLEMENT: 'The sum of its local communities, where each of them is given.',
  AGE_BAND: 'Years of age on the day of the release.',
  SEX: 'As registers state it: F, M, or UNK where none does, or two differ.',
  EMPLOYED: 'Whether a register says that somebody is employed.',
  HOUSEHOLD_TYPE:
    "Eurostat's types (hhtyp). A dependent child is under 18, or from 18 to 24, inactive and living with a parent (EU-SILC).",
  TENURE: 'RENT_FR: a running contract of a social flat. UNK: no register says.',
  RECIPIENT: 'Whether the household has a right that is granted.',
  OVERCROWDED: 'Whether the household has fewer rooms than the rule asks.',
  DEPRIVED: 'Whether its housing deprivation is severe.',
};
