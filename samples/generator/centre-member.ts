import { FAMILY_NAMES } from './names.ts';
import { mistype } from './national-number.ts';
import type { Household, Person } from './population.ts';
import type { Random } from './random.ts';
import { dropDiacritics, toCyrillic, writeDj } from './script.ts';

export interface Member {
  readonly localId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly nationalId: string | null;
  readonly birthDate: string | null;
  readonly sex: string;
  readonly relation: string;
  readonly employed: boolean;
  readonly health: string;
}

const HEALTH = [
  ['dobro', 6],
  ['hronična bolest', 2],
  ['invaliditet', 1],
] as const;

/** A person as the Centre's worker typed them in, with the slips that chance makes. */
export function describeMember(localId: string, person: Person, household: Household, random: Random) {
  const adult = person.birthDate === null || person.birthDate < '2008';
  const state = { employed: adult && random.chance(0.4), health: random.weighted(HEALTH) };
  const plain = plainMember(localId, person);
  if (household.figure !== undefined) return { mistyped: false, member: { ...plain, ...state } };

  const number = random.weighted([
    ['right', 89],
    ['missing', 10],
    ['mistyped', 1],
  ] as const);
  const identity = (name: string): string => name;
  const spell = random.weighted([
    [identity, 85],
    [toCyrillic, 6],
    [writeDj, 6],
    [dropDiacritics, 3],
  ] as const);
  const married = person.relation === 'supružnik' && person.sex === 'F' && random.chance(0.05);
  const familyName = spell(married ? `${person.familyName}-${random.pick(FAMILY_NAMES)}` : person.familyName);
  const givenName = spell(person.givenName);
  const swapped = random.chance(0.02);
  const nationalId =
    number === 'mistyped' && plain.nationalId !== null ? mistype(plain.nationalId) : plain.nationalId;
  return {
    mistyped: number === 'mistyped',
    member: {
      ...plain,
      givenName: swapped ? familyName : givenName,
      familyName: swapped ? givenName : familyName,
      nationalId: number === 'missing' ? null : nationalId,
      ...state,
    },
  };
}

/** A person as they are. */
export function plainMember(localId: string, person: Person) {
  return {
    localId,
    givenName: person.givenName,
    familyName: person.familyName,
    nationalId: person.nationalNumber,
    birthDate: person.birthDate,
    sex: person.sex,
    relation: person.relation,
  };
}
