import { foldText } from '../identity/fold-text.ts';
import { nationalIdHashes } from '../identity/national-id.ts';
import { type ExplanationInput, explainField, type FieldExplanation } from '../policy/explain-field.ts';
import { ordinaryFacts } from '../policy/subject-mask.ts';
import { toldToController } from '../policy/told-to-controller.ts';
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
  /** Keyed hash of the asking officer's own national id: who is near to them is absent to them as to all staff (R15). */
  readonly self: string;
}

/** What is told of whom was asked for. */
export interface PersonAnswer {
  /** Sorted by source, kind and local id; empty for one of whom nothing is told, whatever the reason. */
  readonly records: readonly ExplainedPersonRecord[];
  /** Something was left out because the officer is too near to them (R15): for the log alone. */
  readonly conflicted: boolean;
}

/** A record that a controller holds of a person: over a certain link, and now. */
export interface HeldRecord {
  /** The hub's own ids. */
  readonly person: string;
  readonly household: string | null;
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
}

/** Whose records an officer asks for. */
export interface HeldQuestion
  extends Pick<PersonQuestion, 'controller' | 'persons' | 'municipalities' | 'self'> {
  readonly kinds: readonly string[];
}

/** Explains the decisions on a person's records to the data protection officer of their controller. */
export interface PersonExplanations {
  /** The persons whom sources link to this national id with certainty (R20); none where it is no national id. */
  readonly byNationalId: (nationalId: string) => Promise<readonly string[]>;
  /** Records that are not linked with certainty are not told of, and neither is anybody to whom the officer is too near. */
  readonly explain: (question: PersonQuestion) => Promise<PersonAnswer>;
  /** The records that an officer of their controller may be told of: the same ones. */
  readonly held: (
    question: HeldQuestion,
  ) => Promise<{ readonly records: readonly HeldRecord[]; readonly conflicted: boolean }>;
}

export interface PersonExplanationsInput {
  readonly database: Database;
  readonly loadRows: RowLoader;
  readonly hashingKey: Uint8Array;
}

/** For whom rows are read, and which of them. */
type Reach = Pick<EntityKey, 'agency' | 'kinds' | 'municipalities' | 'self' | 'actor'>;

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
  /** The records of one person, or null where the officer is too near to them. */
  const recordsOf = async (
    person: string,
    controller: string,
    reach: Reach,
  ): Promise<readonly Found[] | null> => {
    const rows = await input.loadRows({ entity: 'PERSON', id: person, ...reach });
    if (rows.persons.some((each) => each.person === person && each.conflicted)) return null;
    const own = recordsAbout(rows, person, controller);
    const households = new Set(own.flatMap(({ row }) => row.household ?? []));
    const shared: Found[] = [];
    for (const id of households) {
      const home = await input.loadRows({ entity: 'HOUSEHOLD', id, ...reach });
      shared.push(...recordsAbout(home, person, controller));
    }
    return [...new Map([...own, ...shared].map((found) => [found.row.id, found])).values()];
  };

  /** The records of several, each with its person. */
  const recordsOfAll = async (
    persons: readonly string[],
    controller: string,
    reach: Reach,
  ): Promise<{
    readonly told: readonly (Found & { readonly person: string })[];
    readonly conflicted: boolean;
  }> => {
    const told: (Found & { readonly person: string })[] = [];
    let conflicted = false;
    for (const person of persons) {
      const all = await recordsOf(person, controller, reach);
      // INVARIANT: own household, relatives and declared conflicts are absent to this officer too (R15).
      const far = all?.filter(({ row, rows }) => !factsReader(rows)(row).conflicted) ?? [];
      if (all === null || far.length !== all.length) conflicted = true;
      told.push(...far.map((found) => ({ ...found, person })));
    }
    return { told, conflicted };
  };

  const explainRecord = (person: string, found: Found, question: PersonQuestion): ExplainedPersonRecord => {
    const { explanation, coordinates, controller } = question;
    const { row } = found;
    // R11: of the recipient's sealed consents and referrals the controller's officer is not told.
    const facts = ordinaryFacts(factsReader(found.rows)(row));
    const caller = {
      agency: explanation.caller.agency,
      purpose: explanation.caller.purpose,
      area: explanation.caller.area?.map(foldText) ?? null,
    };
    const fields = coordinates.flatMap((coordinate) => {
      const field = explanation.catalogue.governed.get(coordinate);
      return field?.kind === row.kind
        ? [toldToController(explainField(explanation, field, controller, { facts, caller, anyActor: true }))]
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
      const found = await findMentions(input.database, [`id:${nationalIdHash}`]);
      return [...new Set(found.filter((each) => each.certain).map((each) => each.person))].sort();
    },
    explain: async (question) => {
      const { explanation, municipalities, self } = question;
      const { told, conflicted } = await recordsOfAll(question.persons, question.controller, {
        agency: explanation.caller.agency,
        kinds: explanation.ruleset.kinds,
        municipalities,
        // Of the one who asks here. Whether the recipient's actor is too near is left open: no actor of theirs asks.
        self,
        actor: null,
      });
      const records = told
        .map((found) => explainRecord(found.person, found, question))
        .filter(({ fields }) => fields.length > 0);
      return { records: records.sort(byPlace), conflicted };
    },
    held: async ({ controller, persons, kinds, municipalities, self }) => {
      const reach = { agency: controller, kinds, municipalities, self, actor: null };
      const { told, conflicted } = await recordsOfAll(persons, controller, reach);
      const records = told.map(({ person, row }) => ({
        person,
        household: row.household,
        source: row.source,
        recordKind: row.kind,
        controller,
      }));
      return {
        records: [...new Map(records.map((each) => [JSON.stringify(each), each])).values()],
        conflicted,
      };
    },
  };
};
