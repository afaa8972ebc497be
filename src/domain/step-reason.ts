/**
 * Why a step of R2's order failed or was skipped, with its sentence. Words are stable; `docs/explanations.md` lists them.
 * INVARIANT: none of them tells more of a person than that the step's own condition did not hold.
 */
export const stepReasons = {
  NAMED_ACTOR_REQUIRED: 'The token names no person: data about people are read by a named human alone.',
  PURPOSE_READS_NOBODY: 'The purpose is not operational work: nothing about people is read under it.',
  CONFLICT_OF_INTEREST: 'The record is of the actor’s own household, a relative, or a declared conflict.',
  OUTSIDE_TOKEN_AREA: 'The token is narrowed to local communities, and the record lies in none of them.',
  PROHIBITED: 'An agreement in force forbids the field.',
  NOT_OWN_RECORD: 'The record is another agency’s statement.',
  OWN_PURPOSE_OR_ROLE: 'The agency reads its own records here under another purpose or role.',
  NO_AGREEMENT: 'No agreement between the two agencies has a basis of this step.',
  NOT_YET_VALID: 'The agreement has not begun.',
  ENDED: 'The agreement has ended.',
  PURPOSE_NOT_COVERED: 'The agreement is for another purpose.',
  ROLE_MISSING: 'The token has none of the roles that the agreement asks for.',
  FIELD_NOT_NAMED: 'The agreement names neither the field nor its category.',
  NATURAL_KEY: 'A register’s own key is for its owner alone.',
  STATUTORY_DECISION: 'A public body’s own statutory decision never rests on consent.',
  OUTSIDE_AGREEMENT_AREA: 'The record’s municipality is not in the agreement’s area.',
  NO_RELATIONSHIP: 'The agency holds no open relationship with whom the record is about.',
  RELATIONSHIP_OF_OTHER_KIND:
    'The agency holds an open relationship, but of no kind that the agreement asks for.',
  RELATIONSHIP_NOT_CONFIRMED: 'The agency only declared the relationship itself: identity and contact alone.',
  PERSON_PROHIBITED: 'A person whom the record is about has forbidden it.',
  RESTRICTED: 'A person whom the record is about has had its use restricted.',
  LINK_CONTESTED: 'Somebody whom the record is linked to says that it is about somebody else.',
  OBJECTED: 'A person whom the record is about objects to its being read for a public task.',
  CONSENT_MISSING: 'Not everybody whose consent is needed has a consent in force.',
  NOT_OPEN_FOR_THIS_PERSON: 'What the step needs of those whom the record is about does not hold.',
  NOTHING_RESTS_ON_IT: 'No agreement on public task or consent could open the field.',
  DECIDED_BEFORE: 'An earlier step has decided.',
  ANOTHER_HELD: 'It was tried, and another way opened the field.',
  DEPENDS_ON_ACTOR:
    'It depends on who asks: own household, relatives and declared conflicts are absent to staff.',
  DEPENDS_ON_RECORD: 'It depends on the record and whom it is about.',
  NOTHING_OPENED: 'No step opened the field, and silence is a refusal.',
} as const;

export type StepReason = keyof typeof stepReasons;

/** What keeps a request from any data about people. */
export type GateReason = Extract<StepReason, 'NAMED_ACTOR_REQUIRED' | 'PURPOSE_READS_NOBODY'>;

/** Why a record is not read as the caller's own. */
export type OwnReason = Extract<StepReason, 'NOT_OWN_RECORD' | 'OWN_PURPOSE_OR_ROLE'>;

/** Why an agreement says nothing of a field, whoever it is about. */
export type SilenceReason = Extract<
  StepReason,
  | 'NOT_YET_VALID'
  | 'ENDED'
  | 'PURPOSE_NOT_COVERED'
  | 'ROLE_MISSING'
  | 'FIELD_NOT_NAMED'
  | 'NATURAL_KEY'
  | 'STATUTORY_DECISION'
>;

/** Why a way that an agreement offers stayed closed for one record. */
export type ClosedReason = Extract<
  StepReason,
  | 'CONFLICT_OF_INTEREST'
  | 'OUTSIDE_TOKEN_AREA'
  | 'OUTSIDE_AGREEMENT_AREA'
  | 'NO_RELATIONSHIP'
  | 'RELATIONSHIP_OF_OTHER_KIND'
  | 'RELATIONSHIP_NOT_CONFIRMED'
  | PersonsWord
  | 'OBJECTED'
  | 'CONSENT_MISSING'
>;

/** What closes a field at R2's step 6, for public task and consent alike. */
export type PersonsWord = Extract<StepReason, 'PERSON_PROHIBITED' | 'RESTRICTED' | 'LINK_CONTESTED'>;
