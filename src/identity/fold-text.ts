/** The thirty letters of Serbian Cyrillic, already without the marks the key drops; ђ follows đ to `dj`. */
const CYRILLIC_LETTERS: ReadonlyMap<string, string> = new Map([
  ['а', 'a'],
  ['б', 'b'],
  ['в', 'v'],
  ['г', 'g'],
  ['д', 'd'],
  ['ђ', 'dj'],
  ['е', 'e'],
  ['ж', 'z'],
  ['з', 'z'],
  ['и', 'i'],
  ['ј', 'j'],
  ['к', 'k'],
  ['л', 'l'],
  ['љ', 'lj'],
  ['м', 'm'],
  ['н', 'n'],
  ['њ', 'nj'],
  ['о', 'o'],
  ['п', 'p'],
  ['р', 'r'],
  ['с', 's'],
  ['т', 't'],
  ['ћ', 'c'],
  ['у', 'u'],
  ['ф', 'f'],
  ['х', 'h'],
  ['ц', 'c'],
  ['ч', 'c'],
  ['џ', 'dz'],
  ['ш', 's'],
]);

/** Letters that carry a stroke and so do not decompose: no normal form takes it off (DOMAIN 3.2). */
const STROKED_LETTERS: ReadonlyMap<string, string> = new Map([
  ['đ', 'dj'],
  ['ł', 'l'],
]);

const FOLDED_LETTER = /[\u0430-\u045fđł]/gu;
const MARKS = /\p{M}+/gu;
const NOT_LETTERS_OR_DIGITS = /[^\p{L}\p{N}]+/gu;

/**
 * The matching key of DOMAIN 3.2: two spellings of one word, in either script, with or without marks,
 * get the same key. It is for comparing only and is never shown: Latin to Cyrillic is not a function.
 *
 * Total on any string. A lone surrogate is no letter and becomes a space like any other sign.
 */
export function foldText(text: string): string {
  // Marks go before the table, not after: Montenegrin с́ з́ have no composed form, and a stray й or ѓ would
  // otherwise turn into a Cyrillic letter that only a second fold could read.
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(FOLDED_LETTER, (letter) => CYRILLIC_LETTERS.get(letter) ?? STROKED_LETTERS.get(letter) ?? letter)
    .replace(NOT_LETTERS_OR_DIGITS, ' ')
    .trim();
}
