import { foldText } from '../identity/fold-text.ts';
import { nationalIdHashes } from '../identity/national-id.ts';
import { type ExplanationInput, explainField, type FieldExplanation } from '../policy/explain-field.ts';
import type { Database } from '../store/database.ts';
import type { EntityKey, EntityRows, RecordRow } from '../store/graph-rows.ts';
import { findMentions } from '../store/search-store.ts';
import { factsReader } from './governed-record.ts';
import type { RowLoader } from './row-loader.ts';

/** One record of a person, with the decision on each field that was asked about. */
export interface ExplainedPersonRecord {
  /** The hub's own ids. */
  readonly person: string;
  readonly household: string | null;
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
  /** The register's own key: for its owner, who is the one that is told. */
  readonly localId: string;
  readonly fields: readonly FieldExplanation[];
  /** The person's own consents that opened something; nobody else's are told. */
  readonly consents: readonly string[];
}

/** Whose decisions on whose records are explained. */
export interface PersonQuestion {
  /** The controller whose records are explained: the asking officer's own agency. */
  readonly controller: string;
  /** The hub's own ids. */
  readonly persons: readonly string[];
  /** Towards the recipient. */
  readonly explanation: ExplanationInput;
  readonly municipalities: readonly string[];
  /** Governed coordinates. */
  readonly coordinates: readonly string[];
}

/** Explains the decisions on a person's records to the data protection officer of their controller. */
export interface PersonExplanations {
  /** The persons whom sources link to this national id with certainty (R20); none where it is no national id. */
  readonly byNationalId: (nationalId: string) => Promise<readonly string[]>;
  /** Sorted by source, kind and local id. Records that are not linked with certainty are not told of. */
  readonly explain: (question: PersonQuestion) => Promise<readonly ExplainedPersonRecord[]>;
}

export interface PersonExplanationsInput {
  readonly database: Database;
  readonly loadRows: RowLoader;
  readonly hashingKey: Uint8Array;
}

interface Found {
  readonly row: RecordRow;
  readonly rows: EntityRows;
}

/** The controller's records whose subjects hold this person over a certain link. */
const recordsAbout = (rows: EntityRows, person: string, controller: string): readonly Found[] => {
  const certain = new Set(
    rows.subjects
      .filter((subject) => subject.person === person && subject.certain)
      .map((subject) => `${subject.source} ${subject.local_id}`),
  );
  const holds = (row: RecordRow): boolean =>
    [row.person_local_id, ...row.signatories, ...row.members].some((id) =>
      certain.has(`${row.source} ${id}`),
    );
  return rows.records
    .filter((row) => row.controller === controller && holds(row))
    .map((row) => ({ row, rows }));
};

const byPlace = (one: ExplainedPersonRecord, other: ExplainedPersonRecord): number =>
  one.source.localeCompare(other.source) ||
  one.recordKind.localeCompare(other.recordKind) ||
  one.localId.localeCompare(other.localId);

export const createPersonExplanations = (input: PersonExplanationsInput): PersonExplanations => {
  const load = async (
    entity: EntityKey['entity'],
    id: string,
    { explanation, municipalities }: PersonQuestion,
  ): Promise<EntityRows> =>
    await input.loadRows({
      entity,
      id,
      agency: explanation.caller.agency,
      kinds: explanation.ruleset.kinds,
      municipalities,
      // No actor asks: whether one is too near is left open.
      self: null,
    });

  const recordsOf = async (person: string, question: PersonQuestion): Promise<readonly Found[]> => {
    const own = recordsAbout(await load('PERSON', person, question), person, question.controller);
    const households = new Set(
      own.flatMap(({ row }) =>
        row.household && row.household_certainty === 'CERTAIN' ? [row.household] : [],
      ),
    );
    const shared: Found[] = [];
    for (const household of households) {
      shared.push(...recordsAbout(await load('HOUSEHOLD', household, question), person, question.controller));
    }
    return [...new Map([...own, ...shared].map((found) => [found.row.id, found])).values()];
  };

  const explainRecord = (person: string, found: Found, question: PersonQuestion): ExplainedPersonRecord => {
    const { explanation, coordinates, controller } = question;
    const { row } = found;
    const facts = factsReader(found.rows)(row);
    const caller = {
      agency: explanation.caller.agency,
      purpose: explanation.caller.purpose,
      area: explanation.caller.area?.map(foldText) ?? null,
    };
    const fields = coordinates.flatMap((coordinate) => {
      const field = explanation.catalogue.governed.get(coordinate);
      return field?.kind === row.kind
        ? [explainField(explanation, field, controller, { facts, caller, anyActor: true })]
        : [];
    });
    const ownConsents = new Set(
      Object.values(facts.subjects).flatMap((subjects) =>
        subjects.flatMap((subject) =>
          subject?.person === person ? subject.consents.map((consent) => consent.id) : [],
        ),
      ),
    );
    const used = fields.flatMap(({ opening }) => opening?.consents ?? []);
    return {
      person,
      household: row.household,
      source: row.source,
      recordKind: row.kind,
      controller: row.controller,
      localId: row.local_id,
      fields,
      consents: [...new Set(used.filter((id) => ownConsents.has(id)))].sort(),
    };
  };

  return {
    byNationalId: async (nationalId) => {
      const { nationalIdHash } = nationalIdHashes(nationalId, input.hashingKey);
      if (nationalIdHash === null) return [];
      const found = await findMentions(input.database, `id:${nationalIdHash}`);
      return [...new Set(found.filter((each) => each.certain).map((each) => each.person))].sort();
    },
    explain: async (question) => {
      const explained: ExplainedPersonRecord[] = [];
      for (const person of question.persons) {
        for (const found of await recordsOf(person, question)) {
          const record = explainRecord(person, found, question);
          if (record.fields.length > 0) explained.push(record);
        }
      }
      return explained.sort(byPlace);
    },
  };
};
