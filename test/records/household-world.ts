import { unitName } from '../../src/identity/gather-households.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import type { TestStore } from './open-store.ts';

/** A contract (`housing`), case (`centre`) or observation (`seen`) as a table of cases writes it. */
export interface SaidUnit {
  readonly register: 'housing' | 'centre' | 'seen';
  readonly unit: string;
  /** Keys of people, the head first. */
  readonly people: readonly string[];
  readonly address: string;
}

interface Somebody {
  readonly givenName: string;
  readonly familyName: string;
  /** yyyy-mm-dd */
  readonly birthDate: string;
  readonly nationalId: string;
}

const weights = [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const beginningOfNumbers = Date.UTC(1940, 0, 1);
const dayLength = 86_400_000;

/** A woman's JMBG of Berane, with the first serial that has a check digit. */
const nationalIdOf = (birthDate: string): string => {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  for (let serial = 500; serial < 1000; serial += 1) {
    const digits = `${day}${month}${year.slice(1)}27${serial}`;
    const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
    const check = 11 - (sum % 11);
    if (check !== 10) return `${digits}${check === 11 ? 0 : check}`;
  }
  throw new Error('no serial has a check digit');
};

const registers = { housing: 'housing', centre: 'centre', seen: 'community' } as const;

/**
 * People and addresses of a world of their own: several worlds lie in one store and have nothing in common. Each person has a
 * number and a birth date that nobody else has, so that who is who is never in question.
 *
 * @param world its number, from 0.
 */
export const householdWorld = (store: TestStore, world: number) => {
  const people = new Map<string, Somebody>();
  const versions = new Map<string, number>();
  const known = new Map<string, string>();
  const somebody = (key: string): Somebody => {
    const number = world * 40 + people.size;
    const birthDate = new Date(beginningOfNumbers + number * 9 * dayLength).toISOString().slice(0, 10);
    const person = people.get(key) ?? {
      ...{
        givenName: `${key[0]?.toUpperCase()}${key.slice(1)}`,
        familyName: `Probić${'abcdefghij'[world % 10]}`,
      },
      ...{ birthDate, nationalId: nationalIdOf(birthDate) },
    };
    people.set(key, person);
    return person;
  };
  const inWorld = (name: string): string => `${name}-w${world}`;
  const addressOf = (address: string): string =>
    address.replace(/ (?=\d)/, ` ${'abcdefghij'[world % 10]}${world} `);
  const items = ({ register, unit, people: keys, address }: SaidUnit): readonly object[] => {
    const [localId, where] = [inWorld(unit), addressOf(address)];
    const version = (versions.get(localId) ?? 0) + 1;
    versions.set(localId, version);
    const named = keys.map((key) => ({ key, ...somebody(key) }));
    if (register === 'seen') {
      const head = named[0] ? `${named[0].givenName} ${named[0].familyName}` : '';
      return [observation({ localId, address: where, householdHead: head })];
    }
    if (register === 'centre') {
      const members = named.map(({ key, ...person }) => member(`${localId}/${key}`, person));
      return [careCase(1, { caseNumber: localId, version, address: where, members })];
    }
    return named.map(({ key, givenName, familyName, birthDate, nationalId }, place) =>
      tenant({
        ...{ rb: `${localId}/${key}`, broj_ugovora: localId, ime: givenName, prezime: familyName },
        ...{ jmbg: nationalId, datum_rodjenja: birthDate.split('-').reverse().concat('').join('.') },
        ...{ adresa: where, stan: '', srodstvo: place === 0 ? 'nosilac' : 'dijete' },
      }),
    );
  };
  return {
    /** Pushes one unit. */
    push: async (said: SaidUnit): Promise<void> => {
      const source = registers[said.register];
      known.set(said.unit, unitName({ source, localId: inWorld(said.unit) }));
      const receipts = await store.take(source, items(said));
      if (receipts.some(({ outcome }) => outcome === 'CONFLICT' || outcome === 'STALE_IGNORED'))
        throw new Error(`${said.unit} was not taken`);
    },
    line: (unit: string) => {
      const [source = '', localId = ''] = (known.get(unit) ?? '').split(' ');
      return { source, localId };
    },
    /** The household of each unit that was pushed. */
    households: async (): Promise<ReadonlyMap<string, string>> => {
      const rows = await store.rows<{ name: string; household: string }>(
        `select source || ' ' || local_id as name, entity_id::text as household from link
          where entity = 'HOUSEHOLD' and ended_at is null`,
      );
      const homes = new Map(rows.map(({ name, household }) => [name, household]));
      return new Map([...known].map(([unit, name]) => [unit, homes.get(name) ?? 'none']));
    },
  };
};

/** The units of each household, in one order. */
export const partitionOf = (households: ReadonlyMap<string, string>): readonly string[] =>
  [...Map.groupBy(households, ([, household]) => household).values()]
    .map((units) =>
      units
        .map(([unit]) => unit)
        .sort()
        .join(' + '),
    )
    .sort();
