import type { About } from '../domain/about.ts';
import { type FormerPerson, speaksFor } from '../domain/link-decision.ts';
import type { RecordFacts, SubjectFacts } from '../policy/record-facts.ts';
import { type RecordRules, type Ruleset, recordRulesKey } from '../policy/ruleset.ts';
import {
  isOpen,
  isVisible,
  type Mask,
  type MaskCaller,
  maskOf,
  type Opening,
} from '../policy/subject-mask.ts';
import type { EntityRows, PersonRow, RecordName, RecordRow, RestingRight } from '../store/graph-rows.ts';

/** A record with what its caller may read of it. Rows without a set bit never become one. */
export interface GovernedRecord {
  readonly row: RecordRow;
  readonly facts: RecordFacts;
  readonly rules: RecordRules;
  readonly mask: Mask;
}

const subjectKey = (source: string, localId: string): string => `${source} ${localId}`;

/** One line of a register that names a person, as far as it is known whose it is. */
export interface SubjectLink {
  readonly certain: boolean;
  /** Whether the person says that it is somebody else. */
  readonly contested: boolean;
  /** Under which ids its person went before somebody joined two. */
  readonly joined: readonly FormerPerson[];
}

/** A record as far as a person's request can be about it; its name is null where no record is looked at (R6). */
interface AskedOf {
  readonly controller: string;
  readonly record: RecordName | null;
}

const isAbout = (right: RestingRight, { controller, record }: AskedOf): boolean =>
  right.controller === controller &&
  (right.record === null ||
    (record !== null &&
      right.record.source === record.source &&
      right.record.kind === record.kind &&
      right.record.unit === record.unit &&
      right.record.local_id === record.local_id));

/** What holds between a person and the caller's agency for one record, with the certainty of the record's own link. */
export const factsOfPerson = (person: PersonRow, link: SubjectLink, asked: AskedOf): SubjectFacts => {
  const rights = person.rights.filter((each) => isAbout(each, asked));
  return {
    person: person.person,
    certain: link.certain,
    relationships: person.relationships,
    prohibited: person.prohibited,
    rights: {
      objected: rights.some(({ requested }) => requested === 'OBJECTION'),
      restricted: rights.some(({ requested }) => requested === 'RESTRICTION'),
      linkContested: link.contested,
    },
    consents: person.consents.filter((consent) =>
      speaksFor(consent, { person: person.person, joined: link.joined }),
    ),
  };
};

/** Who a source's local id is, and by what link. */
interface KnownSubject {
  readonly person: PersonRow;
  readonly link: SubjectLink;
}

const factsOf = (
  row: RecordRow,
  subjects: ReadonlyMap<string, KnownSubject>,
  near: ReadonlySet<string>,
): RecordFacts => {
  const of = (localIds: readonly string[]) =>
    localIds.map((localId) => {
      const known = subjects.get(subjectKey(row.source, localId));
      return known
        ? factsOfPerson(known.person, known.link, { controller: row.controller, record: row })
        : null;
    });
  const sets: Record<About, readonly (SubjectFacts | null)[]> = {
    PERSON: of(row.person_local_id === null ? [] : [row.person_local_id]),
    SIGNATORIES: of(row.signatories),
    MEMBERS: of(row.members),
    DWELLING: of([...new Set([...row.signatories, ...row.members])]),
  };
  return {
    controller: row.controller,
    municipality: row.municipality,
    localCommunity: row.local_community,
    conflicted:
      row.conflicted ||
      Object.values(sets).some((each) =>
        each.some((subject) => subject !== null && near.has(subject.person)),
      ),
    subjects: sets,
  };
};

/** Reads a record's residual facts out of the rows that it was loaded with. */
export const factsReader = (rows: EntityRows): ((row: RecordRow) => RecordFacts) => {
  const persons = new Map(rows.persons.map((person) => [person.person, person]));
  const subjects = new Map<string, KnownSubject>();
  for (const link of rows.subjects) {
    const person = persons.get(link.person);
    if (person) subjects.set(subjectKey(link.source, link.local_id), { person, link });
  }
  const near = new Set(rows.persons.filter((person) => person.conflicted).map(({ person }) => person));
  return (row) => factsOf(row, subjects, near);
};

/**
 * Sets one mask per record and drops the records of which nothing is open: from here on they are exactly as if absent.
 * INVARIANT: raw rows become visible through this function alone.
 */
export const governRecords = (
  rows: EntityRows,
  ruleset: Ruleset,
  caller: MaskCaller,
): readonly GovernedRecord[] => {
  const readFacts = factsReader(rows);
  const governed: GovernedRecord[] = [];
  for (const row of rows.records) {
    const rules = ruleset.records.get(recordRulesKey(row.kind, row.controller));
    if (!rules) continue;
    const facts = readFacts(row);
    const mask = maskOf(rules, facts, caller);
    if (isVisible(mask)) governed.push({ row, facts, rules, mask });
  }
  return governed;
};

/** By what a field of this record is open, or null. One bit test. */
export const openingOfField = (record: GovernedRecord, field: string): Opening | null => {
  const bit = record.rules.bitOf.get(field);
  return bit !== undefined && isOpen(record.mask, bit) ? (record.mask.openings[bit] ?? null) : null;
};
