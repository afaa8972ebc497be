import type { NumberFormat } from './xlsx-number-format.ts';

/** A cell as the sheet writes it. */
export interface SheetCell {
  /** `n` a number, `s` a place among the shared texts, `str`, `inlineStr`, `b`, `d`, `e` (ECMA-376-1, 18.18.11). */
  readonly type: string;
  /** Null where the cell holds a formula that nobody calculated. */
  readonly value: string | null;
  readonly format: NumberFormat;
}

/** What a cell is read with. */
export interface CellReading {
  readonly sharedTexts: readonly string[];
  /** Whether days are counted from 1904, as old spreadsheets of one maker did. */
  readonly from1904: boolean;
  /** Whether the column is one of signs, in which no number may have been made of them. */
  readonly isText: boolean;
}

/** A cell's text, or why it cannot be read. */
export type CellText = { readonly text: string } | { readonly reason: string };

const noNumber: CellText = { reason: 'This number cannot be read as it was written.' };
const lostZeros: CellText = {
  reason: 'This was made a number and may have lost its leading zeros. Write the column as text.',
};

/** A spreadsheet keeps fifteen digits; what was longer ends in zeros that nobody wrote. */
const mostDigits = 15;

/** Twelve digits that are a national id once the zero stands before them that a number cannot have: day 01 to 09, then a month. */
const SHORTENED_NATIONAL_ID = /^[1-9](?:0[1-9]|1[0-2])\d{9}$/;

const textOfNumber = (value: number, format: NumberFormat, isText: boolean): CellText => {
  const text = String(Number(value.toPrecision(mostDigits)));
  if (/e/i.test(text)) return noNumber;
  if (Number.isInteger(value) && Math.abs(value) >= 10 ** mostDigits) return noNumber;
  if (format.kind === 'DIGITS' && /^\d+$/.test(text)) return { text: text.padStart(format.width, '0') };
  if (isText || SHORTENED_NATIONAL_ID.test(text)) return lostZeros;
  return { text };
};

const dayMilliseconds = 86_400_000;
const lastDay = 2_958_465;

/** Days are counted from 1900 as if it had a 29 February, which is day 60 and never was. */
const firstDayOf = (day: number, from1904: boolean): number | null => {
  if (from1904) return Date.UTC(1904, 0, 1);
  if (day < 1 || day === 60) return null;
  return day < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
};

const textOfDate = (value: number, hasTime: boolean, from1904: boolean): CellText => {
  const seconds = Math.round(value * 86_400);
  const day = Math.floor(seconds / 86_400);
  const first = firstDayOf(day, from1904);
  if (first === null || day < 0 || day > lastDay) return { reason: 'This date cannot be read.' };
  const instant = new Date(first + day * dayMilliseconds + (seconds % 86_400) * 1000).toISOString();
  return { text: hasTime && seconds % 86_400 !== 0 ? instant.slice(0, 19) : instant.slice(0, 10) };
};

const textOfTime = (value: number): CellText => {
  const seconds = Math.round(value * 86_400);
  if (seconds < 0 || seconds >= 86_400) return { reason: 'This time cannot be read.' };
  return { text: new Date(seconds * 1000).toISOString().slice(11, 19) };
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?$/i;

/** The text that the register means by a cell: a day as `yyyy-mm-dd`, an amount with a point, digits with all their zeros. */
export const textOfCell = (cell: SheetCell, { sharedTexts, from1904, isText }: CellReading): CellText => {
  const { type, value, format } = cell;
  if (value === null) return { reason: 'This holds a formula that was not calculated.' };
  if (type === 's') {
    const text = /^\d{1,9}$/.test(value) ? sharedTexts[Number(value)] : undefined;
    return text === undefined ? { reason: 'This text is missing from the file.' } : { text };
  }
  if (type === 'str' || type === 'inlineStr') return { text: value };
  if (type === 'b') return { text: value === '1' ? 'true' : 'false' };
  if (type === 'd') return { text: value.replace(/T00:00:00(?:\.0+)?Z?$/, '') };
  if (type !== 'n') return { reason: 'This holds an error of the spreadsheet.' };
  if (value === '') return { text: '' };
  const numeric = NUMBER.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(numeric)) return noNumber;
  if (format.kind === 'DATE') return textOfDate(numeric, format.hasTime, from1904);
  if (format.kind === 'TIME') return textOfTime(numeric);
  return textOfNumber(numeric, format, isText);
};
