/** What a cell's number stands for, by how the spreadsheet shows it. */
export type NumberFormat =
  | { readonly kind: 'NUMBER' }
  /** A format of zeros alone, which writes every digit: `0000000000000`. */
  | { readonly kind: 'DIGITS'; readonly width: number }
  | { readonly kind: 'DATE'; readonly hasTime: boolean }
  | { readonly kind: 'TIME' };

const number: NumberFormat = { kind: 'NUMBER' };
const date: NumberFormat = { kind: 'DATE', hasTime: false };
const dateAndTime: NumberFormat = { kind: 'DATE', hasTime: true };
const time: NumberFormat = { kind: 'TIME' };

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, each) => from + each);

/** Formats that have a number and no code in the file (ECMA-376-1, 18.8.30). */
const builtIn: ReadonlyMap<number, NumberFormat> = new Map<number, NumberFormat>([
  ...[...range(14, 17), ...range(27, 31), 36, ...range(50, 54), 57, 58].map((id) => [id, date] as const),
  ...[18, 19, 20, 21, ...range(32, 35), 45, 46, 47, 55, 56].map((id) => [id, time] as const),
  [22, dateAndTime] as const,
]);

/** Quoted words, escaped and repeated signs, colours and currencies: what is shown and says nothing of the number. */
const DECORATION = /"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi;

/** Reads a format's code, such as `dd.mm.yyyy.` or `#,##0.00 "KM"`. Of several sections the first is for amounts above zero. */
export const formatOfCode = (code: string): NumberFormat => {
  const shown = (code.replace(DECORATION, '').split(';')[0] ?? '').trim();
  if (/^0{2,}$/.test(shown)) return { kind: 'DIGITS', width: shown.length };
  if (/^general$/i.test(shown)) return number;
  const hasDay = /[dy]/i.test(shown) || (/m/i.test(shown) && !/[hs]/i.test(shown));
  const hasTime = /[hs]/i.test(shown);
  if (hasDay) return hasTime ? dateAndTime : date;
  return hasTime ? time : number;
};

/** The format of a number that a file gives no code for. */
export const formatOfNumber = (id: number): NumberFormat => builtIn.get(id) ?? number;
