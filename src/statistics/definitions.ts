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
  OBSERVATIONS: {
    definition:
      'What presidents of local communities saw of a household and sent in, in the thirty days for which it is kept, and what was closed since.',
    source: 'The community portals, as they sent it: claims, and no statements of a register',
  },
  OBSERVED_NEEDS: {
    definition: 'Of these, those that say that the household needs help.',
    source: 'The community portals, as they sent it: claims, and no statements of a register',
  },
  TENANCIES: { definition: 'Running contracts of social flats.', source: registers },
  TENANT_HOUSEHOLDS: {
    definition: 'Households with a running contract of a social flat.',
    source: 'Eurostat, tenure status: RENT_FR, tenant at a reduced price or free',
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
  RECIPIENT_HOUSEHOLDS: {
    definition: 'Households with at least one right that is granted.',
    source: registers,
  },
  GRANTED_RIGHTS: {
    definition:
      'Rights that are granted: one for each household and right. By right, the share is of all who asked for it: how far it reaches.',
    source: registers,
  },
  GRANTED_AMOUNT: {
    definition:
      'Euros that decisions grant, a month or once, as they state them; what states no amount adds nothing. The mean is by household.',
    source: registers,
  },
  ASKED_RIGHTS: {
    definition: 'Rights that were asked for, whatever was decided: one for each household and right.',
    source: registers,
  },
  UNMET_RIGHTS: {
    definition:
      'Of these, the rights that are not decided yet or were refused, and not granted to the same household.',
    source: registers,
  },
  WAITING_TIME: {
    definition:
      'Rights that are asked for and not decided. The amount is the days for which they have been, to the day of the release, and the mean the days for each.',
    source: registers,
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
  EQUIVALISED_SIZE:
    'The size of the household by the modified OECD scale: 1 for the first member, 0.5 for each other from 14 years, 0.3 for each younger one.',
  RIGHT:
    'What a household asked for, as most decisions write it. Rights of fewer than 11 households are put together. For a whole municipality alone.',
  CONCERN:
    'Of what an observation tells: health, housing, means, several of these, or none. For a whole municipality alone.',
  OBSERVATION_STATE:
    'RECEIVED, or CLOSED once its thirty days are over: then it says nothing more, and all else of it is UNK.',
  NEEDS_HELP: 'Whether whoever saw it says that the household needs help.',
  RIGHT_STATUS: 'What was decided: GRANTED, REFUSED, or PENDING where nothing is yet.',
  MONTH:
    'Since when it is so, as the decision states it: each of the twelve months that end with the release, or EARLIER. The month of a whole table is its `period`.',
};
