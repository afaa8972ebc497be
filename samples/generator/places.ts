export type Municipality = 'Berane' | 'Petnjica';

export interface LocalCommunity {
  readonly municipality: Municipality;
  readonly name: string;
  readonly streets: readonly string[];
  /** Blocks of flats stand in town only. */
  readonly flats: boolean;
  /** Contracts in the municipality's register. */
  readonly housed: number;
  /** Families of the Centre that hold no contract. */
  readonly centreOnly: number;
  /** Families that only the president of the local community has written about. */
  readonly unknown: number;
}

const BERANE_TOWN = { municipality: 'Berane', flats: true } as const;
const BERANE_VILLAGE = { municipality: 'Berane', flats: false } as const;
const PETNJICA_VILLAGE = { municipality: 'Petnjica', flats: false } as const;

/**
 * Uneven on purpose. Statistics may show an area of 50 households and more; smaller ones must be rolled up,
 * and Kaludra is so small that even the roll-up must not let it be computed back.
 */
export const LOCAL_COMMUNITIES: readonly LocalCommunity[] = [
  {
    ...BERANE_TOWN,
    name: 'Park',
    streets: ['Lipov drvored', 'Omladinska', 'Kej kraj Lima', 'Sportska'],
    housed: 61,
    centreOnly: 12,
    unknown: 2,
  },
  {
    ...BERANE_TOWN,
    name: 'Centar',
    streets: ['Stara čaršija', 'Bibliotečka', 'Sahat-kule', 'Učiteljska'],
    housed: 55,
    centreOnly: 12,
    unknown: 2,
  },
  {
    ...BERANE_TOWN,
    name: 'Hareme',
    streets: ['Haremska', 'Česme', 'Đačka', 'Kalemarska'],
    housed: 52,
    centreOnly: 12,
    unknown: 1,
  },
  {
    ...BERANE_TOWN,
    name: 'Pešca',
    streets: ['Pješčana', 'Čamdžijska', 'Vrbova'],
    housed: 32,
    centreOnly: 8,
    unknown: 2,
  },
  {
    ...BERANE_TOWN,
    name: 'Dolac',
    streets: ['Dolačka', 'Ciglarska', 'Željeznička'],
    housed: 20,
    centreOnly: 4,
    unknown: 1,
  },
  {
    ...BERANE_VILLAGE,
    name: 'Buče',
    streets: ['Bučka', 'Crkvenska', 'Voćarska'],
    housed: 13,
    centreOnly: 3,
    unknown: 1,
  },
  {
    ...BERANE_VILLAGE,
    name: 'Rudeš',
    streets: ['Rudeški put', 'Rudarska'],
    housed: 11,
    centreOnly: 2,
    unknown: 1,
  },
  {
    ...BERANE_VILLAGE,
    name: 'Lubnice',
    streets: ['Lubnički put', 'Vodenička'],
    housed: 8,
    centreOnly: 1,
    unknown: 1,
  },
  {
    ...BERANE_VILLAGE,
    name: 'Šekular',
    streets: ['Šekularski put', 'Planinarska'],
    housed: 5,
    centreOnly: 1,
    unknown: 1,
  },
  { ...BERANE_VILLAGE, name: 'Kaludra', streets: ['Kaludarski put'], housed: 3, centreOnly: 0, unknown: 0 },
  {
    municipality: 'Petnjica',
    flats: true,
    name: 'Petnjica',
    streets: ['Bihorska', 'Čaršijska', 'Mlinarska'],
    housed: 47,
    centreOnly: 13,
    unknown: 0,
  },
  {
    ...PETNJICA_VILLAGE,
    name: 'Trpezi',
    streets: ['Trpeški put', 'Pašnjačka'],
    housed: 9,
    centreOnly: 2,
    unknown: 0,
  },
  { ...PETNJICA_VILLAGE, name: 'Bor', streets: ['Borska'], housed: 4, centreOnly: 1, unknown: 0 },
];
