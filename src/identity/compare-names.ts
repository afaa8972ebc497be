import { loosenText } from './loosen-text.ts';

/**
 * How one part of a name compares.
 *
 * `SAME` the same key, a dropped diacritic included. `SLIP` the same but for a doubled letter or two
 * neighbours changed over: no two given names differ so, and a typing hand does. `PART` one is a word of the
 * other ("Labović", "Labović-Femić"). `NEAR` one letter differs inside the word: a typing error, or two names.
 */
export type NameComparison = 'SAME' | 'SLIP' | 'PART' | 'NEAR' | 'DIFFERENT' | 'UNKNOWN';

const SHORTEST_FOR_TOLERANCE = 4;

/** Compares one part of a name in two mentions, by DOMAIN 3.2's key and the looser one. */
export function compareNames(left: string | null, right: string | null): NameComparison {
  return compareNameKeys(loosenText(left ?? ''), loosenText(right ?? ''));
}

/** The same for keys that `loosenText` has made: whoever compares one name many times makes its key once. */
export function compareNameKeys(leftKey: string, rightKey: string): NameComparison {
  if (leftKey === '' || rightKey === '') return 'UNKNOWN';
  if (leftKey === rightKey) return 'SAME';
  const shorter = Math.min(leftKey.length, rightKey.length);
  if (shorter >= SHORTEST_FOR_TOLERANCE && isSlip(leftKey, rightKey)) return 'SLIP';
  const leftWords = leftKey.split(' ');
  const rightWords = rightKey.split(' ');
  if (isPart(leftWords, rightWords) || isPart(rightWords, leftWords)) return 'PART';
  if (shorter >= SHORTEST_FOR_TOLERANCE && isOneLetterInside(leftKey, rightKey)) return 'NEAR';
  return 'DIFFERENT';
}

function isSlip(left: string, right: string): boolean {
  return left.replace(/(.)\1+/gu, '$1') === right.replace(/(.)\1+/gu, '$1') || isTransposition(left, right);
}

function isTransposition(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  const first = commonPrefix(left, right);
  return (
    left[first] === right[first + 1] &&
    left[first + 1] === right[first] &&
    left.slice(first + 2) === right.slice(first + 2)
  );
}

/** A single letter would be part of too much; an initial is no name. */
function isPart(words: readonly string[], ofWords: readonly string[]): boolean {
  return words.length < ofWords.length && words.every((word) => word.length > 1 && ofWords.includes(word));
}

/** Not the last letter: Jovan and Jovana, Senad and Senada are brother and sister, often enough twins. */
function isOneLetterInside(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1 || left.at(-1) !== right.at(-1)) return false;
  const first = commonPrefix(left, right);
  const leftRest = left.slice(first);
  const rightRest = right.slice(first);
  if (left.length === right.length) return leftRest.slice(1) === rightRest.slice(1);
  return left.length > right.length ? leftRest.slice(1) === rightRest : leftRest === rightRest.slice(1);
}

function commonPrefix(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}
