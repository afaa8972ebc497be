import { distance } from 'fastest-levenshtein';
import { compareNameKeys } from '../identity/compare-names.ts';
import type { NameLevel } from './levels.ts';
import type { NameForm } from './vocabulary.ts';

type Role = 'given' | 'family';

/** Fewer people than this, and a form may be one clerk's slip and not a name. */
const FEWEST_OF_A_NAME = 3;
/** A slip repeats itself, but never so often beside the name it is a slip of. */
const LEAST_SHARE_OF_THE_OTHER = 0.02;
const SHORTEST_ALIKE = 5;
const SHORTEST_SLIP = 3;
const LONG_NAME = 9;

/**
 * Compares two names of one role. Symmetric. Two forms that are alike, and both common among these people, are two names:
 * what the data say of themselves, so that no list of names is needed in any language.
 */
export const compareNameForms = (left: NameForm, right: NameForm, role: Role): NameLevel => {
  if (left === right) return 'SAME';
  if (left.joined === right.joined) return 'SLIP';
  const compared = compareNameKeys(left.key, right.key);
  if (compared === 'SLIP' || compared === 'PART') return compared;
  if (role === 'given' && left.nicknames.some((name) => right.nicknames.includes(name))) return 'NICKNAME';
  if (role === 'family' && left.stem === right.stem && left.stem !== '') return 'ENDING';
  if (left.joined.length === 1 || right.joined.length === 1) {
    return left.key[0] === right.key[0] ? 'INITIAL' : 'DIFFERENT';
  }
  if (compared === 'NEAR') return areTwoNames(left, right, role) ? 'TWO_NAMES' : 'NEAR';
  const likeness = likenessOf(left.joined, right.joined);
  if (likeness === 'DIFFERENT') return likeness;
  if (areTwoNames(left, right, role)) return 'TWO_NAMES';
  // One letter at the end parts brother and sister ("Jovan", "Jovana"): a slip only where one of the two is no known name.
  const isShort = Math.min(left.joined.length, right.joined.length) < SHORTEST_ALIKE - 1;
  if (likeness === 'NEAR' && (role === 'given' || isShort) && isKnown(left, role) === isKnown(right, role))
    return 'TWO_NAMES';
  return isShort ? 'ALIKE' : likeness;
};

const likenessOf = (left: string, right: string): 'NEAR' | 'ALIKE' | 'DIFFERENT' => {
  const shorter = Math.min(left.length, right.length);
  const longer = Math.max(left.length, right.length);
  if (longer < SHORTEST_SLIP || longer - shorter > 3) return 'DIFFERENT';
  const allowed = longer >= LONG_NAME ? 3 : shorter >= SHORTEST_ALIKE ? 2 : 1;
  const edits = distance(left, right);
  if (edits === 1) return 'NEAR';
  return edits <= allowed ? 'ALIKE' : 'DIFFERENT';
};

const isKnown = (form: NameForm, role: Role): boolean => form[role].count >= FEWEST_OF_A_NAME;

const areTwoNames = (left: NameForm, right: NameForm, role: Role): boolean => {
  const [fewer, more] = [left[role].count, right[role].count].sort((one, other) => one - other);
  return (
    isKnown(left, role) && isKnown(right, role) && (fewer ?? 0) >= (more ?? 0) * LEAST_SHARE_OF_THE_OTHER
  );
};
