import { FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES } from './names.ts';
import type { NationalNumbers, Sex } from './national-number.ts';
import type { LocalCommunity, Municipality } from './places.ts';
import { LOCAL_COMMUNITIES } from './places.ts';
import type { Random } from './random.ts';

export type Relation = 'nosilac' | 'supružnik' | 'dijete';

export interface Person {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly sex: Sex;
  /** Null for a person without papers. */
  readonly birthDate: string | null;
  readonly nationalNumber: string | null;
  readonly relation: Relation;
}

export interface Address {
  readonly street: string;
  readonly house: string;
  readonly flat: number | null;
}

export interface Household {
  readonly id: string;
  readonly municipality: Municipality;
  readonly localCommunity: string;
  readonly address: Address;
  readonly members: readonly Person[];
  /** Which registers hold it; `unknown` families are known to nobody but a neighbour. */
  readonly kind: 'housed' | 'centreOnly' | 'unknown';
  /** Present for the named figures only: their rows are written as told here, without chance disorder. */
  readonly figure?: FigureTraits;
}

export interface FigureTraits {
  /** The contract; drawn by chance where absent. */
  readonly contract?: {
    readonly signatories: 1 | 2;
    readonly arrears: number;
    readonly since: string;
    /** What the clerk wrote for the head by mistake: this birth date, and no JMBG. */
    readonly headBirthDate?: string;
  };
  /** The Centre's case; none where absent. */
  readonly centreCase?: {
    readonly recordedAt: string;
    readonly rights: readonly Right[];
    readonly aidPlan: AidPlan | null;
    readonly referral?: { readonly member: number; readonly acceptedOn: string };
    /** Where the family lived when the case was written. */
    readonly formerly?: { readonly address: Address; readonly localCommunity: string };
  };
  readonly observation?: { readonly observedOn: string; readonly needsHelp: boolean; readonly note: string };
}

export interface Right {
  readonly type: string;
  readonly status: string;
  readonly amountEur: number;
  readonly since: string;
}

export interface AidPlan {
  readonly goal: string;
  readonly reviewDue: string;
}

/** Hands out what must be unique over all registers. */
export class Registry {
  private people = 0;
  private households = 0;
  private readonly taken = new Set<string>();

  nextPerson(): string {
    this.people += 1;
    return `P${String(this.people).padStart(6, '0')}`;
  }

  nextHousehold(): string {
    this.households += 1;
    return `H${String(this.households).padStart(5, '0')}`;
  }

  /** False if somebody already lives there. */
  take(address: Address): boolean {
    const key = `${address.street} ${address.house}/${address.flat ?? ''}`;
    if (this.taken.has(key)) return false;
    this.taken.add(key);
    return true;
  }
}

/** Fills the local communities up to their planned numbers, counting the figures that live there already. */
export function createPopulation(
  figures: readonly Household[],
  registry: Registry,
  numbers: NationalNumbers,
  random: Random,
): Household[] {
  const families: Household[] = [];
  for (const community of LOCAL_COMMUNITIES) {
    for (const kind of ['housed', 'centreOnly', 'unknown'] as const) {
      const present = figures.filter(
        (figure) => figure.localCommunity === community.name && figure.kind === kind,
      ).length;
      for (let count = present; count < community[kind]; count += 1) {
        families.push({
          id: registry.nextHousehold(),
          municipality: community.municipality,
          localCommunity: community.name,
          address: chooseAddress(community, registry, random),
          members: createMembers(registry, numbers, random),
          kind,
        });
      }
    }
  }
  return random.shuffled(families);
}

function chooseAddress(community: LocalCommunity, registry: Registry, random: Random): Address {
  for (;;) {
    const address = {
      street: random.pick(community.streets),
      house: String(random.between(1, 70)),
      flat: community.flats && random.chance(0.55) ? random.between(1, 24) : null,
    };
    // Here and there two families do share a house, and nothing but their names tells them apart.
    if (registry.take(address) || random.chance(0.3)) return address;
  }
}

const SIZES = [
  [1, 12],
  [2, 15],
  [3, 22],
  [4, 25],
  [5, 16],
  [6, 10],
] as const;

function createMembers(registry: Registry, numbers: NationalNumbers, random: Random): Person[] {
  const size = random.weighted(SIZES);
  const couple = size > 1 && random.chance(0.85);
  const children = size - (couple ? 2 : 1);
  const headSex: Sex = random.chance(0.65) ? 'M' : 'F';
  const spouseSex: Sex = headSex === 'M' ? 'F' : 'M';
  const headYear = children > 0 ? random.between(1968, 1997) : random.between(1940, 2000);
  const spouseYear = Math.min(2001, headYear + random.between(-5, 6));
  const familyName = random.pick(FAMILY_NAMES);
  const usedNames = new Set<string>();

  const create = (relation: Relation, sex: Sex, year: number, surname: string): Person => {
    const birthDate = chooseDate(year, random);
    return {
      id: registry.nextPerson(),
      givenName: chooseGivenName(sex, usedNames, random),
      familyName: surname,
      sex,
      birthDate,
      nationalNumber: numbers.issue(birthDate, sex, random.between(0, 499)),
      relation,
    };
  };

  const members = [create('nosilac', headSex, headYear, familyName)];
  if (couple) {
    const ownName = random.chance(0.04) ? random.pick(FAMILY_NAMES) : familyName;
    members.push(create('supružnik', spouseSex, spouseYear, ownName));
  }
  const firstBirth = Math.max(headYear, couple ? spouseYear : headYear) + 20;
  const years = new Set<number>();
  while (years.size < children) {
    years.add(random.between(Math.max(firstBirth, 2003), Math.min(2025, firstBirth + 20)));
  }
  for (const year of years) {
    members.push(create('dijete', random.chance(0.51) ? 'M' : 'F', year, familyName));
  }
  return members;
}

function chooseGivenName(sex: Sex, used: Set<string>, random: Random): string {
  for (;;) {
    const name = random.pick(sex === 'M' ? MALE_NAMES : FEMALE_NAMES);
    if (used.has(name)) continue;
    used.add(name);
    return name;
  }
}

export function chooseDate(year: number, random: Random): string {
  const month = String(random.between(1, 12)).padStart(2, '0');
  const day = String(random.between(1, 28)).padStart(2, '0');
  return `${year}-${month}-${day}`;
}
