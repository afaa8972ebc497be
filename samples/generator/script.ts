/** The ways in which one name is written in different offices. */

const DIGRAPHS: readonly (readonly [string, string])[] = [
  ['lj', 'љ'],
  ['nj', 'њ'],
  ['dž', 'џ'],
];

const LATIN = 'abvgdđežzijklmnoprstćufhcčš';
const CYRILLIC = 'абвгдђежзијклмнопрстћуфхцчш';

/** Right for the names of this sample only: none holds an "nj" or "dž" that is two sounds. */
export function toCyrillic(text: string): string {
  return text
    .replace(/lj|nj|dž/giu, (pair) => {
      const letter = DIGRAPHS.find(([latin]) => latin === pair.toLowerCase())?.[1] ?? pair;
      return isUpper(pair.charAt(0)) ? letter.toUpperCase() : letter;
    })
    .replace(/\p{Script=Latin}/gu, (latin) => {
      const letter = CYRILLIC[LATIN.indexOf(latin.toLowerCase())] ?? latin;
      return isUpper(latin) ? letter.toUpperCase() : letter;
    });
}

export function writeDj(text: string): string {
  return text.replaceAll('Đ', 'Dj').replaceAll('đ', 'dj');
}

/** As typed on a keyboard without our letters. */
export function dropDiacritics(text: string): string {
  return writeDj(text)
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '');
}

function isUpper(letter: string): boolean {
  return letter !== letter.toLowerCase();
}
