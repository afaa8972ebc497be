import type { About } from '../domain/about.ts';
import type { Agreement } from '../domain/agreement.ts';
import { declaredRelationshipCategories } from '../domain/category.ts';
import type { OpenRelationship } from '../domain/relationship.ts';
import type { ClosedReason } from '../domain/step-reason.ts';
import { acceptsRelationship } from './accepts-relationship.ts';
import { covers } from './covers.ts';
import type { Alternative, RecordRules, Rule } from './ruleset.ts';

/** A consent in force of one person for one recipient, as read with the rows. */
export interface ConsentFact {
  readonly id: string;
  readonly controller: string;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly fields: readonly string[];
}

/** What is known of one subject towards the caller's agency at this moment. */
export interface SubjectFacts {
  readonly person: string;
  /** Whether the record's own local id is this person with certainty (R20). */
  readonly certain: boolean;
  /** The agency's open relationships with this very person (R10). */
  readonly relationships: readonly OpenRelationship[];
  /** A person's prohibition, objection, restriction or contested link (R2, step 6). */
  readonly prohibited: boolean;
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

/** By what a rule opened: for the log and the answer's marks. */
export interface Opening {
  readonly step: Alternative['step'];
  readonly agreement: Agreement | null;
  /** Through whose relationship, consent or signature: one person, or all who consented (R14). */
  readonly through: readonly string[];
  readonly consents: readonly string[];
  /** It rests on a relationship that the caller's agency declared itself and nobody confirmed (R10). */
  readonly declared: boolean;
  /** A link on the way was probable: statute-based readers are told so (R20). */
  readonly probable: boolean;
}

/** Who asks, as far as a subject's decision depends on it. */
export interface MaskCaller {
  readonly agency: string;
  readonly purpose: string;
  readonly area: readonly string[] | null;
}

/** Bits of a word: JavaScript shifts wrap at 32 and the sign bit is bit 31, so a word holds 31 (`1 << 32 === 1`). */
const bitsPerWord = 31;

/** One bit per rule of the record's kind and controller, and by what each opened. */
export interface Mask {
  readonly words: readonly number[];
  readonly openings: readonly (Opening | null)[];
}

const known = (subjects: readonly (SubjectFacts | null)[]): SubjectFacts[] =>
  subjects.filter((each) => each !== null);

const inArea = (agreement: Agreement, record: RecordFacts): boolean =>
  agreement.area.includes(record.municipality);

const consentOf = (
  subject: SubjectFacts,
  rule: Rule,
  controller: string,
  agreement: Agreement,
  caller: MaskCaller,
) =>
  subject.consents.find(
    (consent) =>
      consent.controller === controller &&
      covers(consent.purpose, caller.purpose) &&
      covers(agreement.purpose, caller.purpose) &&
      (consent.categories.includes(rule.category) ||
        (rule.coordinate !== null && consent.fields.includes(rule.coordinate))),
  );

interface Related {
  readonly subject: SubjectFacts;
  readonly relationship: OpenRelationship;
}

/** Of several, the one to go by: an established one before a declared one, and then a certain one before a probable one. */
const firmest = (related: readonly Related[]): Related | undefined =>
  related.find(({ relationship }) => relationship.established && relationship.certain) ??
  related.find(({ relationship }) => relationship.established) ??
  related.find(({ relationship }) => relationship.certain) ??
  related[0];

/** Whose relationship opens the rule (R2, steps 5 and 7), with what R10 says of one that the caller itself declared. */
const relatedSubject = (
  rule: Rule,
  agreement: Agreement,
  subjects: readonly SubjectFacts[],
): Related | undefined =>
  firmest(
    subjects.flatMap((subject) =>
      subject.relationships
        .filter((relationship) => acceptsRelationship(agreement, relationship.kind))
        .filter(({ established }) => established || declaredRelationshipCategories.has(rule.category))
        .map((relationship) => ({ subject, relationship })),
    ),
  );

/** Why nobody's relationship opens the rule. */
const unrelatedReason = (agreement: Agreement, subjects: readonly SubjectFacts[]): ClosedReason => {
  const open = subjects.flatMap(({ relationships }) => relationships);
  if (open.length === 0) return 'NO_RELATIONSHIP';
  return open.some((each) => acceptsRelationship(agreement, each.kind))
    ? 'RELATIONSHIP_NOT_CONFIRMED'
    : 'RELATIONSHIP_OF_OTHER_KIND';
};

/** R2, step 6: a person's word closes what rests on public task or consent, for their own data and for shared data. */
const isProhibited = (rule: Rule, subjects: readonly SubjectFacts[]): boolean =>
  rule.about === 'DWELLING'
    ? subjects.length > 0 && subjects.every((subject) => subject.prohibited)
    : subjects.some((subject) => subject.prohibited);

const openByConsent = (
  rule: Rule,
  record: RecordFacts,
  agreement: Agreement,
  caller: MaskCaller,
): Opening | ClosedReason => {
  const subjects = record.subjects[rule.about];
  const consents = subjects.map((subject) =>
    // R20: a consent reaches only records linked with certainty.
    subject?.certain && !subject.prohibited
      ? { subject, consent: consentOf(subject, rule, record.controller, agreement, caller) }
      : null,
  );
  const given = consents.filter((each) => each?.consent !== undefined);
  // R5: PERSON and DWELLING need only the one; the rest needs all who are named, and an empty set is a refusal.
  const enough =
    rule.about === 'DWELLING' ? given.length > 0 : subjects.length > 0 && given.length === subjects.length;
  if (!enough) return 'CONSENT_MISSING';
  return {
    step: 'CONSENT',
    agreement,
    through: given.map((each) => each?.subject.person ?? ''),
    consents: given.map((each) => each?.consent?.id ?? ''),
    declared: false,
    probable: false,
  };
};

const open = (
  alternative: Alternative,
  rule: Rule,
  record: RecordFacts,
  caller: MaskCaller,
): Opening | ClosedReason => {
  const subjects = known(record.subjects[rule.about]);
  const first = subjects[0];
  const through = first ? [first.person] : [];
  // R2, step 4: an own record is read without link facts, so it is never marked probable.
  if (alternative.step === 'OWN') {
    return { step: 'OWN', agreement: null, through, consents: [], declared: false, probable: false };
  }
  const { agreement } = alternative;
  if (!inArea(agreement, record)) return 'OUTSIDE_AGREEMENT_AREA';
  // Step 6 comes before steps 7 and 8 alike; a duty stands before it.
  if (alternative.step !== 'DUTY' && isProhibited(rule, subjects)) return 'PERSON_PROHIBITED';
  if (alternative.step === 'CONSENT') return openByConsent(rule, record, agreement, caller);
  const byTask = alternative.step === 'TASK';
  // A duty may need no relationship; a public task always does (R2, step 7), whatever its agreement says.
  if (!byTask && agreement.requires === 'NOTHING') {
    const probable = subjects.some((each) => !each.certain);
    return { step: alternative.step, agreement, through, consents: [], declared: false, probable };
  }
  // Data of a dwelling stays open while one of those who live there has not forbidden it, but never through one who has.
  const willing = byTask ? subjects.filter((each) => !each.prohibited) : subjects;
  const related = relatedSubject(rule, agreement, willing);
  if (!related) return unrelatedReason(agreement, subjects);
  const { subject, relationship } = related;
  return {
    step: alternative.step,
    agreement,
    through: [subject.person],
    consents: [],
    declared: !relationship.established,
    probable: !subject.certain || !relationship.certain,
  };
};

/** What closes a record before any agreement is looked at (R2, steps 1 and 2, and the token's own area), or null. */
const closedBeforeAgreements = (record: RecordFacts, caller: MaskCaller): ClosedReason | null => {
  // Own household, relatives and declared conflicts are absent to staff before anything can open, always.
  if (record.conflicted) return 'CONFLICT_OF_INTEREST';
  return caller.area && (record.localCommunity === null || !caller.area.includes(record.localCommunity))
    ? 'OUTSIDE_TOKEN_AREA'
    : null;
};

/** Told what was tried and what came of it, in order; null stands for what comes before every alternative. */
export type Tried = (alternative: Alternative | null, outcome: Opening | ClosedReason) => void;

/**
 * By what this rule opens for this record, or null: a conflict of interest closes it first, then the alternatives are tried
 * in R2's order and the first that holds decides. A token narrowed to local communities opens nothing outside them.
 *
 * INVARIANT: an explanation is what `tried` was told by this very function, so it cannot part from the decision.
 */
export const openingOf = (
  rule: Rule,
  record: RecordFacts,
  caller: MaskCaller,
  tried?: Tried,
): Opening | null => {
  const closed = closedBeforeAgreements(record, caller);
  if (closed) {
    tried?.(null, closed);
    return null;
  }
  for (const alternative of rule.alternatives) {
    const outcome = open(alternative, rule, record, caller);
    tried?.(alternative, outcome);
    if (typeof outcome === 'object') return outcome;
  }
  return null;
};

/** The mask of one record: one decision per rule, whatever the number of fields that are asked for. */
export const maskOf = (rules: RecordRules, record: RecordFacts, caller: MaskCaller): Mask => {
  const words = new Array<number>(Math.ceil(rules.rules.length / bitsPerWord)).fill(0);
  const openings = rules.rules.map((rule, bit) => {
    const opening = openingOf(rule, record, caller);
    if (opening) {
      const word = Math.floor(bit / bitsPerWord);
      words[word] = (words[word] ?? 0) | (1 << (bit % bitsPerWord));
    }
    return opening;
  });
  return { words, openings };
};

/** Whether a bit is set. */
export const isOpen = (mask: Mask, bit: number): boolean =>
  ((mask.words[Math.floor(bit / bitsPerWord)] ?? 0) & (1 << (bit % bitsPerWord))) !== 0;

/** Whether anything of the record is open: otherwise the record is exactly as if absent. */
export const isVisible = (mask: Mask): boolean => mask.words.some((word) => word !== 0);
