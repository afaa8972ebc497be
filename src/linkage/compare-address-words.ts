import { distance } from 'fastest-levenshtein';
import type { AddressLevel } from './levels.ts';
import type { AddressWord } from './vocabulary.ts';

/** How two addresses compare, and about what the words say that both have, in bits. */
export interface AddressComparison {
  readonly level: AddressLevel;
  readonly bits: number;
}

/** Of a word that is one letter off, this part counts. */
const NEAR_WORD = 0.8;
const SHORTEST_NEAR_WORD = 4;

/** From what part of its bits on two addresses are on a level: the steps are even, for what each says is measured. */
const steps: readonly (readonly [number, AddressLevel])[] = [
  [0.93, 'SAME'],
  [0.7, 'MOST'],
  [0.45, 'HALF'],
  [0.2, 'SOME'],
];

/**
 * Compares two addresses as sets of words, each weighing the bits it says, so that columns may be missing, split or in another
 * order. The part in common is taken of the geometric mean of the two. Symmetric; null where one side has none.
 */
export const compareAddressWords = (
  left: readonly AddressWord[],
  right: readonly AddressWord[],
): AddressComparison | null => {
  if (left.length === 0 || right.length === 0) return null;
  const common = left.filter((word) => right.includes(word));
  let shared = bitsOf(common);
  const said = common.map(({ bits }) => bits);
  if (common.length < left.length && common.length < right.length) {
    const [ofLeft, ofRight] = [without(left, common), without(right, common)];
    for (const [whole, first, second] of [
      ...wordsRunTogether(ofLeft, ofRight),
      ...wordsRunTogether(ofRight, ofLeft),
    ]) {
      shared += NEAR_WORD * Math.min(whole.bits, first.bits + second.bits);
      said.push(Math.min(first.bits, second.bits));
    }
    for (const [one, other] of nearWords(ofLeft, ofRight)) {
      shared += NEAR_WORD * Math.min(one.bits, other.bits);
      // A slip is rare by itself; how rare the word is that was meant, the more common of the two says.
      said.push(Math.min(one.bits, other.bits));
    }
  }
  const part = shared / Math.sqrt(bitsOf(left) * bitsOf(right));
  const level = steps.find(([least]) => part >= least)?.[1] ?? 'DIFFERENT';
  return { level, bits: bitsOfAll(said) };
};

/**
 * What all these words say together. Street, suburb and postal code come together, so the rarest word counts whole, the next by
 * half, the third by a third, and so on: less than if they were independent.
 */
const bitsOfAll = (bits: number[]): number =>
  bits.sort((one, next) => next - one).reduce((sum, each, place) => sum + each / (place + 1), 0);

type Words = readonly AddressWord[];

const bitsOf = (words: Words): number => words.reduce((sum, { bits }) => sum + bits, 0);
const without = (words: Words, others: Words): Words => words.filter((word) => !others.includes(word));

/** Pairs of words a letter apart, each word once; taken in a fixed order, so that the two sides may be changed over. */
const nearWords = (left: Words, right: Words): (readonly [AddressWord, AddressWord])[] =>
  left
    .flatMap((one) =>
      right.filter((other) => isNear(one.text, other.text)).map((other) => [one, other] as const),
    )
    .sort(
      (pair, next) =>
        Math.min(...next.map(({ bits }) => bits)) - Math.min(...pair.map(({ bits }) => bits)) ||
        sumOf(pair) - sumOf(next),
    )
    .filter(
      ([one, other], place, pairs) =>
        !pairs.slice(0, place).some(([before, after]) => before === one || after === other),
    );

/** A word of the one side that is two neighbours of the other, written without the space between them. */
const wordsRunTogether = (
  wholes: Words,
  parts: Words,
): (readonly [AddressWord, AddressWord, AddressWord])[] =>
  wholes.flatMap((whole) =>
    parts.flatMap((first, place) => {
      const second = parts[place + 1];
      const isWhole = second !== undefined && whole.text === first.text + second.text;
      return isWhole ? [[whole, first, second] as const] : [];
    }),
  );

const sumOf = ([one, other]: readonly [AddressWord, AddressWord]): number => one.number + other.number;

/** Letters only: a house number that is one figure off is another house. */
const isNear = (left: string, right: string): boolean => {
  if (Math.min(left.length, right.length) < SHORTEST_NEAR_WORD || Math.abs(left.length - right.length) > 1)
    return false;
  if (/\d/.test(left) || /\d/.test(right)) return false;
  const edits = distance(left, right);
  if (edits <= 1) return true;
  return (
    edits === 2 && (left.length > 7 || (left.length > 4 && sortedLetters(left) === sortedLetters(right)))
  );
};

const sortedLetters = (text: string): string => [...text].sort().join('');
