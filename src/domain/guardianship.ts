import { type Category, specialCategories } from './category.ts';
import { addPeriod } from './local-date.ts';

/** What a court or a guardianship authority gave somebody to decide for a child. COLLISION is for one guardian agency's own reading. */
export const guardianshipScopes = ['ALL', 'PERSONAL', 'HEALTH', 'PROPERTY', 'COLLISION'] as const;
export type GuardianshipScope = (typeof guardianshipScopes)[number];

/** Who may decide so (R9); nobody is a guardian because a register calls them a parent. */
export const guardianshipIssuers = ['COURT', 'GUARDIANSHIP_AUTHORITY'] as const;
export type GuardianshipIssuer = (typeof guardianshipIssuers)[number];

/** What an authority decided: who decides for whom, on what and how long. */
export interface Guardianship {
  readonly id: string;
  /** The hub's own ids of persons. */
  readonly ward: string;
  /** Exactly one of the two. */
  readonly guardian: string | null;
  readonly guardianAgency: string | null;
  readonly scope: GuardianshipScope;
  readonly issuer: GuardianshipIssuer;
  /** The number of the decision. */
  readonly reference: string;
  /** Local dates: from included, until excluded; null for as long as the ward is a child. */
  readonly from: string;
  readonly until: string | null;
}

/** Who decides for a child: a person, or an agency that is its guardian. */
export type Holder = `PERSON ${string}` | `AGENCY ${string}`;

/** The day on which somebody is of age, at its first hour (R9). */
const ofAgeOn = (birthDate: string): string => addPeriod(birthDate, 'P18Y');

/** Whether somebody is a child on a day. An unknown age counts as an adult's; of several, each that is a child's counts. */
export const isChild = (birthDates: readonly string[], today: string): boolean =>
  birthDates.some((birthDate) => ofAgeOn(birthDate) > today);

/** The first day on which nobody decides for them any more: the earliest that a register's birth date gives. */
export const childhoodEnd = (birthDates: readonly string[]): string | null =>
  birthDates.map(ofAgeOn).sort()[0] ?? null;

export const isOpenOn = ({ from, until }: Pick<Guardianship, 'from' | 'until'>, today: string): boolean =>
  from <= today && (until === null || today < until);

const scopeOf = (category: Category): readonly GuardianshipScope[] => {
  if (category === 'FINANCE') return ['ALL', 'PROPERTY'];
  return category === 'HEALTH' ? ['ALL', 'PERSONAL', 'HEALTH'] : ['ALL', 'PERSONAL'];
};

const holderOf = ({ guardian, guardianAgency }: Guardianship): Holder =>
  guardian === null ? `AGENCY ${guardianAgency ?? ''}` : `PERSON ${guardian}`;

/** Every holder of the ward, whatever the scope: any one of them refuses and withdraws (R9). */
export const holdersOf = (guardianships: readonly Guardianship[], today: string): ReadonlySet<Holder> =>
  new Set(guardianships.filter((each) => isOpenOn(each, today)).map(holderOf));

/**
 * Who gives a consent for a child to these categories: of special data all who hold the scope, else any one of them (R9).
 * An agency that is the guardian does not consent to its own reading: a guardian for the collision does in its place.
 *
 * @returns `all` empty where nobody can.
 */
export const giversOf = (
  guardianships: readonly Guardianship[],
  asked: { readonly categories: ReadonlySet<Category>; readonly recipient: string },
  today: string,
): { readonly all: ReadonlySet<Holder>; readonly together: boolean } => {
  const open = guardianships.filter((each) => isOpenOn(each, today));
  const collides = open.some((each) => each.guardianAgency === asked.recipient);
  const holds = ({ scope, guardianAgency }: Guardianship): boolean =>
    guardianAgency !== asked.recipient &&
    (scope === 'COLLISION'
      ? collides
      : [...asked.categories].every((category) => scopeOf(category).includes(scope)));
  const all = open.filter(holds);
  const together = [...asked.categories].some((category) => specialCategories.has(category));
  // In place of the agency: without a guardian for the collision one of those who must all give would be missing.
  const isWhole = !together || !collides || all.some(({ scope }) => scope === 'COLLISION');
  return { all: new Set(isWhole ? all.map(holderOf) : []), together };
};

/** Whether these have given what is asked: all of the givers for special data, else one. */
export const isGivenBy = (
  { all, together }: ReturnType<typeof giversOf>,
  assents: ReadonlySet<Holder>,
): boolean => {
  if (all.size === 0) return false;
  return together ? [...all].every((each) => assents.has(each)) : [...all].some((each) => assents.has(each));
};
