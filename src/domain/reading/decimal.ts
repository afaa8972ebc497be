/** An amount or a measure as the contracts carry it: no sign, no leading or trailing zeros, at most two places. */
type Decimal = string;

/** Above ten million nothing these registers hold is true: neither euros nor square metres. */
const MOST_WHOLE_DIGITS = 7;
const MOST = 10 ** MOST_WHOLE_DIGITS;

const canonical = (whole: string, fraction: string): Decimal | null => {
  const digits = whole.replace(/^0+(?=\d)/, '');
  if (digits.length > MOST_WHOLE_DIGITS) return null;
  const places = fraction.replace(/0+$/, '');
  return places === '' ? digits : `${digits}.${places}`;
};

/**
 * Reads a decimal as people here write it: `598,52`, `1.598,52`, `1 598,52`, `0`. A point is read as the decimal
 * sign only where it cannot part thousands (`598.52`). Null for anything else: `1.598` has two meanings, and
 * nothing is guessed.
 */
export const parseDecimal = (text: string): Decimal | null => {
  const trimmed = text.trim();
  const plain = /^(\d+)(?:[,.](\d{1,2}))?$/.exec(trimmed);
  if (plain) return canonical(plain[1] ?? '', plain[2] ?? '');
  const grouped = /^(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ \u00a0]\d{3})+),(\d{1,2})$/.exec(trimmed);
  return grouped ? canonical((grouped[1] ?? '').replace(/\D/g, ''), grouped[2] ?? '') : null;
};

/**
 * The decimal of a number that was meant in cents; null where it has more than two places, is negative, not finite
 * or beyond what these registers can hold. The noise of binary fractions (`0.1 + 0.2`) is no third place.
 */
export const decimalOfNumber = (value: number): Decimal | null => {
  if (!Number.isFinite(value) || value < 0 || value >= MOST) return null;
  const cents = Math.round(value * 100);
  if (Math.abs(value * 100 - cents) > 1e-6) return null;
  return canonical(String(Math.floor(cents / 100)), String(cents % 100).padStart(2, '0'));
};
