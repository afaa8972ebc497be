import type { Sentence, sentencePlaces } from '../domain/language.ts';
import { purposeOfTerm } from '../domain/purpose.ts';
import type { Language } from './language-file.ts';

type Values<Key extends Sentence> = Readonly<Record<(typeof sentencePlaces)[Key][number], string>>;

/** A sentence of the language with its places filled. */
export const say = <Key extends Sentence>(
  language: Language,
  key: Key,
  ...[values]: (typeof sentencePlaces)[Key]['length'] extends 0 ? [] : [values: Values<Key>]
): string => {
  // Filled in one pass: what stands in a value is never taken for a place.
  const filled: Readonly<Record<string, string>> = values ?? {};
  // And it stays in its line: a name that breaks lines could write a section of its own into a sheet that is signed.
  return language.sentences[key].replace(/\{(\w+)\}/g, (whole, place: string) =>
    (filled[place] ?? whole).replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' '),
  );
};

/** A purpose by its compact IRI, in words. */
export const purposeInWords = (language: Language, term: string): string => {
  const words = language.purposes[purposeOfTerm(term)?.slug ?? ''];
  if (words === undefined) throw new Error('a purpose that no language has words for');
  return words;
};

/** A local day, `yyyy-mm-dd`, as the language writes it. */
export const dayInWords = (language: Language, day: string): string =>
  new Intl.DateTimeFormat(language.locale, {
    year: 'numeric',
    month: language.dates,
    day: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));

const units = { Y: 'year', M: 'month', D: 'day' } as const;

/** A period of years, months and days as contracts write it (`P10Y`, `P1Y6M`), in words. */
export const periodInWords = (language: Language, period: string): string => {
  const parts = [...period.matchAll(/(\d+)([YMD])/g)];
  if (parts.length === 0) throw new Error('a period that has no words');
  return parts
    .map(([, count, unit]) =>
      new Intl.NumberFormat(language.locale, {
        style: 'unit',
        unit: units[unit as keyof typeof units],
        unitDisplay: 'long',
      }).format(Number(count)),
    )
    .join(' ');
};
