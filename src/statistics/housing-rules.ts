/** How a municipality's law or a standard says whether a home is too small. */
export interface HousingRules {
  readonly id: string;
  /** Said with each number that rests on it: a rule that changes is another one. */
  readonly version: string;
  readonly source: string;
  /** From this age somebody has a room of their own, or shares it as one of a couple. */
  readonly adultFrom: number;
  /** From this age until then children share a room by twos of one sex, and below it by twos. */
  readonly sharingBySexFrom: number;
}

/**
 * Eurostat's room rule: a room for the household, for each couple, for each other adult, for each two of one sex from 12 to 17, for each of
 * these who is left, and for each two under 12 (DOMAIN.md 2.6; Eurostat, ilc_lvho05).
 */
export const eurostatRooms: HousingRules = {
  id: 'eurostat-rooms',
  version: '2014',
  source: 'Eurostat, EU-SILC, overcrowding rate (ilc_lvho05)',
  adultFrom: 18,
  sharingBySexFrom: 12,
};
