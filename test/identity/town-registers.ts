import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { addressKey } from '../../src/identity/address-key.ts';
import { nationalIdHashes } from '../../src/identity/national-id.ts';
import type { PersonMention } from '../../src/identity/person-mention.ts';
import type { ObservationMention } from '../../src/identity/resolve-observation.ts';

/** A contract or a case as it is read from a town's file. */
export interface TownUnit {
  source: string;
  unit: string;
  localCommunity: string | null;
  members: (PersonMention & { head: boolean })[];
}

/** Who a local id really is. */
export interface Truth {
  person: string;
  household: string;
}

type Row = Record<string, string>;
interface Case {
  caseNumber: string;
  address: string;
  localCommunity: string;
  members: Record<'localId' | 'givenName' | 'familyName' | 'relation' | 'nationalId' | 'birthDate', string>[];
}
interface Observation {
  localId: string;
  localCommunity: string;
  householdHead: string;
  address: string;
}

const KEY = new TextEncoder().encode('a key for measuring, no more');

/** Reads one town, in file order, as the intake will; `withNationalIds: false` empties every id. */
export function readTown(directory: string, withNationalIds = true) {
  const hashes = (value: string | null) => nationalIdHashes(withNationalIds ? value : null, KEY);
  const housing = new Map<string, TownUnit>();
  for (const row of rows(iconv.decode(readFileSync(`${directory}/housing.csv`), 'win1250'))) {
    const unit = row['broj_ugovora'] ?? '';
    const known = housing.get(unit) ?? {
      source: 'housing',
      unit,
      localCommunity: row['mjesna_zajednica'] || null,
      members: [],
    };
    housing.set(unit, known);
    known.members.push({
      source: 'housing',
      localId: row['rb'] ?? '',
      unit,
      givenName: row['ime'] || null,
      familyName: row['prezime'] || null,
      birthDate: isoDate(row['datum_rodjenja'] ?? ''),
      ...hashes(row['jmbg'] || null),
      address: addressKey(row['adresa'] ?? '', row['stan'] || null),
      municipality: 'town',
      head: row['srodstvo'] === 'nosilac',
    });
  }
  const centre = lines(`${directory}/centre.ndjson`).map((line): TownUnit => {
    const { caseNumber, address, localCommunity, members } = JSON.parse(line) as Case;
    return {
      source: 'centre',
      unit: caseNumber,
      localCommunity,
      members: members.map((member) => ({
        source: 'centre',
        localId: member.localId,
        unit: caseNumber,
        givenName: member.givenName,
        familyName: member.familyName,
        birthDate: member.birthDate,
        ...hashes(member.nationalId),
        address: addressKey(address),
        municipality: 'town',
        head: member.relation === 'nosilac',
      })),
    };
  });
  const written = JSON.parse(readFileSync(`${directory}/community.json`, 'utf8')) as Observation[];
  const observations = written.map((observation): ObservationMention & { localId: string } => ({
    localId: observation.localId,
    municipality: 'town',
    localCommunity: observation.localCommunity,
    headName: observation.householdHead,
    address: addressKey(observation.address),
  }));
  return { units: [...housing.values(), ...centre], observations, truth: readTruth(directory) };
}

function readTruth(directory: string): Map<string, Truth> {
  const truth = rows(readFileSync(`${directory}/truth.csv`, 'utf8'));
  return new Map(
    truth.map((row) => [
      `${row['source']}|${row['local_id']}`,
      { person: row['person'] ?? '', household: row['household'] ?? '' },
    ]),
  );
}

function rows(text: string): Row[] {
  return parse(text, { delimiter: ';', columns: true, bom: true }) as unknown as Row[];
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function isoDate(text: string): string | null {
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})\.?$/.exec(text.trim());
  if (dotted) return `${dotted[3]}-${dotted[2]?.padStart(2, '0')}-${dotted[1]?.padStart(2, '0')}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
}
