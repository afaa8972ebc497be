import iconv from 'iconv-lite';
import { mistype } from './national-number.ts';
import type { Household, Person } from './population.ts';
import { chooseDate } from './population.ts';
import type { Random } from './random.ts';
import type { Register, TruthLine } from './registers.ts';
import { ADDRESS_MANNERS, truthOf, writeAddress } from './registers.ts';
import { dropDiacritics, writeDj } from './script.ts';

const HEADER =
  'rb;broj_ugovora;ime;prezime;jmbg;datum_rodjenja;srodstvo;adresa;stan;mjesna_zajednica;povrsina_m2;broj_soba;' +
  'status_ugovora;datum_useljenja;zakup_eur;dug_eur;napomena';

const RENT_PER_SQUARE_METRE = 0.45;

const NOTES = ['vlaga u stanu', 'prenaseljeno; više porodica', 'pristupačnost: bez lifta', 'dimnjak zapušen'];

const STATUSES = [
  ['aktivan', 85],
  ['istekao', 10],
  ['raskinut', 5],
] as const;

/** A municipality's register, a row a tenant. windows-1250 has no Cyrillic, so the clerks write Latin only. */
export function writeHousing(source: string, households: readonly Household[], random: Random): Register {
  const rows: string[] = [];
  const truth: TruthLine[] = [];
  const mistyped: string[] = [];

  households.forEach((household, position) => {
    const contract = describeContract(household, position + 1, random);
    household.members.forEach((member, index) => {
      // A child born after the contract was signed is often never entered.
      const entered = index < 2 || household.figure !== undefined || !random.chance(0.03);
      if (!entered) return;
      const localId = String(rows.length + 1);
      const tenant = describeTenant(member, household, index, random);
      if (tenant.mistyped) mistyped.push(localId);
      const chanceNote = household.figure === undefined && random.chance(0.2) ? random.pick(NOTES) : '';
      const cells = [localId, contract.number, ...tenant.cells, ...contract.cells, chanceNote];
      rows.push(cells.map(quoteWhereNeeded).join(';'));
      truth.push(truthOf(source, localId, member, household));
    });
  });

  return { text: [HEADER, ...rows, ''].join('\r\n'), truth, mistyped };
}

/** Throws rather than let a letter that windows-1250 lacks become a question mark. */
export function encodeHousing(text: string): Uint8Array {
  const bytes = iconv.encode(text, 'windows-1250');
  if (iconv.decode(bytes, 'windows-1250') !== text) throw new Error('A name does not fit windows-1250.');
  return bytes;
}

function describeContract(household: Household, position: number, random: Random) {
  const fixed = household.figure?.contract;
  const since = fixed?.since ?? chooseDate(random.between(2010, 2025), random);
  const rooms = random.between(1, 3);
  const area = (rooms * 160 + 150 + random.between(0, 60)) / 10;
  const arrears = fixed?.arrears ?? (random.chance(0.45) ? random.between(2000, 90000) / 100 : 0);
  const status = fixed === undefined ? random.weighted(STATUSES) : 'aktivan';
  const { address } = household;
  const slash = household.figure === undefined && address.flat !== null && random.chance(0.2);
  const manner = household.figure === undefined ? random.weighted(ADDRESS_MANNERS) : 'plain';
  const written = writeAddress(address, manner);
  const serial = String(random.between(1, 999)).padStart(3, '0');

  return {
    number: `SS-${since.slice(0, 4)}/${serial}-${String(position).padStart(5, '0')}`,
    cells: [
      slash ? `${written}/${address.flat}` : written,
      slash || address.flat === null ? '' : String(address.flat),
      household.localCommunity,
      area.toFixed(1).replace('.', ','),
      String(rooms),
      status,
      writeDate(since),
      writeAmount(area * RENT_PER_SQUARE_METRE),
      writeAmount(arrears),
    ],
  };
}

function describeTenant(member: Person, household: Household, index: number, random: Random) {
  const contract = household.figure?.contract;
  if (household.figure !== undefined) {
    const signs = index < (contract?.signatories ?? 1);
    const mistaken = index === 0 ? contract?.headBirthDate : undefined;
    return {
      mistyped: false,
      cells: [
        member.givenName,
        member.familyName,
        mistaken === undefined ? (member.nationalNumber ?? '') : '',
        writeDate(mistaken ?? member.birthDate ?? ''),
        signs ? 'nosilac' : member.relation,
      ],
    };
  }

  const number = random.weighted([
    ['right', 89],
    ['missing', 10],
    ['mistyped', 1],
  ] as const);
  const date = random.weighted([
    ['local', 92],
    ['iso', 6],
    ['missing', 2],
  ] as const);
  const spell = chooseSpelling(random);
  const names = [spell(member.givenName), spell(member.familyName)];
  const nationalNumber = member.nationalNumber ?? '';
  const birthDate = member.birthDate ?? '';
  return {
    mistyped: number === 'mistyped',
    cells: [
      ...(random.chance(0.02) ? names.reverse() : names),
      number === 'missing' ? '' : number === 'mistyped' ? mistype(nationalNumber) : nationalNumber,
      date === 'missing' ? '' : date === 'iso' ? birthDate : writeDate(birthDate),
      member.relation,
    ],
  };
}

function chooseSpelling(random: Random): (name: string) => string {
  return random.weighted([
    [(name: string) => name, 82],
    [writeDj, 12],
    [dropDiacritics, 6],
  ] as const);
}

/** 2019-03-01 -> 01.03.2019. */
function writeDate(date: string): string {
  return date === '' ? '' : `${date.split('-').reverse().join('.')}.`;
}

/** 23.50 -> "23,5" and 0 -> "0", as the municipality's program exports them. */
function writeAmount(amount: number): string {
  return String(Math.round(amount * 100) / 100).replace('.', ',');
}

function quoteWhereNeeded(cell: string): string {
  return cell.includes(';') ? `"${cell}"` : cell;
}
