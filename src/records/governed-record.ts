import type { About } from '../domain/about.ts';
import { type RecordRules, type Ruleset, recordRulesKey } from '../policy/ruleset.ts';
import {
  isOpen,
  isVisible,
  type Mask,
  type MaskCaller,
  maskOf,
  type Opening,
  type RecordFacts,
  type SubjectFacts,
} from '../policy/subject-mask.ts';
import type { EntityRows, PersonRow, RecordRow } from '../store/graph-rows.ts';

/** A record with what its caller may read of it. Rows without a set bit never become one. */
export interface GovernedRecord {
  readonly row: RecordRow;
  readonly facts: RecordFacts;
  readonly rules: RecordRules;
  readonly mask: Mask;
}

const subjectKey = (source: string, localId: string): string => `${source} ${localId}`;

/** What holds between a person and the caller's agency, with the certainty of the record's own link. */
export const factsOfPerson = (person: PersonRow, certain: boolean): SubjectFacts => ({
  person: person.person,
  certain,
  relationships: person.relationships,
  prohibited: person.prohibited,
  consents: person.consents,
});

const factsOf = (
  row: RecordRow,
  subjects: ReadonlyMap<string, SubjectFacts>,
  near: ReadonlySet<string>,
): RecordFacts => {
  const of = (localIds: readonly string[]) =>
    localIds.map((localId) => subjects.get(subjectKey(row.source, localId)) ?? null);
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
  const subjects = new Map<string, SubjectFacts>();
  for (const subject of rows.subjects) {
    const person = persons.get(subject.person);
    if (person)
      subjects.set(subjectKey(subject.source, subject.local_id), factsOfPerson(person, subject.certain));
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
