import { addPeriod } from '../domain/local-date.ts';
import type { RecordDraft } from '../domain/record-draft.ts';
import type { RelationshipEvidence } from '../domain/relationship.ts';
import type { RecordKind } from '../policy/catalogue.ts';
import type { CurrentRecord, NewRecord } from '../store/record-store.ts';
import type { Bearer } from './bearer.ts';

/** The columns of a record that say what relationship it is evidence of. */
export type RecordRelationship = Pick<
  NewRecord,
  | 'relationshipWith'
  | 'relationshipKind'
  | 'relationshipFrom'
  | 'relationshipUntil'
  | 'relationshipDeclaredBy'
  | 'relationshipDeclaredPerson'
  | 'relationshipDeclaredAt'
  | 'relationshipConfirmedBy'
>;

const none: RecordRelationship = {
  relationshipWith: null,
  relationshipKind: null,
  relationshipFrom: null,
  relationshipUntil: null,
  relationshipDeclaredBy: null,
  relationshipDeclaredPerson: null,
  relationshipDeclaredAt: null,
  relationshipConfirmedBy: null,
};

/**
 * What a new version is evidence of where it claims nothing any more: what stood has been closed, on a day that the source
 * does not say, so it is counted from the day the hub learns of it. What had closed before keeps its end.
 */
const closedNow = (before: CurrentRecord | undefined, kind: RecordKind, today: string): RecordRelationship =>
  before && before.relationship_with !== null
    ? {
        relationshipWith: before.relationship_with,
        relationshipKind: before.relationship_kind,
        relationshipFrom: before.relationship_from,
        relationshipUntil: before.relationship_until ?? addPeriod(today, kind.appeal.period),
        relationshipDeclaredBy: before.relationship_declared_by,
        relationshipDeclaredPerson: before.relationship_declared_person,
        relationshipDeclaredAt: before.relationship_declared_at,
        relationshipConfirmedBy: before.relationship_confirmed_by,
      }
    : none;

/**
 * R10: who works with the record's person by its evidence, of what kind, from when until when. It ends at the closing plus
 * the appeal period. What the caller declares by its own push opens identity and contact only until a second named person
 * confirms it; a register's own file is a declaration of nobody, and a later version inherits what stood.
 */
export const relationshipOfRecord = (
  draft: RecordDraft,
  stands: {
    readonly before: CurrentRecord | undefined;
    readonly kind: RecordKind;
    readonly bearer: Bearer;
    /** Local date. */
    readonly today: string;
    readonly at: Date;
  },
): RecordRelationship => {
  const { before, kind, bearer, today } = stands;
  const evidence = draft.relationshipWith;
  if (evidence === null) return closedNow(before, kind, today);
  const said = {
    relationshipWith: evidence.agency,
    relationshipKind: evidence.kind,
    relationshipFrom: evidence.from,
    relationshipUntil: evidence.closedOn === null ? null : addPeriod(evidence.closedOn, kind.appeal.period),
  };
  if (bearer.kind === 'REGISTER' || evidence.agency !== bearer.agency) {
    return {
      ...said,
      relationshipDeclaredBy: null,
      relationshipDeclaredPerson: null,
      relationshipDeclaredAt: null,
      relationshipConfirmedBy: null,
    };
  }
  // Only what still stands is carried on: one that has ended, or was of another kind, is declared anew.
  return before && isCarriedOn(before, evidence, today)
    ? {
        ...said,
        relationshipDeclaredBy: before.relationship_declared_by,
        relationshipDeclaredPerson: before.relationship_declared_person,
        relationshipDeclaredAt: before.relationship_declared_at,
        relationshipConfirmedBy: before.relationship_confirmed_by,
      }
    : {
        ...said,
        relationshipDeclaredBy: bearer.actor,
        relationshipDeclaredPerson: bearer.person,
        relationshipDeclaredAt: stands.at,
        relationshipConfirmedBy: null,
      };
};

const isCarriedOn = (before: CurrentRecord, evidence: RelationshipEvidence, today: string): boolean =>
  before.relationship_with === evidence.agency &&
  before.relationship_kind === evidence.kind &&
  (before.relationship_until === null || before.relationship_until > today);
