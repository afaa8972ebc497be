import { ageBands, unknownCode } from './age-bands.ts';

/** One step of generalisation: how places and ages are given. */
export interface ExtractLevel {
  readonly places: 'LOCAL_COMMUNITY' | 'SETTLEMENT' | 'MUNICIPALITY';
  readonly ages: 'BANDS' | 'STAGES' | 'GROWN';
}

/**
 * The steps by which an extract is made coarser, the finest first (full-domain generalisation: every value of a column is given at one
 * level; LeFevre, DeWitt and Ramakrishnan 2005).
 *
 * A chain, and not the whole lattice: of two steps one is as coarse as the other in every column.
 */
export const extractLadder: readonly ExtractLevel[] = [
  { places: 'LOCAL_COMMUNITY', ages: 'BANDS' },
  { places: 'SETTLEMENT', ages: 'BANDS' },
  { places: 'SETTLEMENT', ages: 'STAGES' },
  { places: 'MUNICIPALITY', ages: 'STAGES' },
  { places: 'MUNICIPALITY', ages: 'GROWN' },
];

/** Where a household is, under the name of each level. */
export interface ExtractPlace {
  readonly localCommunity: string;
  readonly settlement: string;
  readonly municipality: string;
}

const stages = [
  { code: 'Y0-17', from: 0 },
  { code: 'Y18-44', from: 18 },
  { code: 'Y45-64', from: 45 },
  { code: 'Y_GE65', from: 65 },
];
const grown = [
  { code: 'Y0-17', from: 0 },
  { code: 'Y_GE18', from: 18 },
];

/** The code of an age in bands that begin where these do. */
const bandOf = (bands: readonly { readonly code: string; readonly from: number }[], age: number): string =>
  bands.findLast(({ from }) => age >= from)?.code ?? unknownCode;

/** The finest code of an age. */
export const ageBandOf = (age: number): string => bandOf(ageBands, age);

/** A band of the finest level as a level gives it; what is not known stays so. */
export const ageAt = ({ ages }: ExtractLevel, code: string): string => {
  const from = ageBands.find((band) => band.code === code)?.from;
  if (from === undefined) return unknownCode;
  return ages === 'BANDS' ? code : bandOf(ages === 'STAGES' ? stages : grown, from);
};

/** A place as a level gives it. */
export const placeAt = ({ places }: ExtractLevel, place: ExtractPlace): string => {
  switch (places) {
    case 'LOCAL_COMMUNITY':
      return place.localCommunity;
    case 'SETTLEMENT':
      return place.settlement;
    case 'MUNICIPALITY':
      return place.municipality;
  }
};
