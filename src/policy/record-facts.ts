import type { About } from '../domain/about.ts';
import type { OpenRelationship } from '../domain/relationship.ts';
import type { SubjectRights } from './persons-word.ts';

/** A consent in force of one person for one recipient, as read with the rows. */
export interface ConsentFact {
  readonly id: string;
  readonly controller: string;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly fields: readonly string[];
  /** Whether a matter seals it (R11): what rests on it stands in nobody's own log. */
  readonly sealed: boolean;
}

/** What is known of one subject towards the caller's agency at this moment. */
export interface SubjectFacts {
  readonly person: string;
  /** Whether the record's own local id is this person with certainty (R20). */
  readonly certain: boolean;
  /** The agency's open relationships with this very person (R10). */
  readonly relationships: readonly OpenRelationship[];
  /** A person's prohibition against this recipient (R2, step 6). */
  readonly prohibited: boolean;
  /** What the person asked of the controller for this very record (R22). */
  readonly rights: SubjectRights;
  readonly consents: readonly ConsentFact[];
}

/** One record's residual facts. A local id that no person is known for stands as null: it can consent to nothing. */
export interface RecordFacts {
  readonly controller: string;
  readonly municipality: string;
  readonly localCommunity: string | null;
  /** It is about somebody, or of a household, that the actor is too near to (R15). */
  readonly conflicted: boolean;
  readonly subjects: Readonly<Record<About, readonly (SubjectFacts | null)[]>>;
}
