/** How two birth dates compare. `SLIP`: day and month changed over, or one digit, but not the decade. */
export type BirthDateComparison = 'SAME' | 'SLIP' | 'DIFFERENT' | 'UNKNOWN';

/** Digits of `YYYY-MM-DD` that separate generations: a father and son born on one day differ there. */
const GENERATION_DIGITS = 3;

/** Compares two dates as `YYYY-MM-DD`. */
export function compareBirthDates(left: string | null, right: string | null): BirthDateComparison {
  if (left === null || right === null) return 'UNKNOWN';
  if (left === right) return 'SAME';
  if (
    left.length !== right.length ||
    left.slice(0, GENERATION_DIGITS) !== right.slice(0, GENERATION_DIGITS)
  ) {
    return 'DIFFERENT';
  }
  const [year, month, day] = left.split('-');
  if (right === `${year}-${day}-${month}`) return 'SLIP';
  const differing = [...left].filter((digit, index) => digit !== right[index]).length;
  return differing === 1 ? 'SLIP' : 'DIFFERENT';
}
