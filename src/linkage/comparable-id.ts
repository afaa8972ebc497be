import { checkNationalId, type NationalIdHashes } from '../identity/national-id.ts';
import type { IdLevel } from './levels.ts';

/** An id in a form that can be compared, readable or hashed. */
export interface ComparableId {
  /** Equal for equal ids: the compact id, or its keyed hash. */
  readonly key: string;
  /** Whether it passed a check of length, date and control digit. */
  readonly checked: boolean;
  /** Whose numbering it passed by; null where that is not kept. Ids of two numberings say nothing of each other. */
  readonly scheme: string | null;
  /** Hashes of what is left when one digit is taken out (`hashDeletions`); null for an id that is readable itself. */
  readonly deletions: readonly string[] | null;
}

const SEPARATORS = /[\s\-/.]+/gu;
const LONGEST_ID = 40;
/** Beyond this difference of length, two readable ids are of two kinds, such as a passport's and a register's number. */
const MOST_DIFFERENCE_OF_LENGTH = 2;

/**
 * An id as a file has it, of whatever numbering. Null where it is none: empty, one sign repeated ("0000000"), or a
 * placeholder that `nationalIdHashes` would refuse.
 *
 * INVARIANT: for data that stay in one process. What is stored goes through `hashedId`.
 */
export const readableId = (value: string): ComparableId | null => {
  const key = value.normalize('NFKC').replace(SEPARATORS, '').toUpperCase();
  const signs = new Set(key).size;
  if (signs <= 1 || key.length > LONGEST_ID || (key.length >= 10 && signs <= 2)) return null;
  const check = key.length === 13 || key.length === 11 ? checkNationalId(key) : null;
  return check?.ok
    ? { key, checked: true, scheme: check.scheme === 'ME.jmbg' ? check.scheme : 'eleven', deletions: null }
    : { key, checked: false, scheme: null, deletions: null };
};

/** The same of what may be stored of a national id: hashes alone. */
export const hashedId = (hashes: NationalIdHashes): ComparableId | null => {
  const { nationalIdHash, nationalIdDeletionHashes: deletions } = hashes;
  if (nationalIdHash !== null) return { key: nationalIdHash, checked: true, scheme: null, deletions };
  const [own, ...rest] = deletions;
  return own === undefined ? null : { key: own, checked: false, scheme: null, deletions: rest };
};

/** How two ids compare; null where the two say nothing of each other. Symmetric. */
export const compareIds = (left: ComparableId, right: ComparableId): IdLevel | null => {
  if (left.key === right.key) return 'SAME';
  // A single mistyped digit breaks the control digit, so of two checked ids none is the other's misprint.
  if (left.checked && right.checked) return left.scheme === right.scheme ? 'FAR' : null;
  if (left.deletions !== null && right.deletions !== null)
    return sharesDeletion(left, right) ? 'ONE_DIGIT' : 'FAR';
  if (Math.abs(left.key.length - right.key.length) > MOST_DIFFERENCE_OF_LENGTH) return null;
  return isOneSignOff(left.key, right.key) ? 'ONE_DIGIT' : 'FAR';
};

/** Two ids that passed their check under one numbering, and are not equal: two people, whatever else agrees. */
export const areIdsOfTwo = (left: ComparableId | null, right: ComparableId | null): boolean =>
  left !== null &&
  right !== null &&
  left.checked &&
  right.checked &&
  left.scheme === right.scheme &&
  left.key !== right.key;

const sharesDeletion = (left: ComparableId, right: ComparableId): boolean => {
  const known = new Set(left.deletions).add(left.key);
  return known.has(right.key) || (right.deletions ?? []).some((deletion) => known.has(deletion));
};

/** One sign replaced, added or left out, or two neighbours changed over. */
const isOneSignOff = (left: string, right: string): boolean => {
  let first = 0;
  while (first < left.length && left.charCodeAt(first) === right.charCodeAt(first)) first += 1;
  if (left.length > right.length) return left.slice(first + 1) === right.slice(first);
  if (left.length < right.length) return left.slice(first) === right.slice(first + 1);
  if (left.slice(first + 1) === right.slice(first + 1)) return true;
  return (
    left[first] === right[first + 1] &&
    left[first + 1] === right[first] &&
    left.slice(first + 2) === right.slice(first + 2)
  );
};
