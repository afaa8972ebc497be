import { type Cube, sumCube } from '../../../src/statistics/cube.ts';
import type { CaseLine } from '../../harness/registers.ts';
import { Random } from '../../proof/random.ts';

interface Area {
  readonly households: number;
  readonly recipients: number;
  /** Of each household that receives aid. */
  readonly members: number;
}

/** The story's local communities. Ana's family is one of Park's eighty, and one of the forty there that receive aid. */
export const areas: Readonly<Record<string, Area>> = {
  Park: { households: 79, recipients: 39, members: 3 },
  Centar: { households: 70, recipients: 30, members: 3 },
  Lubnice: { households: 60, recipients: 60, members: 2 },
  Šekular: { households: 55, recipients: 1, members: 12 },
  Hareme: { households: 14, recipients: 14, members: 4 },
};

const syllables = [
  'ba',
  'vo',
  'ges',
  'dri',
  'zu',
  'kol',
  'mir',
  'neš',
  'pa',
  'ruk',
  'sti',
  'tre',
  'ćuk',
  'ljo',
  'žan',
  'hod',
];

/** Names and days that look like nobody else's: families of one name and age would be taken for one. */
const drawnOf = (number: number, what: number) => {
  const random = new Random('s24', number, what);
  const name = Array.from({ length: 4 }, () => random.pick(syllables)).join('');
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    name,
    birthDate: `${1945 + random.below(70)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
  };
};

/** One case for each family, as the Centre exports them. */
export const areaCases = (): readonly CaseLine[] =>
  Object.entries(areas).flatMap(([localCommunity, { households, recipients, members }], area) =>
    Array.from({ length: households }, (_value, place): CaseLine => {
      const number = (area + 2) * 1000 + place;
      const caseNumber = `CSR-${String(number).padStart(5, '0')}`;
      const receives = place < recipients;
      return {
        ...{ version: 1, recordedAt: '2026-03-12T09:20:00Z', caseNumber, localCommunity },
        address: `${drawnOf(number, 99).name} ${place + 1}`,
        members: Array.from({ length: receives ? members : 2 }, (_member, index) => ({
          ...{
            localId: `${caseNumber}/${index}`,
            givenName: drawnOf(number, index + 1).name,
            familyName: drawnOf(number, 0).name,
          },
          ...{
            nationalId: null,
            birthDate: drawnOf(number, index + 1).birthDate,
            sex: index % 2 === 0 ? 'F' : 'M',
          },
          ...{ relation: index === 0 ? 'nosilac' : 'dijete', employed: index === 0, health: 'dobro' },
        })),
        rights: receives
          ? [{ type: 'materijalno obezbjeđenje', status: 'priznato', amountEur: 100, since: '2025-01-01' }]
          : [],
        aidPlan: null,
      };
    }),
  );

/** The truth: households by where they live and whether they receive aid. Hareme is told together with Centar, which is in its settlement. */
export const asCube = (cases: readonly CaseLine[]): Cube => {
  const together = 'Berane: OTHER';
  const named = [together, 'Lubnice', 'Park', 'Šekular'];
  return sumCube(
    [
      { name: 'LOCAL_COMMUNITY', codes: named, sensitive: [] },
      { name: 'RECIPIENT', codes: ['YES', 'NO'], sensitive: ['YES', 'NO'] },
    ],
    cases.map(({ localCommunity, rights }) => ({
      codes: [
        named.includes(String(localCommunity)) ? String(localCommunity) : together,
        Array.isArray(rights) && rights.length > 0 ? 'YES' : 'NO',
      ],
      persons: 1,
      households: 1n,
    })),
  );
};
