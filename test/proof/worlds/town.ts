import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import iconv from 'iconv-lite';
import { columns } from '../../../adapters/housing/register-row.ts';
import { NationalNumbers } from '../../../samples/generator/national-number.ts';
import { projectFile } from '../../../src/server/configuration.ts';

/** Somebody a question can be about, as a register writes them. */
export interface Townsperson {
  readonly nationalId: string | null;
  readonly givenName: string;
  readonly familyName: string;
  /** `yyyy-mm-dd`, or null. */
  readonly birthDate: string | null;
}

/** One version of a case as the Centre exports it. */
export interface TownCase {
  readonly caseNumber: string;
  readonly version: number;
  readonly localCommunity: string;
  readonly matter?: string | null;
  readonly members: readonly (Townsperson & { readonly localId: string })[];
  readonly [name: string]: unknown;
}

/** A small town, taken from the samples, with one area that is large enough to be counted by its name. */
export interface Town {
  readonly people: readonly Townsperson[];
  readonly cases: readonly TownCase[];
  readonly localCommunities: readonly string[];
  readonly addresses: readonly string[];
  /** Writes the registers into a directory as `samples/registers` has them. */
  readonly write: (directory: string) => void;
}

type Row = Readonly<Record<string, string>>;

const samples = (name: string): string => projectFile('samples', 'registers', name);

const housingRows = (file: string, most: number): readonly Row[] => {
  const [, ...lines] = iconv
    .decode(readFileSync(samples(file)), 'win1250')
    .trim()
    .split('\r\n');
  return lines.slice(0, most).map((line) => {
    const cells = line.split(';').map((cell) => cell.replace(/^"|"$/g, ''));
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
};

const countedAreas = ['Nova'];
const countedHouseholds = 52;

/** Households of one, so that an area can be named in a count (R24). */
const countedRows = (): readonly Row[] => {
  const numbers = new NationalNumbers();
  return countedAreas.flatMap((area, turn) =>
    Array.from({ length: countedHouseholds }, (_, index): Row => {
      const day = `19${50 + turn}-0${1 + (index % 9)}-1${index % 10}`;
      const number = `${turn + 7}${String(index).padStart(3, '0')}`;
      return {
        rb: number,
        broj_ugovora: `SS-2020/${number}`,
        ime: 'Mira',
        prezime: `Brojić${String.fromCharCode(97 + (index % 26))}${String.fromCharCode(97 + Math.floor(index / 26))}`,
        jmbg: numbers.issue(day, 'F', index * 3),
        datum_rodjenja: day,
        srodstvo: 'nosilac',
        adresa: `${area} put ${index + 1}`,
        mjesna_zajednica: area,
        povrsina_m2: '40,5',
        broj_soba: '2',
        status_ugovora: 'aktivan',
        zakup_eur: '20',
        dug_eur: '0',
      };
    }),
  );
};

const isoDate = (text: string): string | null => {
  const dotted = /^(\d\d)\.(\d\d)\.(\d{4})\.?$/.exec(text);
  return dotted ? `${dotted[3]}-${dotted[2]}-${dotted[1]}` : text || null;
};

const personOfRow = (row: Row): Townsperson => ({
  nationalId: row['jmbg'] || null,
  givenName: row['ime'] ?? '',
  familyName: row['prezime'] ?? '',
  birthDate: isoDate(row['datum_rodjenja'] ?? ''),
});

const csv = (rows: readonly Row[]): Uint8Array => {
  const quoted = (cell: string): string => (cell.includes(';') ? `"${cell}"` : cell);
  const lines = rows.map((row) => columns.map((column) => quoted(row[column] ?? '')).join(';'));
  return iconv.encode(`${[columns.join(';'), ...lines].join('\r\n')}\r\n`, 'win1250');
};

const wanted = /^CSR-(0000[1-9]|00010|00900)$/;

/** A second case that a matter seals, of somebody whom no other register knows, and that nobody leads. */
const otherMatter = (each: TownCase): readonly TownCase[] =>
  each.matter
    ? [
        each,
        {
          ...each,
          ...{ caseNumber: 'CSR-00901', matter: 'M-2026-002' },
          members: each.members.map((member) => ({
            ...member,
            ...{ localId: 'CSR-00901/1', nationalId: null, givenName: 'Senka', birthDate: '1990-02-03' },
          })),
        },
      ]
    : [each];

interface Observed {
  readonly localId: string;
  readonly householdHead: string;
}

/** What two neighbours saw of one family. */
const seenTwice = (observed: Observed): readonly Observed[] => [
  observed,
  { ...observed, localId: `${observed.localId}/2` },
];

const withReferral = (each: TownCase, index: number): TownCase => {
  const [head] = each.members;
  if (each['referrals'] || each.matter || !head || index % 2 === 1) return each;
  const referral = { member: head.localId, agency: 'berane.support', acceptedOn: '2026-06-01' };
  return { ...each, referrals: [referral] };
};

/** Families that two registers know differently: a child whom the Centre alone has met, and one whom it has not. */
const otherMembers = (each: TownCase): TownCase => {
  const [head, ...others] = each.members;
  if (!head) return each;
  const child = {
    ...head,
    ...{ localId: `${each.caseNumber}/9`, nationalId: null, givenName: 'Nikola', birthDate: '2020-05-05' },
    relation: 'dijete',
  };
  if (each.caseNumber === 'CSR-00001') return { ...each, members: [...each.members, child] };
  return each.caseNumber === 'CSR-00007' ? { ...each, members: [head, ...others.slice(0, -1)] } : each;
};

/** As who knows somebody only by half would write them: whether it is they, nobody can tell without looking. */
const halfKnown = (person: Townsperson): Townsperson => ({
  ...person,
  ...{ nationalId: null, givenName: `${person.givenName.slice(0, 1)}.` },
});

/** A second contract of a tenant who is half known. */
const secondContract = ([row]: readonly Row[]): readonly Row[] =>
  row
    ? [{ ...row, rb: '6900', broj_ugovora: 'SS-2021/6900', ime: `${row['ime']?.slice(0, 1)}.`, jmbg: '' }]
    : [];

/** A second case of somebody who is half known, and whom no second contract speaks of. */
const secondCase = (cases: readonly TownCase[]): readonly TownCase[] => {
  const first = cases.find(({ caseNumber }) => caseNumber === 'CSR-00008');
  const [head] = first?.members ?? [];
  if (!first || !head) return [];
  const member = { ...head, ...halfKnown(head), localId: 'CSR-00902/1' };
  return [{ ...first, caseNumber: 'CSR-00902', members: [member], rights: [], referrals: [] }];
};

/** What a neighbour saw of somebody whom no register places there. */
const ofAStranger = ([observed]: readonly Observed[]): readonly Observed[] =>
  observed ? [{ ...observed, localId: `${observed.localId}/3`, householdHead: 'Neko Nepoznat' }] : [];

/** Reads the samples and takes a town of some thirty families out of them. */
export const readTown = (): Town => {
  const rows = housingRows('housing.csv', 27).filter((row) => !row['napomena']?.includes('"'));
  const berane = [...rows, ...secondContract(rows), ...countedRows()];
  const petnjica = housingRows('petnjica/housing.csv', 8);
  const all = readFileSync(samples('centre.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TownCase);
  const inPetnjica = all
    .filter(({ localCommunity }) => ['Petnjica', 'Bor'].includes(localCommunity))
    .slice(0, 4);
  // More of what the samples have little of: clients of the support service, and families that a neighbour saw.
  const ofBerane = all.filter(({ caseNumber }) => wanted.test(caseNumber));
  const cases = [...ofBerane, ...secondCase(ofBerane), ...inPetnjica]
    .map(withReferral)
    .map(otherMembers)
    .flatMap(otherMatter);
  const heads = new Set([...berane, ...petnjica].map((row) => `${row['ime']} ${row['prezime']}`));
  const everySeen = JSON.parse(readFileSync(samples('community.json'), 'utf8')) as readonly Observed[];
  const known = everySeen.filter(({ householdHead }) => heads.has(householdHead));
  const observed = [...new Set([...everySeen.slice(0, 6), ...known])].slice(0, 20);
  const observations = [...observed.flatMap(seenTwice), ...ofAStranger(known)];
  const people = [
    ...berane.slice(0, 32).map(personOfRow),
    ...petnjica.map(personOfRow),
    ...cases.flatMap(({ members }) => members),
  ];
  return {
    people,
    cases,
    localCommunities: [...new Set([...berane, ...petnjica].map((row) => row['mjesna_zajednica'] ?? ''))],
    addresses: [...new Set([...berane.slice(0, 40), ...petnjica].map((row) => row['adresa'] ?? ''))],
    write: (directory) => {
      const files: readonly [string, string | Uint8Array][] = [
        ['housing.csv', csv(berane)],
        ['petnjica/housing.csv', csv(petnjica)],
        ['centre.ndjson', cases.map((each) => `${JSON.stringify(each)}\n`).join('')],
        ['community.json', JSON.stringify(observations)],
      ];
      for (const [name, content] of files) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), content);
      }
    },
  };
};
