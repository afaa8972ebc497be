import type { ExtractColumn } from '../domain/extract-column.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { GovernedField } from '../policy/catalogue.ts';
import type { ColumnBasis, ExtractBasis } from '../policy/extract-basis.ts';
import { closesTask } from '../policy/persons-word.ts';
import { type Ruleset, recordRulesKey } from '../policy/ruleset.ts';
import { type MaskCaller, type Opening, openingOf } from '../policy/subject-mask.ts';
import { type CodedColumn, type ExtractStatement, extractCode } from '../statistics/extract-codes.ts';
import type { EntityRows, PersonRow } from '../store/graph-rows.ts';
import type { DisclosureCollector } from './disclosures.ts';
import { factsOfPerson, type GovernedRecord, governRecords, openingOfField } from './governed-record.ts';

/** By what somebody's row is decided: the rules, what its columns rest on, and who would have it. */
export interface ExtractReading {
  readonly ruleset: Ruleset;
  readonly basis: ExtractBasis;
  readonly caller: MaskCaller;
  readonly municipality: string;
  /** `yyyy-mm-dd`: the day that ages are of. */
  readonly asOf: string;
}

/** One person's row before anything is made coarser. */
export interface DrawnPerson {
  readonly person: string;
  readonly household: string;
  /** The codes of the columns that were asked for, less the place. */
  readonly codes: Readonly<Partial<Record<CodedColumn, string>>>;
  /** The local community as records have it, folded; null where no open record says one. */
  readonly area: string | null;
  /** Ids of the consents and of the records that it rests on. */
  readonly consents: readonly string[];
  readonly records: readonly string[];
}

/** A field of a record as it was opened. */
interface OpenField {
  readonly record: GovernedRecord;
  readonly field: GovernedField;
  readonly opening: Opening;
}

/**
 * Whether what opened a field opens it for an extract: every consent is one that everybody may know of (R11), and nobody whom it is
 * about has objected, forbidden or restricted anything of it, or says that it is somebody else (R22).
 */
const isGiven = ({ row, facts }: GovernedRecord, { about }: GovernedField, opening: Opening): boolean =>
  opening.step === 'CONSENT' &&
  opening.sealed.length === 0 &&
  !row.apart &&
  row.household_certainty === 'CERTAIN' &&
  facts.subjects[about].every((subject) => subject === null || closesTask(subject) === null);

/**
 * The consents of a person to all that the columns rest on, whatever is held of them: to each controller and each field. What is not
 * held would else be told of somebody who was never asked about it.
 *
 * @returns null where one is missing.
 */
const consentsToAll = (
  person: PersonRow,
  { ruleset, basis, caller, municipality }: ExtractReading,
): ReadonlySet<string> | null => {
  const consents = new Set<string>();
  const isWhole = basis.columns.every(({ fields }) =>
    [...fields].every(([controller, held]) => {
      const facts = factsOfPerson(
        person,
        { certain: true, contested: false, joined: [] },
        { controller, record: null },
      );
      if (closesTask(facts) !== null) return false;
      const of = [facts];
      const record = {
        ...{ controller, municipality, conflicted: person.conflicted },
        localCommunity: null,
        subjects: { PERSON: of, SIGNATORIES: of, MEMBERS: of, DWELLING: of },
      };
      return held.every(({ kind, field }) => {
        const rules = ruleset.records.get(recordRulesKey(kind, controller));
        const rule = rules?.rules[rules.bitOf.get(field) ?? -1];
        const opening = rule && openingOf(rule, record, caller);
        for (const consent of opening?.consents ?? []) consents.add(consent);
        return opening?.step === 'CONSENT' && opening.sealed.length === 0;
      });
    }),
  );
  return isWhole ? consents : null;
};

/**
 * The open fields of one column; null where a record that says something of it is not open: then there is no row, because a value that
 * leaves somebody's record out would say that there is none.
 */
const openFields = (
  rows: EntityRows,
  governed: ReadonlyMap<string, GovernedRecord>,
  { of, fields }: ColumnBasis,
): readonly OpenField[] | null => {
  const open: OpenField[] = [];
  for (const row of rows.records) {
    if ((row.person_local_id === null) !== (of === 'HOUSEHOLD')) continue;
    for (const field of (fields.get(row.controller) ?? []).filter(({ kind }) => kind === row.kind)) {
      const record = governed.get(row.id);
      const opening = record && openingOfField(record, field.field);
      if (!record || !opening || !isGiven(record, field, opening)) return null;
      open.push({ record, field, opening });
    }
  }
  return open;
};

const laterFirst = ({ record: one }: OpenField, { record: other }: OpenField): number =>
  (other.row.recorded_at ?? other.row.received_at).localeCompare(
    one.row.recorded_at ?? one.row.received_at,
  ) || one.row.id.localeCompare(other.row.id);

/** A value as a record states it; none where its person says that it is not so (R22). */
const statedValue = ({ record: { row }, field }: OpenField): JsonValue =>
  row.contests.some((contest) => contest.field === field.coordinate)
    ? null
    : (row.payload[field.field] ?? null);

/** What each record says of a column's inputs. */
const statementsOf = (open: readonly OpenField[]): readonly ExtractStatement[] => {
  const byRecord = new Map<string, Record<string, JsonValue>>();
  for (const each of open) {
    const { id } = each.record.row;
    const statement = byRecord.get(id) ?? {};
    byRecord.set(id, statement);
    if (each.field.counted !== null) statement[each.field.counted] = statedValue(each);
  }
  return [...byRecord.values()];
};

const isColumn = (column: ExtractColumn | null): column is ExtractColumn => column !== null;

/** The household in which registers place a person, by the latest of the records that say so and are open; null where none is. */
const placedIn = (
  person: EntityRows,
  governed: ReadonlyMap<string, GovernedRecord>,
  { basis }: ExtractReading,
): { readonly household: string; readonly open: readonly OpenField[] } | null => {
  const membership = basis.columns.find(({ column }) => column === null);
  const open = membership ? openFields(person, governed, membership) : null;
  const household = open?.toSorted(laterFirst)[0]?.record.row.household ?? null;
  return open && household !== null ? { household, open } : null;
};

const governedIn = (
  rows: EntityRows,
  { ruleset, caller }: ExtractReading,
): ReadonlyMap<string, GovernedRecord> =>
  new Map(governRecords(rows, ruleset, caller).map((record) => [record.row.id, record]));

/** Decides on one person's row, by the decision that every reading is made by. */
export const createExtractPersons = (reading: ExtractReading) => ({
  /** The household whose records the person's row needs as well; null where there is no row. */
  householdOf: (rows: EntityRows): string | null => {
    const person = rows.persons.find((each) => each.person === rows.id);
    if (!person || person.conflicted || !consentsToAll(person, reading)) return null;
    return placedIn(rows, governedIn(rows, reading), reading)?.household ?? null;
  },

  /**
   * The row; null where anything that it would rest on is not open by consent.
   *
   * @param disclosures told what was read, for the log; null where nothing is given yet.
   */
  draw: (rows: EntityRows, home: EntityRows, disclosures: DisclosureCollector | null): DrawnPerson | null => {
    const person = rows.persons.find((each) => each.person === rows.id);
    const given = person && consentsToAll(person, reading);
    const ofPerson = governedIn(rows, reading);
    const placed = placedIn(rows, ofPerson, reading);
    if (!given || !placed || placed.household !== home.id) return null;
    const ofHome = governedIn(home, reading);
    const read: OpenField[] = [...placed.open];
    const codes: Partial<Record<CodedColumn, string>> = {};
    let area: string | null = null;
    for (const basis of reading.basis.columns) {
      if (!isColumn(basis.column)) continue;
      const open =
        basis.of === 'PERSON' ? openFields(rows, ofPerson, basis) : openFields(home, ofHome, basis);
      if (open === null) return null;
      read.push(...open);
      if (basis.column === 'PLACE')
        area =
          open.toSorted(laterFirst).find(({ record }) => record.row.local_community !== null)?.record.row
            .local_community ?? null;
      else codes[basis.column] = extractCode(basis.column, statementsOf(open), reading.asOf);
    }
    for (const { record, field, opening } of read) {
      const persons = record.facts.subjects[field.about].flatMap((each) => (each ? [each.person] : []));
      disclosures?.add(record, field.coordinate, opening, persons);
    }
    return {
      ...{ person: rows.id, household: home.id, codes, area },
      consents: [...new Set([...given, ...read.flatMap(({ opening }) => opening.consents)])],
      records: [...new Set(read.map(({ record }) => record.row.id))],
    };
  },
});
