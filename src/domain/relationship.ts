import type { LocalDate } from './local-date.ts';

/** What an agency's open relationship with a person can rest on (R10). */
export const relationshipKinds = [
  'CURRENT_RECORD',
  'OPEN_CASE',
  'ACCEPTED_REFERRAL',
  'APPLICATION',
  'DECISION',
  'EMERGENCY',
] as const;
export type RelationshipKind = (typeof relationshipKinds)[number];

/** What one record is evidence of: that this agency works with the record's person, and since when until when. */
export interface RelationshipEvidence {
  readonly agency: string;
  readonly kind: RelationshipKind;
  /** The first day; null where the source does not say it, and then it holds since the record came. */
  readonly from: LocalDate | null;
  /** The day it was closed; null while it is open. The relationship outlives it by the appeal period. */
  readonly closedOn: LocalDate | null;
}

/** A relationship that is open today, as a decision needs it. */
export interface OpenRelationship {
  readonly kind: RelationshipKind;
  /** Said by another than the caller's own agency, or confirmed by a second named person of it. */
  readonly established: boolean;
  /** Whether the evidence is linked to this person with certainty (R20). */
  readonly certain: boolean;
  /** The referral that it rests on, where a matter seals that (R11); null for what is ordinary. */
  readonly sealed: string | null;
}

/** How long a relationship stays open after its closing, because somebody may still appeal (R10). */
export interface Appeal {
  /** ISO 8601 period. */
  readonly period: string;
  readonly citation: string;
}

/** Where a contract says nothing with `@appeal`. */
export const defaultAppeal: Appeal = {
  period: 'P15D',
  citation:
    "ME: Law on administrative procedure, Official Gazette 56/14, fifteen days for an appeal; the term is the controller's to confirm",
};
