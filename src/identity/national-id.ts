import { createHmac } from 'node:crypto';
import { validate as validateAsmens } from 'stdnum/lib/cjs/lt/asmens.js';
import { validate as validateJmbg } from 'stdnum/lib/cjs/me/jmbg.js';
import { validate as validatePesel } from 'stdnum/lib/cjs/pl/pesel.js';

/** Whose numbering a national id follows. */
export type NationalIdScheme = 'ME.jmbg' | 'PL.pesel' | 'LT.asmens';

/** What a check of a national id says; the reason never holds the value. */
export type NationalIdCheck =
  | { ok: true; scheme: NationalIdScheme; compact: string }
  | { ok: false; reason: string };

/** What may be stored of a national id. */
export interface NationalIdHashes {
  /** Set only for an id that passed its check. */
  readonly nationalIdHash: string | null;
  /** Set for a checked and for a mistyped id alike; empty where there was nothing like an id. */
  readonly nationalIdDeletionHashes: readonly string[];
}

const SEPARATORS = /[\s\-/.]+/gu;
const SHORTEST_MISTYPED = 10;
const LONGEST_MISTYPED = 14;

/**
 * Checks a national id's length, date and control digit (DOMAIN 3.1).
 *
 * Thirteen digits are a JMBG, of any of the successor states: the region is where it was registered, not where
 * the person lives, and is not tested. Eleven digits are a PESEL or an asmens kodas, and one PESEL in fifty
 * (767 of 40,087 drawn at random) passes as both. The scheme is then PESEL, always, and it is a label only:
 * hashes are taken over the digits alone, so both readings of one number have one hash and nothing depends on
 * the guess. Two people of two countries may so share a number; R20 asks for a name or a birth date besides.
 *
 * stdnum refuses a birth date in the future, by the machine's clock. It is the one thing here that is not a
 * function of the value, and can only turn a refusal of an impossible id into acceptance on a later day.
 */
export function checkNationalId(value: string): NationalIdCheck {
  const compact = compactDigits(value);
  if (!/^[0-9]+$/.test(compact)) return { ok: false, reason: 'NOT_DIGITS' };
  if (compact.length === 13) {
    return validateJmbg(compact).isValid
      ? { ok: true, scheme: 'ME.jmbg', compact }
      : { ok: false, reason: 'JMBG_CHECK_FAILED' };
  }
  if (compact.length === 11) {
    if (validatePesel(compact).isValid) return { ok: true, scheme: 'PL.pesel', compact };
    if (validateAsmens(compact).isValid) return { ok: true, scheme: 'LT.asmens', compact };
    return { ok: false, reason: 'PESEL_AND_ASMENS_CHECK_FAILED' };
  }
  return { ok: false, reason: 'LENGTH' };
}

/** The keyed hash that stands for a checked id wherever ids are compared (DOMAIN 3.1). */
export function hashNationalId(compact: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(compact).digest('base64url');
}

/**
 * One hash for each distinct string that is left when one digit is taken out. Two ids that differ by one digit,
 * by one digit too many or too few, or by two neighbours changed over, share at least one.
 */
export function hashDeletions(compact: string, key: Uint8Array): string[] {
  const shortened = new Set<string>();
  for (let position = 0; position < compact.length; position += 1) {
    shortened.add(compact.slice(0, position) + compact.slice(position + 1));
  }
  return [...shortened].map((digits) => hashNationalId(digits, key));
}

/**
 * The one door for an id as a source wrote it: value in, hashes out.
 *
 * A mistyped id gets no hash of its own as an id, only deletion hashes (with the hash of itself among them, so
 * that one with a digit missing meets the deletions of the whole one). Something that is no id at all, or a
 * placeholder of one or two digits repeated ("0000000000000"), gets nothing: it says nothing about anybody.
 *
 * INVARIANT: the clear id goes no further than this call; only its result is stored, logged or compared.
 */
export function nationalIdHashes(value: string | null | undefined, key: Uint8Array): NationalIdHashes {
  const nothing: NationalIdHashes = { nationalIdHash: null, nationalIdDeletionHashes: [] };
  if (value === null || value === undefined) return nothing;
  const checked = checkNationalId(value);
  if (checked.ok) {
    return {
      nationalIdHash: hashNationalId(checked.compact, key),
      nationalIdDeletionHashes: hashDeletions(checked.compact, key),
    };
  }
  const digits = compactDigits(value);
  const length = digits.length;
  if (length < SHORTEST_MISTYPED || length > LONGEST_MISTYPED || !/^[0-9]+$/.test(digits)) return nothing;
  if (new Set(digits).size <= 2) return nothing;
  return {
    nationalIdHash: null,
    nationalIdDeletionHashes: [hashNationalId(digits, key), ...hashDeletions(digits, key)],
  };
}

/** Full-width digits become plain ones and separators go, so that one id has one hash however it was typed. */
function compactDigits(value: string): string {
  return value.normalize('NFKC').replace(SEPARATORS, '');
}
