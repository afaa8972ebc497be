/**
 * The rules of STORIES.md that a line of the log can be held against, each with the sentence that a breach entry says of it.
 * Order is the order of a report.
 */
export const breachRules = {
  LOG_CHANGED: { rule: 'the log', sentence: 'The log is not as it was sealed.' },
  MALFORMED_LINE: { rule: 'R14', sentence: 'A line of the log does not say what a disclosure must say.' },
  UNNAMED_ACTOR: { rule: 'R15', sentence: 'Data about a person went to an actor who is no named human.' },
  NOT_OWN_FILE: { rule: 'R13', sentence: "Somebody without an agency read what is not their own file's." },
  NO_AGREEMENT: { rule: 'R3', sentence: 'The agreement that the line names does not exist.' },
  AGREEMENT_NOT_IN_FORCE: { rule: 'R3', sentence: 'The agreement was not in force that day.' },
  OTHER_PARTIES: { rule: 'R3', sentence: 'The agreement is between other agencies.' },
  OTHER_BASIS: { rule: 'R3', sentence: "The legal basis in the line is not the agreement's." },
  PURPOSE_NOT_COVERED: { rule: 'R2', sentence: 'The agreement does not cover the purpose.' },
  CLOSED_PURPOSE: {
    rule: 'R1',
    sentence: 'The purpose is closed, and no agreement names it by its own name.',
  },
  ROLE_NOT_HELD: { rule: 'R2', sentence: 'The actor held none of the roles that the agreement asks for.' },
  OUTSIDE_AREA: { rule: 'R2', sentence: "The register lies outside the agreement's area." },
  FIELD_UNKNOWN: { rule: 'R14', sentence: 'The line names a field that this kind of record does not have.' },
  FIELD_PROHIBITED: { rule: 'R2', sentence: 'An agreement forbade the field.' },
  FIELD_NOT_GRANTED: { rule: 'R2', sentence: 'The agreement does not grant the field.' },
  NATURAL_KEY: {
    rule: 'R23',
    sentence: "A register's own number went to somebody other than its controller.",
  },
  DECLARED_TOO_WIDE: {
    rule: 'R10',
    sentence: 'A relationship that the agency had only declared opened more than identity and contact.',
  },
  NO_RELATIONSHIP: {
    rule: 'R10',
    sentence: 'The agreement asks for a relationship, and the line names nobody with one.',
  },
  FORBIDDEN_BY_PERSON: { rule: 'R2', sentence: 'The person had forbidden the sharing to this recipient.' },
  RESTING_FOR_PERSON: {
    rule: 'R22',
    sentence:
      'The person had objected to the reading, had had it restricted, or had said that the record is about somebody else.',
  },
  OTHER_PERSON: {
    rule: 'R20',
    sentence:
      "The record was shown as this person's and is somebody else's: a person has taken the two apart.",
  },
  CONSENT_MISSING: {
    rule: 'R4',
    sentence: 'The line rests on consent, and names none or one that does not exist.',
  },
  CONSENT_NOT_IN_FORCE: {
    rule: 'R7',
    sentence: 'The consent was not yet given, was withdrawn, had ended or could bind nobody.',
  },
  CONSENT_TO_OTHERS: {
    rule: 'R4',
    sentence: 'The consent is to another recipient, controller or purpose, or names other fields.',
  },
  NOT_OWN: { rule: 'R2', sentence: "Something was given as the agency's own that is another's." },
  KNOWN_TOO_WIDE: { rule: 'R10', sentence: 'More than that the person is known was given without a record.' },
  ASKED_WITHOUT_LEAVE: {
    rule: 'R6',
    sentence: 'An agency that may not ask was told that consent is what is missing.',
  },
  EXPLAINED_WITHOUT_LEAVE: {
    rule: 'R14',
    sentence:
      "Decisions on a person's records were explained to somebody who is not their controller's officer.",
  },
  ASSISTED_WITHOUT_LEAVE: {
    rule: 'R13',
    sentence: "A person's own file went to an agency otherwise than in an assisted session.",
  },
  STATISTICS_OF_SOMEBODY: { rule: 'R24', sentence: 'A line of statistics names a person or a household.' },
  STATISTICS_NOT_AGREED: {
    rule: 'R24',
    sentence: 'Counts were given to an agency that holds no register and has no agreement for them.',
  },
} as const;

export type BreachRule = keyof typeof breachRules;
