import type { CountedInput } from './counted-input.ts';

/** The columns that rows of an extract can have: a closed list, and never a text, a name, an id or a day. */
export const extractColumns = [
  'PLACE',
  'AGE_BAND',
  'SEX',
  'HOUSEHOLD_SIZE',
  'ROOMS',
  'EMPLOYED',
  'TENURE',
  'RECIPIENT',
  'RIGHT_SINCE',
  'RIGHT_AMOUNT',
] as const;

export type ExtractColumn = (typeof extractColumns)[number];

/** From which fields of which records a column is worked out. */
export interface ExtractSource {
  /** Whether records of the person say it, or those of the household that are of nobody's alone. */
  readonly of: 'PERSON' | 'HOUSEHOLD';
  /** What of a contract's `@counted(as:)` it is worked out from. */
  readonly inputs: readonly CountedInput[];
  /** The hub's own field whose statements it is worked out from beside these; null for none. */
  readonly stated: string | null;
}

/** What everybody in an extract is there by: a register says that they are one of a household. */
export const membershipSource: ExtractSource = { of: 'PERSON', inputs: ['RELATION'], stated: null };

const counted = (of: ExtractSource['of'], ...inputs: readonly CountedInput[]): ExtractSource => ({
  of,
  inputs,
  stated: null,
});

/** The one place that says what a column rests on: agreement and consents must name the category of every field of it. */
export const extractSources: Readonly<Record<ExtractColumn, ExtractSource>> = {
  PLACE: { of: 'HOUSEHOLD', inputs: [], stated: 'Household.localCommunity' },
  AGE_BAND: counted('PERSON', 'BIRTH_DATE'),
  SEX: counted('PERSON', 'SEX'),
  HOUSEHOLD_SIZE: counted('HOUSEHOLD', 'MEMBER_COUNT'),
  ROOMS: counted('HOUSEHOLD', 'ROOMS'),
  EMPLOYED: counted('PERSON', 'EMPLOYED', 'BIRTH_DATE'),
  TENURE: counted('HOUSEHOLD', 'TENANCY_STATUS'),
  RECIPIENT: counted('HOUSEHOLD', 'RIGHT_STATUS'),
  RIGHT_SINCE: counted('HOUSEHOLD', 'RIGHT_STATUS', 'RIGHT_SINCE'),
  RIGHT_AMOUNT: counted('HOUSEHOLD', 'RIGHT_STATUS', 'RIGHT_AMOUNT'),
};

/**
 * What a neighbour could know of somebody, and so find their row by (a quasi-identifier: Sweeney 2002). What is not here is what
 * nobody may learn of somebody whose row they have found among others (a sensitive attribute: Machanavajjhala et al. 2007).
 */
const identifying: ReadonlySet<ExtractColumn> = new Set([
  'PLACE',
  'AGE_BAND',
  'SEX',
  'HOUSEHOLD_SIZE',
  'ROOMS',
]);

export const isIdentifying = (column: ExtractColumn): boolean => identifying.has(column);

/** How long an extract can be fetched from its release, and how long it waits to be approved. */
export const extractDays = 30;
