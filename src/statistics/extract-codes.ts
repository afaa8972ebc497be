import type { CountedInput } from '../domain/counted-input.ts';
import type { ExtractColumn } from '../domain/extract-column.ts';
import type { JsonValue } from '../domain/json-value.ts';
import { unknownCode } from './age-bands.ts';
import { ageBandOf } from './extract-ladder.ts';

/** What one record says of what columns are worked out from. */
export type ExtractStatement = Readonly<Partial<Record<CountedInput, JsonValue>>>;

/** The columns whose code is worked out from statements; a place is found by its record. */
export type CodedColumn = Exclude<ExtractColumn, 'PLACE'>;

/** What of a household is not said of it by any register: a value like any other, because that it is not said is known of all. */
const notSaid = 'NOT_SAID';
const none = 'NONE';
const largestSize = 5;
const largestHome = 4;
/** Euros, where each band begins. */
const amountBands = [
  { code: 'LT50', from: 0 },
  { code: '50-99', from: 50 },
  { code: '100-199', from: 100 },
  { code: 'GE200', from: 200 },
] as const;

const textsOf = (statements: readonly ExtractStatement[], input: CountedInput): readonly string[] =>
  statements.flatMap((each) => {
    const value = each[input] ?? null;
    return value === null ? [] : [String(value)];
  });

/** What all agree in, as statistics have it; where they differ nothing is guessed. */
const agreed = (codes: readonly string[]): string =>
  new Set(codes).size === 1 ? (codes[0] as string) : unknownCode;

const wholeYears = (born: string, asOf: string): number =>
  Number(asOf.slice(0, 4)) - Number(born.slice(0, 4)) - (asOf.slice(5) < born.slice(5) ? 1 : 0);

/** Null for what is no birth date of anybody who lives on that day. */
const ageOn = (born: string, asOf: string): number | null => {
  const age = /^\d{4}-\d\d-\d\d$/.test(born) ? wholeYears(born, asOf) : -1;
  return age < 0 ? null : age;
};

const ageBand = (born: string, asOf: string): string => {
  const age = ageOn(born, asOf);
  return age === null ? unknownCode : ageBandOf(age);
};

const grownFrom = 18;
const isGrown = (born: string, asOf: string): boolean => (ageOn(born, asOf) ?? 0) >= grownFrom;

const countUpTo =
  (largest: number) =>
  (text: string): string => {
    const count = Number(text);
    if (!Number.isSafeInteger(count) || count < 1) return unknownCode;
    return count >= largest ? `GE${largest}` : String(count);
  };

const sexes: Readonly<Record<string, string>> = { FEMALE: 'F', MALE: 'M' };
const answers: Readonly<Record<string, string>> = { true: 'YES', false: 'NO' };

const granted = (statements: readonly ExtractStatement[]): readonly ExtractStatement[] =>
  statements.filter(({ RIGHT_STATUS: status }) => status === 'GRANTED');

/** The year of the first right that is granted; NONE where none is. */
const sinceYear = (statements: readonly ExtractStatement[]): string => {
  const rights = granted(statements);
  if (rights.length === 0) return none;
  const [first] = textsOf(rights, 'RIGHT_SINCE').toSorted();
  return first !== undefined && /^\d{4}-/.test(first) ? first.slice(0, 4) : unknownCode;
};

/** The band of the largest right that is granted; NONE where none is. */
const amountBand = (statements: readonly ExtractStatement[]): string => {
  const rights = granted(statements);
  if (rights.length === 0) return none;
  const amounts = textsOf(rights, 'RIGHT_AMOUNT')
    .map(Number)
    .filter((amount) => amount >= 0);
  if (amounts.length < rights.length) return unknownCode;
  const largest = Math.max(...amounts);
  return amountBands.findLast(({ from }) => largest >= from)?.code ?? unknownCode;
};

/**
 * The code of a column, worked out from what open records say: bands and years, never a day, an amount or a text.
 *
 * @param asOf `yyyy-mm-dd`: the day that ages are of.
 */
export const extractCode = (
  column: CodedColumn,
  statements: readonly ExtractStatement[],
  asOf: string,
): string => {
  const agreedOn = (input: CountedInput, codeOf: (text: string) => string): string =>
    agreed(textsOf(statements, input).map(codeOf));
  switch (column) {
    case 'AGE_BAND':
      return agreedOn('BIRTH_DATE', (born) => ageBand(born, asOf));
    case 'SEX':
      return agreedOn('SEX', (sex) => sexes[sex] ?? unknownCode);
    case 'HOUSEHOLD_SIZE':
      return agreedOn('MEMBER_COUNT', countUpTo(largestSize));
    case 'ROOMS':
      return agreedOn('ROOMS', countUpTo(largestHome));
    case 'EMPLOYED':
      // Of a child it is told of nobody: that all children of a class are not employed says nothing of any of them.
      return textsOf(statements, 'BIRTH_DATE').some((born) => !isGrown(born, asOf))
        ? unknownCode
        : agreedOn('EMPLOYED', (employed) => answers[employed] ?? unknownCode);
    case 'TENURE':
      return textsOf(statements, 'TENANCY_STATUS').includes('ACTIVE') ? 'RENT_FR' : notSaid;
    case 'RECIPIENT':
      return granted(statements).length > 0 ? 'YES' : 'NO';
    case 'RIGHT_SINCE':
      return sinceYear(statements);
    case 'RIGHT_AMOUNT':
      return amountBand(statements);
  }
};
