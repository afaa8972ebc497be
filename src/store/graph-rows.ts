import type { JsonValue } from '../domain/json-value.ts';
import type { FormerPerson } from '../domain/link-decision.ts';
import type { OpenRelationship } from '../domain/relationship.ts';
import type { Database } from './database.ts';
import { graphRowsStatement } from './graph-rows-statement.ts';

/** One entity to load, with what its caller's agency could read of it at all. */
export interface EntityKey {
  readonly entity: 'PERSON' | 'HOUSEHOLD' | 'DWELLING';
  readonly id: string;
  readonly agency: string;
  readonly kinds: readonly string[];
  readonly municipalities: readonly string[];
  /** Keyed hash of the actor's own national id, by which own household and relatives are hidden (R15); null for a machine. */
  readonly self: string | null;
  /** Who asks in an emergency, for their own open accesses (R17); null otherwise. */
  readonly actor: string | null;
}

/** A current record that its reader's agency may have at all, as it lies in the store. */
export interface RecordRow {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly local_id: string;
  readonly unit: string;
  readonly version: number;
  readonly controller: string;
  readonly municipality: string;
  readonly local_community: string | null;
  readonly person_local_id: string | null;
  readonly signatories: readonly string[];
  readonly members: readonly string[];
  readonly dwelling_id: string | null;
  readonly observed_on: string | null;
  readonly recorded_at: string | null;
  readonly received_at: string;
  readonly payload: { readonly [key: string]: JsonValue };
  /** The household its unit is linked to, or null. */
  readonly household: string | null;
  readonly household_certainty: 'CERTAIN' | 'PROBABLE' | null;
  /** Whether it belongs to a household that the actor is too near to (R15). */
  readonly conflicted: boolean;
  /** Whether it is for its own source alone, and the general graph has no earlier version of it (R11). */
  readonly apart: boolean;
  /** What persons say is not so of it, as long as it says it (R22): a governed coordinate each, the oldest first. */
  readonly contests: readonly {
    readonly field: string;
    readonly since: string;
    readonly statement: string | null;
  }[];
}

/** Which person a source's local id is. */
export interface SubjectRow {
  readonly source: string;
  readonly local_id: string;
  readonly person: string;
  readonly certain: boolean;
  /** Under which ids its person went before somebody joined two, the latest first: it decides which consents speak for it. */
  readonly joined: readonly FormerPerson[];
  /** Whether the person says of this line that it is somebody else, or somebody else that it is theirs (R20, R22). */
  readonly contested: boolean;
}

/** What holds between a person and the key's agency now. */
export interface PersonRow {
  readonly person: string;
  /** Those that are open today (R10), each with its evidence: a line, `source local_id`, and where that lies; null for a referral. */
  readonly relationships: readonly (OpenRelationship & {
    readonly by: string | null;
    readonly local_community: string | null;
  })[];
  readonly prohibited: boolean;
  /** Objections that are not refused, and restrictions that are granted. */
  readonly rights: readonly RestingRight[];
  /** Whether the actor is too near to this person (R15). */
  readonly conflicted: boolean;
  readonly consents: readonly {
    readonly id: string;
    readonly controller: string;
    readonly purpose: string;
    readonly categories: readonly string[];
    readonly fields: readonly string[];
    /** Whether a matter seals it (R11). */
    readonly sealed: boolean;
    /** Under which id of its person it was given, and when. */
    readonly givenAs: string;
    readonly at: string;
  }[];
}

/** A record by its name in its register. */
export interface RecordName {
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly local_id: string;
}

/** What a person asked that closes readings (R2, step 6; R22): of one record, or of all that the controller holds. */
export interface RestingRight {
  readonly requested: 'OBJECTION' | 'RESTRICTION';
  readonly controller: string;
  readonly record: RecordName | null;
}

/** Everything of one key: the records and their residual facts, read in one statement. */
export interface EntityRows {
  /** The entity's id now: of a person who was joined to another, or of a household that went into another, that one's. */
  readonly id: string;
  readonly records: readonly RecordRow[];
  readonly subjects: readonly SubjectRow[];
  readonly persons: readonly PersonRow[];
}

interface AnswerRow {
  readonly ordinal: number;
  readonly id: string;
  readonly records: readonly RecordRow[] | null;
  readonly subjects: readonly SubjectRow[] | null;
  readonly persons: readonly PersonRow[] | null;
}

/**
 * Loads the current records of many entities with their residual facts, for any number of agencies, in one statement under
 * the reader's role.
 *
 * @param today local date: a consent or a relationship that ends today has ended.
 * @param now the instant: an emergency access that ends then has ended.
 * @returns one entry per key, in the keys' order.
 */
export const loadEntityRows = async (
  database: Database,
  keys: readonly EntityKey[],
  today: string,
  now: Date,
): Promise<readonly EntityRows[]> => {
  const agencies = [...new Set(keys.map((key) => key.agency))];
  const asked = JSON.stringify(keys.map((key, ordinal) => ({ ordinal, ...key })));
  const answers = await database.readKeptAs<AnswerRow>(agencies, graphRowsStatement, [asked, today, now]);
  // INVARIANT: as many answers as keys, in their order; a shifted array would hand one person another's data.
  if (answers.length !== keys.length || answers.some((answer, index) => answer.ordinal !== index)) {
    throw new Error('the rows do not answer the keys');
  }
  return answers.map((answer) => ({
    id: answer.id,
    records: answer.records ?? [],
    subjects: answer.subjects ?? [],
    persons: answer.persons ?? [],
  }));
};
