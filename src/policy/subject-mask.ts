import type { Agreement } from '../domain/agreement.ts';
import { declaredRelationshipCategories } from '../domain/category.ts';
import type { OpenRelationship } from '../domain/relationship.ts';
import type { ClosedReason } from '../domain/step-reason.ts';
import { acceptsRelationship } from './accepts-relationship.ts';
import { covers } from './covers.ts';
import { closesTask, closingWord, isSure, wordOf } from './persons-word.ts';
import type { RecordFacts, SubjectFacts } from './record-facts.ts';
import type { Alternative, RecordRules, Rule } from './ruleset.ts';

/** By what a rule opened: for the log and the answer's marks. */
export interface Opening {
  readonly step: Alternative['step'];
  readonly agreement: Agreement | null;
  /** Through whose relationship, consent or signature: one person, or all who consented (R14). */
  readonly through: readonly string[];
  readonly consents: readonly string[];
  /** The sealed consents and referrals without which it would not have opened (R11): then it is in nobody's own log. */
  readonly sealed: readonly string[];
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
  subject.consents
    .filter(
      (consent) =>
        consent.controller === controller &&
        covers(consent.purpose, caller.purpose) &&
        covers(agreement.purpose, caller.purpose) &&
        (consent.categories.includes(rule.category) ||
          (rule.coordinate !== null && consent.fields.includes(rule.coordinate))),
    )
    .sort((one, other) => Number(one.sealed) - Number(other.sealed))[0];

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

const openByConsent = (
  rule: Rule,
  record: RecordFacts,
  agreement: Agreement,
  caller: MaskCaller,
): Opening | ClosedReason => {
  const subjects = record.subjects[rule.about];
  const consents = subjects.map((subject) =>
    // R20: a consent reaches only records linked with certainty.
    subject?.certain && wordOf(subject) === null
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
    sealed: given.flatMap((each) => (each?.consent?.sealed ? [each.consent.id] : [])),
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
    return {
      ...{ step: 'OWN', agreement: null, through, consents: [], sealed: [], declared: false },
      probable: false,
    };
  }
  const { agreement } = alternative;
  if (!inArea(agreement, record)) return 'OUTSIDE_AGREEMENT_AREA';
  // Step 6 comes before steps 7 and 8 alike; a duty stands before it.
  const word = alternative.step === 'DUTY' ? null : closingWord(rule.about, subjects, wordOf);
  if (word) return word;
  if (alternative.step === 'CONSENT') return openByConsent(rule, record, agreement, caller);
  const byTask = alternative.step === 'TASK';
  // R22: an objection pauses it, unless its agreement cites the law by which it does not.
  const closes = agreement.overridesObjection ? wordOf : closesTask;
  if (byTask && closingWord(rule.about, subjects, closes)) return 'OBJECTED';
  // A duty may need no relationship; a public task always does (R2, step 7), whatever its agreement says.
  if (!byTask && agreement.requires === 'NOTHING') {
    const probable = subjects.some((each) => !isSure(each));
    return {
      ...{ step: alternative.step, agreement, through, consents: [], sealed: [], declared: false },
      probable,
    };
  }
  // Data of a dwelling stays open while one of those who live there has not forbidden it, but never through one who has.
  const willing = byTask ? subjects.filter((each) => closes(each) === null) : subjects;
  const related = relatedSubject(rule, agreement, willing);
  if (!related) return unrelatedReason(agreement, subjects);
  const { subject, relationship } = related;
  return {
    step: alternative.step,
    agreement,
    through: [subject.person],
    consents: [],
    sealed: relationship.sealed === null ? [] : [relationship.sealed],
    declared: !relationship.established,
    probable: !isSure(subject) || !relationship.certain,
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

const isSealed = (subject: SubjectFacts | null): boolean =>
  subject !== null &&
  (subject.relationships.some(({ sealed }) => sealed !== null) ||
    subject.consents.some(({ sealed }) => sealed));

const ordinaryOf = (subject: SubjectFacts | null): SubjectFacts | null =>
  subject && {
    ...subject,
    relationships: subject.relationships.filter(({ sealed }) => sealed === null),
    consents: subject.consents.filter(({ sealed }) => !sealed),
  };

/** A record's facts less what matters seal (R11): as everybody knows them but the two agencies of a sealed act. */
export const ordinaryFacts = (record: RecordFacts): RecordFacts => {
  const { PERSON, SIGNATORIES, MEMBERS, DWELLING } = record.subjects;
  if (![PERSON, SIGNATORIES, MEMBERS, DWELLING].some((subjects) => subjects.some(isSealed))) return record;
  return {
    ...record,
    subjects: {
      PERSON: PERSON.map(ordinaryOf),
      SIGNATORIES: SIGNATORIES.map(ordinaryOf),
      MEMBERS: MEMBERS.map(ordinaryOf),
      DWELLING: DWELLING.map(ordinaryOf),
    },
  };
};

const firstOpening = (rule: Rule, record: RecordFacts, caller: MaskCaller, tried?: Tried): Opening | null => {
  for (const alternative of rule.alternatives) {
    const outcome = open(alternative, rule, record, caller);
    tried?.(alternative, outcome);
    if (typeof outcome === 'object') return outcome;
  }
  return null;
};

/**
 * By what this rule opens for this record, or null: a conflict of interest closes it first, then the alternatives are tried
 * in R2's order and the first that holds decides. A token narrowed to local communities opens nothing outside them.
 *
 * INVARIANT: an explanation is what `tried` was told by this very function, so it cannot part from the decision.
 *
 * INVARIANT: what opens without anything that a matter seals is opened by that, and stands in the person's log exactly as if
 * there were no matter (R11, R14).
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
  const ordinary = ordinaryFacts(record);
  const attempts: Parameters<Tried>[] = [];
  const opening = firstOpening(rule, ordinary, caller, (...attempt) => attempts.push(attempt));
  if (!opening && ordinary !== record) return firstOpening(rule, record, caller, tried);
  for (const attempt of attempts) tried?.(...attempt);
  return opening;
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
