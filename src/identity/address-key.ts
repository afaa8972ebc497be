import { foldText } from './fold-text.ts';
import { loosenText } from './loosen-text.ts';

/** An address as it is compared: folded, so the three ways a town writes it come out the same. */
export interface AddressKey {
  readonly street: string;
  /** The house number with its letter, or `bb` for a house without one. */
  readonly number: string;
  readonly flat: string | null;
}

const STREET_WORDS: ReadonlySet<string> = new Set(['ul', 'ulica']);
const NUMBER_WORDS: ReadonlySet<string> = new Set(['br', 'broj']);
const FLAT_WORDS: ReadonlySet<string> = new Set(['st', 'stan']);
/** Words before a number that is neither the house's nor the flat's. */
const OTHER_NUMBER_WORDS: ReadonlySet<string> = new Set(['sprat', 'ulaz', 'lamela']);
/** Four digits at most: a longer number after the street is a postal code. */
const HOUSE_NUMBER = /^[0-9]{1,4}[a-z]?$/;
const ROMAN_NUMERAL = /^[ivx]{2,}$/;
const ROMAN_VALUES: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

/**
 * Reads an address in either script into its key (DOMAIN 3.2): "Ul. Rudeška 18" with flat 5, "Rudeška 18/5",
 * "Rudeška br. 18" and "Рудешка 18" differ in the flat alone. The number is the last one that is not the first
 * word, because streets are named for dates ("29. novembra 84").
 *
 * A flat in its own column wins: a "/5" beside it belongs to the house number. Null when no number can be
 * found, for half an address would make strangers neighbours.
 */
export function addressKey(address: string, flat?: string | null): AddressKey | null {
  const [beforeSlash = '', afterSlash = ''] = address.normalize('NFKC').split('/');
  const words = foldText(beforeSlash).split(' ');
  if (words.length > 1 && STREET_WORDS.has(words[0] ?? '')) words.shift();

  const flatAt = words.findIndex(
    (word, index) => index > 0 && FLAT_WORDS.has(word) && /^[0-9]/.test(words[index + 1] ?? ''),
  );
  const flatInWords = flatAt > 0 ? (words[flatAt + 1] ?? '') : '';
  if (flatAt > 0) words.length = flatAt;

  const numberAt = words.findLastIndex(
    (word, index) =>
      index > 0 &&
      (word === 'bb' || HOUSE_NUMBER.test(word)) &&
      !OTHER_NUMBER_WORDS.has(words[index - 1] ?? ''),
  );
  if (numberAt < 1) return null;
  const streetWords = words
    .slice(0, numberAt)
    .filter((word, index) => index === 0 || !NUMBER_WORDS.has(word));
  const letter = words[numberAt + 1] ?? '';
  const houseNumber = withoutZeros(words[numberAt] ?? '') + (/^[a-z]$/.test(letter) ? letter : '');

  const slashPart = withoutZeros(foldText(afterSlash).split(' ')[0] ?? '');
  const flatColumn = withoutZeros(foldText(flat ?? ''));
  const separateFlat = flatColumn || withoutZeros(flatInWords);
  const slashIsNumber = slashPart !== '' && separateFlat !== '' && separateFlat !== slashPart;
  return {
    street: loosenText([plainNumeral(streetWords[0] ?? ''), ...streetWords.slice(1)].join(' ')),
    number: slashIsNumber ? `${houseNumber}/${slashPart}` : houseNumber,
    flat: separateFlat || slashPart || null,
  };
}

function withoutZeros(number: string): string {
  return number.replace(/^0+(?=[0-9])/, '');
}

/** "IV crnogorske brigade" and "4. crnogorske brigade" are one street. A single letter may be an initial. */
function plainNumeral(word: string): string {
  if (!ROMAN_NUMERAL.test(word)) return word;
  const values = [...word].map((letter) => ROMAN_VALUES[letter] ?? 0);
  const sum = values.reduce(
    (total, value, index) => total + (value < (values[index + 1] ?? 0) ? -value : value),
    0,
  );
  return String(sum);
}
