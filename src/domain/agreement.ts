import type { Category } from './category.ts';
import type { Citation, LegalBasis } from './legal-basis.ts';
import type { RelationshipKind } from './relationship.ts';

/** A rule between two agencies: who may read whose data, for what, on which basis. Silence in it is a refusal. */
export interface Agreement {
  readonly id: string;
  readonly version: number;
  readonly recipient: string;
  readonly controller: string;
  /** Compact IRI; covers its descendants, never its ancestors, less what R1 closes. */
  readonly purpose: string;
  readonly categories: readonly Category[];
  /** Field coordinates, such as `Tenancy.arrears`, granted beside the categories. */
  readonly fields: readonly string[];
  /** Categories or coordinates that this agreement forbids: wins over every grant between the two (R2, step 3). */
  readonly prohibits: readonly string[];
  readonly basis: LegalBasis;
  /** The law by which an objection does not pause what rests on a public task (R22; GDPR art. 21(1) and 23); null for none. */
  readonly overridesObjection: Citation | null;
  /** What must hold for the person besides the agreement. */
  readonly requires: 'NOTHING' | 'RELATIONSHIP' | 'CONSENT';
  /** The kinds of open relationship that count where one is required (R10); empty for any. */
  readonly relationships: readonly RelationshipKind[];
  /** Whether the recipient may be told that consent is what is missing (R6). */
  readonly mayAsk: boolean;
  /** Municipalities whose records it reaches. */
  readonly area: readonly string[];
  /** The caller must hold one of these roles; empty for any. */
  readonly roles: readonly string[];
  /** Local dates, from included, until excluded; null for open. */
  readonly validFrom: string;
  readonly validUntil: string | null;
}
