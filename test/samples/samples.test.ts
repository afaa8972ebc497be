import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { stdnum } from 'stdnum';
import { describe, expect, it } from 'vitest';
import { generateRegisters, generateSamples } from '../../samples/generate.ts';

interface Tenant {
  rb: string;
  broj_ugovora: string;
  ime: string;
  prezime: string;
  jmbg: string;
  datum_rodjenja: string;
  srodstvo: string;
  adresa: string;
  mjesna_zajednica: string;
  dug_eur: string;
}

interface TruthRow {
  source: string;
  local_id: string;
  person: string;
  household: string;
}

interface Member {
  localId: string;
  givenName: string;
  familyName: string;
  nationalId: string | null;
  birthDate: string | null;
  sex: string;
}

interface CaseLine {
  version: number;
  caseNumber: string;
  address: string;
  localCommunity: string;
  members: Member[];
  rights: { type: string }[];
  referrals?: { member: string; agency: string; acceptedOn: string }[];
  matter?: string;
}

interface Observation {
  localId: string;
  householdHead: string;
  address: string;
}

const folder = new URL('../../samples/', import.meta.url);
const readBytes = (path: string): Buffer => readFileSync(new URL(`registers/${path}`, folder));
const readHousing = (path: string): Tenant[] =>
  parse(iconv.decode(readBytes(path), 'windows-1250'), { columns: true, delimiter: ';' });

const housing = readHousing('housing.csv');
const petnjica = readHousing('petnjica/housing.csv');
const centreText = readBytes('centre.ndjson').toString('utf8').trimEnd().split('\n');
const centre = centreText.map((line): CaseLine => JSON.parse(line));
const community: Observation[] = JSON.parse(readBytes('community.json').toString('utf8'));
const truth: TruthRow[] = parse(readBytes('truth.csv'), { columns: true, delimiter: ';' });

const tenant = (localId: string): Tenant => find(housing, (row) => row.rb === localId);
const caseOf = (number: string): CaseLine => find(centre, (line) => line.caseNumber === number);
const member = (line: CaseLine, position: number): Member => find([line.members[position]], () => true);
const truthOf = (source: string, localId: string): TruthRow =>
  find(truth, (row) => row.source === source && row.local_id === localId);

function find<T>(items: readonly (T | undefined)[], matches: (item: T) => boolean): T {
  const found = items.find((item) => item !== undefined && matches(item));
  if (found === undefined) throw new Error('Not in the samples.');
  return found;
}

describe('the sample registers', () => {
  it('are, byte for byte, what the generator writes', () => {
    const files = generateRegisters();
    expect([...files.keys()].sort()).toEqual([
      'centre.ndjson',
      'community.json',
      'housing.csv',
      'petnjica/housing.csv',
      'truth.csv',
    ]);
    for (const [path, bytes] of files) {
      expect(Buffer.compare(Buffer.from(bytes), readBytes(path)), path).toBe(0);
    }
  });

  it('hold valid JMBGs with the right birth date and sex, except the mistyped few', () => {
    const { mistyped } = generateSamples();
    const records = [
      ...housing.map((row) => ({ key: `housing;${row.rb}`, number: row.jmbg })),
      ...petnjica.map((row) => ({ key: `petnjica/housing;${row.rb}`, number: row.jmbg })),
      ...centre.flatMap((line) =>
        line.members.map((person) => ({ key: `centre;${person.localId}`, number: person.nationalId })),
      ),
    ];
    const held = records.filter(({ number }) => number);
    for (const { key, number } of held) {
      expect(stdnum['ME']?.['jmbg']?.validate(number ?? '').isValid, key).toBe(!mistyped.has(key));
    }
    const missing = 1 - held.length / records.length;
    expect(missing).toBeGreaterThan(0.06);
    expect(missing).toBeLessThan(0.14);
    expect(mistyped.size).toBeGreaterThanOrEqual(10);
    expect(mistyped.size / records.length).toBeLessThan(0.02);

    for (const { nationalId, birthDate, sex, localId } of centre.flatMap((line) => line.members)) {
      if (nationalId === null || birthDate === null) continue;
      const [year, month, day] = birthDate.split('-');
      expect(nationalId.slice(0, 7), localId).toBe(`${day}${month}${year?.slice(1)}`);
      if (!mistyped.has(`centre;${localId}`)) expect(Number(nationalId[9]) < 5, localId).toBe(sex === 'M');
    }
  });

  it('tell of every local id whose it is', () => {
    const expected = new Set([
      ...housing.map((row) => `housing;${row.rb}`),
      ...petnjica.map((row) => `petnjica/housing;${row.rb}`),
      ...centre.flatMap((line) => line.members.map((person) => `centre;${person.localId}`)),
      ...community.map((observation) => `community;${observation.localId}`),
    ]);
    expect(new Set(truth.map((row) => `${row.source};${row.local_id}`))).toEqual(expected);
    expect(truth).toHaveLength(expected.size);
  });

  it('are spread unevenly over the local communities', () => {
    const communityOf = new Map<string, string>();
    const note = (source: string, localId: string, localCommunity: string): void => {
      const household = truthOf(source, localId).household;
      if (!communityOf.has(household)) communityOf.set(household, localCommunity);
    };
    for (const row of housing) note('housing', row.rb, row.mjesna_zajednica);
    for (const row of petnjica) note('petnjica/housing', row.rb, row.mjesna_zajednica);
    for (const line of centre) note('centre', member(line, 0).localId, line.localCommunity);
    const counts: Record<string, number> = {};
    for (const name of communityOf.values()) counts[name] = (counts[name] ?? 0) + 1;
    expect(counts).toEqual({
      Park: 73,
      Centar: 67,
      Hareme: 64,
      Pešca: 40,
      Dolac: 24,
      Buče: 16,
      Rudeš: 13,
      Lubnice: 9,
      Šekular: 6,
      Kaludra: 3,
      Petnjica: 60,
      Trpezi: 11,
      Bor: 5,
    });
  });

  it('bring newer versions, late older ones and exact repetitions', () => {
    expect(new Set(centre.map((line) => line.version))).toEqual(new Set([1, 2, 3]));
    expect(new Set(centreText).size).toBeLessThan(centreText.length);
    const newest = new Map<string, number>();
    const seen = new Set<string>();
    const late = centre.filter((line) => {
      const isFirstSight = !seen.has(`${line.caseNumber}/${line.version}`);
      const isOlder = line.version < (newest.get(line.caseNumber) ?? 0);
      seen.add(`${line.caseNumber}/${line.version}`);
      newest.set(line.caseNumber, Math.max(line.version, newest.get(line.caseNumber) ?? 0));
      return isFirstSight && isOlder;
    });
    expect(late.length).toBeGreaterThan(0);
  });
});

describe('the named figures', () => {
  it('Ana and Rifat both sign, are in arrears, and Ana is referred', () => {
    const rows = ['1', '2', '3'].map(tenant);
    expect(rows.map((row) => row.ime)).toEqual(['Ana', 'Rifat', 'Sara']);
    expect(rows.map((row) => row.srodstvo)).toEqual(['nosilac', 'nosilac', 'dijete']);
    expect(new Set(rows.map((row) => row.broj_ugovora)).size).toBe(1);
    expect(housing.filter((row) => row.dug_eur === '598,52')).toEqual(rows);
    const line = caseOf('CSR-00001');
    expect(line.members.map((person) => person.nationalId)).toEqual(rows.map((row) => row.jmbg));
    expect(line.referrals).toEqual([
      { member: 'CSR-00001/000001', agency: 'berane.support', acceptedOn: '2026-04-02' },
    ]);
  });

  it('Jelena has an ordinary tenancy, an ordinary case and one sealed line', () => {
    expect(['4', '5', '6'].map((localId) => tenant(localId).ime)).toEqual(['Marko', 'Jelena', 'Luka']);
    const ordinary = caseOf('CSR-00002');
    expect(ordinary.members.map((person) => person.givenName)).toEqual(['Marko', 'Jelena', 'Luka']);
    const sealed = centre.filter((line) => line.matter !== undefined);
    expect(sealed.map((line) => [line.caseNumber, line.matter])).toEqual([['CSR-00900', 'M-2026-001']]);
    expect(member(caseOf('CSR-00900'), 0).nationalId).toBe(member(ordinary, 1).nationalId);
    expect(caseOf('CSR-00900').members).toHaveLength(1);
  });

  it('Dragan the son bears the birth date of Dragan the father', () => {
    const row = tenant('7');
    const father = member(caseOf('CSR-00003'), 0);
    const son = member(caseOf('CSR-00004'), 0);
    expect([row.jmbg, row.datum_rodjenja, father.birthDate]).toEqual(['', '17.04.1958.', '1958-04-17']);
    expect([row.ime, row.prezime]).toEqual([father.givenName, father.familyName]);
    expect(row.adresa).toBe(caseOf('CSR-00003').address);
    expect(housing.filter((other) => other.broj_ugovora === row.broj_ugovora)).toEqual([row]);
    expect(truthOf('housing', '7').person).toBe(truthOf('centre', son.localId).person);
    expect(truthOf('housing', '7').person).not.toBe(truthOf('centre', father.localId).person);
  });

  it('Sevda has a name and nothing else, Branka has only a case', () => {
    const sevda = member(caseOf('CSR-00005'), 0);
    expect([sevda.nationalId, sevda.birthDate]).toEqual([null, null]);
    expect(find(community, (one) => one.localId === 'MZ-00002').householdHead).toBe('Sevda Tunarić');
    const branka = caseOf('CSR-00006');
    expect(branka.rights).toHaveLength(2);
    const numbers = branka.members.map((person) => person.nationalId);
    expect(numbers).not.toContain(null);
    expect(housing.filter((row) => numbers.includes(row.jmbg) || row.prezime === 'Plotarić')).toEqual([]);
  });

  it('Milena and Milana are two', () => {
    const [first, second] = [tenant('9'), tenant('10')];
    expect(first.datum_rodjenja).toBe(second.datum_rodjenja);
    expect(first.adresa).toBe(second.adresa);
    expect(first.jmbg).not.toBe(second.jmbg);
    const numbers = caseOf('CSR-00007').members.map((person) => person.nationalId);
    expect(numbers.slice(1)).toEqual([first.jmbg, second.jmbg]);
  });

  it('are written down in the README', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    for (const line of centre.slice(0, 7)) {
      expect(readme).toContain(line.caseNumber);
      for (const person of line.members) expect(readme).toContain(person.familyName);
    }
    expect(readme).toContain('CSR-00900/009001');
  });
});
