import type { Category } from './category.ts';
import { type ConsentState, permitsProcessing, stateOn } from './consent-state.ts';

/** What happened to a consent (ISO/IEC TS 27560, section 6.3.7). */
export interface ConsentEvent {
  readonly state: ConsentState;
  readonly at: Date;
  /** Null where the person acted themselves. */
  readonly agency: string | null;
  readonly actor: string;
  /** The person who acted for them as their guardian (R9); null where they acted themselves, or staff did. */
  readonly guardian: string | null;
}

/** What staff held in hand of a consent given on paper or by telephone (R8). */
export interface ConsentEvidence {
  readonly kind: string;
  readonly reference: string;
  /** Local date. */
  readonly givenOn: string;
  readonly witness: string | null;
}

/** What a consent is to, and what was read before it was given (R4). */
export interface ConsentTerms {
  readonly controller: string;
  readonly recipient: string;
  /** Compact IRI. */
  readonly purpose: string;
  readonly categories: readonly Category[];
  readonly fields: readonly string[];
  readonly noticeVersion: string;
  readonly language: string;
  readonly script: string;
  /** Local date: the first day on which it does not hold. */
  readonly validUntil: string;
}

/** A consent as the hub keeps it (ISO/IEC TS 27560): its terms, and everything that happened to it. */
export interface ConsentRecord extends Omit<ConsentTerms, 'language' | 'script'> {
  readonly id: string;
  /** Null while it is only asked for: nobody has read anything yet. */
  readonly language: string | null;
  readonly script: string | null;
  /** False where whoever gave it could not: it opens nothing (R9, R20). */
  readonly binding: boolean;
  readonly evidence: ConsentEvidence | null;
  /** Oldest first; never empty. */
  readonly events: readonly ConsentEvent[];
}

/** What a consent is on a day: from its last event, its term, and whether it could be given at all. */
export const stateOfConsent = (
  { events, validUntil, binding }: Pick<ConsentRecord, 'events' | 'validUntil' | 'binding'>,
  today: string,
): ConsentState => {
  const last = events.at(-1)?.state ?? 'ConsentUnknown';
  if (!binding && permitsProcessing(last)) return 'ConsentInvalidated';
  return stateOn(last, validUntil, today);
};
