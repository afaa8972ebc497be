/** How a municipality's law or a standard says whether a home is too small: for too few rooms, for too little floor, or for either. */
export interface HousingRules {
  readonly id: string;
  /** Said with each number that rests on it: a rule that changes is another one. */
  readonly version: string;
  readonly source: string;
  /** Null where rooms are not asked for. */
  readonly rooms: {
    /** From this age somebody has a room of their own, or shares it as one of a couple. */
    readonly adultFrom: number;
    /** From this age until then children share a room by twos of one sex, and below it by twos. */
    readonly sharingBySexFrom: number;
  } | null;
  /** Square metres for the first member, and for each other; null where floor is not asked for. */
  readonly floorArea: { readonly first: number; readonly each: number } | null;
}

/** The rules of one municipality. */
export interface MunicipalHousingRules extends HousingRules {
  readonly municipality: string;
}

/**
 * Eurostat's room rule: a room for the household, for each couple, for each other adult, for each two of one sex from 12 to 17, for each of
 * these who is left, and for each two under 12 (DOMAIN.md 2.6; Eurostat, ilc_lvho05). Where a municipality's law has no rule of its own.
 */
export const eurostatRooms: HousingRules = {
  id: 'eurostat-rooms',
  version: '2014',
  source: 'Eurostat, EU-SILC, overcrowding rate (ilc_lvho05)',
  rooms: { adultFrom: 18, sharingBySexFrom: 12 },
  floorArea: null,
};
