import { vocabulary } from '../../../../src/domain/reading/vocabulary.ts';
import type { ExampleRegisterHelp } from './contract.generated.ts';

/** The register's `help`, with the words that its clerks write. */
export const helpOf = vocabulary<ExampleRegisterHelp>({
  FOOD: ['hrana', 'paket hrane', 'food parcel'],
  CLOTHES: ['odjeća', 'odeća'],
  FUEL: ['ogrjev', 'ogrev', 'drva'],
  OTHER: ['ostalo'],
});
