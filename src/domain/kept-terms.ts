/** How long the hub keeps what no contract's `@retain` speaks of, counted from its end, and why so long. */
export interface KeptTerm {
  /** ISO 8601 period. */
  readonly period: string;
  readonly citation: string;
}

const claims =
  'R21; GDPR art. 17(3)(e): as long as a claim can be raised; the general term of limitation of tort claims is three years';

/** The one place of these terms: the controllers' lawyers confirm them here. */
export const keptTerms = {
  /** What proves that a consent was given, from the day the consent ended. */
  consentEvidence: { period: 'P3Y', citation: claims },
  /** An authority's decision, from the day it ended; with nobody left whom it is about, from the day it was taken down. */
  guardianship: { period: 'P3Y', citation: claims },
  /** A referral, from the end of the appeal that follows it (R10). */
  referral: { period: 'P1Y', citation: 'R21; GDPR art. 5(1)(e): a year after the last appeal about it' },
  /** What an actor wrote of a family at night, from when the access was looked over; who opened whom stays, for the log rests on it. */
  emergencyReason: { period: 'P3Y', citation: claims },
  /** Who was told that somebody looked, from when they looked last; the log stays. */
  alert: { period: 'P1Y', citation: 'R21; GDPR art. 5(1)(e): the log itself is the evidence' },
  /** Why a token was refused, from when it was taken again or was over. */
  revocation: { period: 'P1Y', citation: 'R21; GDPR art. 5(1)(e): the log itself is the evidence' },
  /** What an extract was, who approved and who fetched it, from when its rows were erased: a copy that is found is traced by it. */
  extract: { period: 'P3Y', citation: claims },
} as const satisfies Readonly<Record<string, KeptTerm>>;
