import type { JsonValue } from './json-value.ts';

/** What must never come back, by what became of it (R21). */
export const journalKinds = [
  'RECORD_ERASED',
  'CONSENT_ENDED',
  'PROHIBITION_SET',
  'PROHIBITION_LIFTED',
  'GUARDIANSHIP_ENDED',
  'REFERRAL_ENDED',
  'PARTY_ENDED',
  'TOKEN_REVOKED',
  'REVOCATION_LIFTED',
  'AGREEMENT_ENDED',
] as const;
export type JournalKind = (typeof journalKinds)[number];

/**
 * One such fact. INVARIANT: ids, instants and keyed hashes; no value, no name and no number of a person, because it
 * outlives what was erased.
 */
export interface JournalFact {
  readonly kind: JournalKind;
  /** Names it within its kind: the same fact is written once. */
  readonly key: string;
  /** ISO 8601 instant in UTC; null where its record says none. */
  readonly at: string | null;
  readonly fact: { readonly [name: string]: JsonValue };
}
