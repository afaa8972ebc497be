import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { emergencyPurpose } from '../domain/emergency.ts';
import { HubError } from '../domain/hub-error.ts';
import type { JsonValue } from '../domain/json-value.ts';
import { foldText } from '../identity/fold-text.ts';
import { type Catalogue, type GovernedField, inputsOf } from '../policy/catalogue.ts';
import type { SubjectFacts } from '../policy/record-facts.ts';
import type { Ruleset } from '../policy/ruleset.ts';
import type { MaskCaller, Opening } from '../policy/subject-mask.ts';
import type { EntityKey, PersonRow } from '../store/graph-rows.ts';
import { consentIsMissing } from './consent-is-missing.ts';
import { type Contests, createContests } from './contests.ts';
import { createDifferences, type Differences } from './differences.ts';
import type { DisclosureCollector } from './disclosures.ts';
import { type GovernedRecord, governRecords, openingOfField } from './governed-record.ts';
import type { LiveValues } from './live-values.ts';
import type { RowLoader } from './row-loader.ts';

/** One entity as its caller may see it. */
export interface EntityView {
  readonly entity: EntityKey['entity'];
  readonly id: string;
  readonly records: readonly GovernedRecord[];
  /** Facts of the entity itself where it is a person. */
  readonly person: PersonRow | null;
  /** Whether the agency works with this very person by a relationship that is established and that its agreements count. */
  readonly known: boolean;
  /** The sealed referrals without which it would not (R11): empty where it works with them in the ordinary way, or not at all. */
  readonly sealed: readonly string[];
  /** Lines, as `source local_id`, by which the agency works with the person. */
  readonly knownBy: ReadonlySet<string>;
  /** Persons by `source local id`, for the edges that visible records name. */
  readonly personOf: ReadonlyMap<string, string>;
}

/** What a projection stands on. */
export interface ProjectionInput {
  readonly caller: AgencyCaller;
  readonly municipalities: readonly string[];
  readonly catalogue: Catalogue;
  readonly ruleset: Ruleset;
  /** Sources in the order in which their statements are shown, by one of the hub's own fields; the latest first where it has none. */
  readonly preferred: ReadonlyMap<string, readonly string[]>;
  readonly loadRows: RowLoader;
  readonly disclosures: DisclosureCollector;
  /** Gives records of live sources the values that are open and asked for. */
  readonly fill: LiveValues['fill'];
}

/** The only door between raw records and the graph: everything that leaves goes through one of these. */
export interface Projection extends Contests<EntityView>, Differences<EntityView> {
  /** On whose behalf everything is read. */
  readonly agency: string;
  /** The entity, or null where it is absent or nothing of it is visible: the two cannot be told apart. */
  readonly view: (entity: EntityKey['entity'], id: string) => Promise<EntityView | null>;
  /** Whether this entity was hidden, wholly or in part, because the actor is too near to it (R15): for the log alone. */
  readonly isConflicted: (entity: EntityKey['entity'], id: string) => boolean;
  /** The visible records of one kind, in an order that depends on visible records alone. */
  readonly records: (view: EntityView, kind: string) => readonly GovernedRecord[];
  /** A field of a record; null where it is not open, not held, or null. */
  readonly value: (record: GovernedRecord, coordinate: string) => JsonValue;
  /** The preferred permitted statement of one of the hub's own fields, or null. */
  readonly preferred: (view: EntityView, coordinate: string) => JsonValue;
  /** The records whose statement of this derived field is open, each with the field, the preferred one first: for edges. */
  readonly statements: (
    view: EntityView,
    coordinate: string,
  ) => readonly { record: GovernedRecord; input: GovernedField }[];
  /** Records that an edge to another entity was given. */
  readonly discloseEdge: (record: GovernedRecord, input: GovernedField, coordinate: string) => void;
  /** An entity that was found or listed: that it is known is itself given, and by some record's opening. */
  readonly discloseFound: (view: EntityView, coordinate: string) => void;
  /** A record that a list shows: its provenance alone says that a source knows the family. */
  readonly discloseListed: (record: GovernedRecord, coordinate: string) => void;
  /** Whether a record reached the caller over a probable link; null for the caller's own, which shows no link facts. */
  readonly certainty: (record: GovernedRecord) => 'CERTAIN' | 'PROBABLE' | null;
  /** @throws HubError CONSENT_REQUIRED where R6 allows the caller to learn that consent is what is missing. */
  readonly refuseForConsent: (view: EntityView, coordinates: readonly string[]) => void;
}

const knownPersons = (subjects: readonly (SubjectFacts | null)[]): readonly string[] =>
  subjects.flatMap((subject) => (subject ? [subject.person] : []));

/** What is open of a record, each with those whom it is about. */
const openingsOf = (record: GovernedRecord) =>
  record.mask.openings.flatMap((opening, bit) => {
    const about = record.rules.rules[bit]?.about;
    return opening && about ? [{ record, opening, persons: knownPersons(record.facts.subjects[about]) }] : [];
  });

/** What opened without anything that a matter seals; all where nothing did (R11). */
const ordinaryFirst = <Found extends { readonly opening: Opening }>(
  found: readonly Found[],
): readonly Found[] => {
  const ordinary = found.filter(({ opening }) => opening.sealed.length === 0);
  return ordinary.length > 0 ? ordinary : found;
};

const liesIn =
  (area: readonly string[] | null) =>
  ({ local_community: place }: { readonly local_community: string | null }): boolean =>
    area === null || (place !== null && area.includes(place));

const laterFirst = (one: GovernedRecord, other: GovernedRecord): number =>
  (other.row.recorded_at ?? other.row.received_at).localeCompare(
    one.row.recorded_at ?? one.row.received_at,
  ) ||
  one.row.source.localeCompare(other.row.source) ||
  one.row.local_id.localeCompare(other.row.local_id);

/** Where a source stands in an order; after all that are named where it is not. */
const placeIn = (order: readonly string[], { row }: GovernedRecord): number => {
  const place = order.indexOf(row.source);
  return place === -1 ? order.length : place;
};

/** Makes the projection of one request. */
export const createProjection = (input: ProjectionInput): Projection => {
  const { catalogue, ruleset, disclosures } = input;
  const maskCaller: MaskCaller = {
    agency: input.caller.agency,
    purpose: input.caller.purpose,
    // Compared folded, as records hold it: a token may write a community in either script.
    area: input.caller.area?.map(foldText) ?? null,
  };
  const views = new Map<string, Promise<EntityView | null>>();
  const conflicted = new Set<string>();

  const load = async (entity: EntityKey['entity'], id: string): Promise<EntityView | null> => {
    const rows = await input.loadRows({
      entity,
      id,
      agency: input.caller.agency,
      kinds: ruleset.kinds,
      municipalities: input.municipalities,
      self: selfHashOf(input.caller),
      // An access is one actor's, for this purpose alone: under any other it opens nothing (R17).
      actor: input.caller.purpose === emergencyPurpose ? input.caller.actor : null,
    });
    const records = governRecords(rows, ruleset, maskCaller);
    const person =
      entity === 'PERSON' ? (rows.persons.find((each) => each.person === rows.id) ?? null) : null;
    if (person?.conflicted === true || rows.records.some((row) => row.conflicted))
      conflicted.add(`${entity} ${id}`);
    if (person?.conflicted === true) return null;
    // A person with whom the agency works exists for it even before anything of them is open (R6, R10). A token narrowed to
    // local communities knows nobody outside them either: what lies there must be the relationship's own evidence, because
    // any other record would tell where somebody's hidden register puts them.
    const isNear = liesIn(maskCaller.area);
    const bonds = (person?.relationships ?? []).filter(
      (bond) => bond.established && ruleset.relationships.includes(bond.kind) && isNear(bond),
    );
    const known = bonds.length > 0;
    const isOrdinary = bonds.some((bond) => bond.sealed === null);
    const sealed = isOrdinary ? [] : bonds.flatMap((bond) => bond.sealed ?? []);
    const knownBy = new Set(bonds.flatMap(({ by }) => by ?? []));
    if (records.length === 0 && !known) return null;
    const personOf = new Map(
      rows.subjects.map((subject) => [`${subject.source} ${subject.local_id}`, subject.person]),
    );
    return {
      entity,
      id: rows.id,
      records: [...(await input.fill(records))].sort(laterFirst),
      person,
      known,
      sealed,
      knownBy,
      personOf,
    };
  };

  const disclose = (record: GovernedRecord, field: GovernedField, coordinate: string): void => {
    const opening = openingOfField(record, field.field);
    if (!opening) throw new Error(`disclosed without an opening: ${coordinate}`);
    disclosures.add(record, coordinate, opening, knownPersons(record.facts.subjects[field.about]));
  };

  const read = (record: GovernedRecord, field: GovernedField, coordinate: string): JsonValue => {
    if (record.row.kind !== field.kind || !openingOfField(record, field.field)) return null;
    const value = record.row.payload[field.field] ?? null;
    if (value !== null) disclose(record, field, coordinate);
    return value;
  };

  const certainty: Projection['certainty'] = (record) => {
    const openings = record.mask.openings.filter((opening) => opening !== null);
    // An own record shows no link facts (R2, step 4); but one that was placed by what a neighbour called the family says so,
    // because who triages it must not take a guess for a fact.
    if (openings.some((opening) => opening.step === 'OWN')) {
      return record.row.household_certainty === 'PROBABLE' ? 'PROBABLE' : null;
    }
    return openings.some((opening) => opening.probable) || record.row.household_certainty === 'PROBABLE'
      ? 'PROBABLE'
      : 'CERTAIN';
  };

  const statements: Projection['statements'] = (view, coordinate) => {
    const found = inputsOf(catalogue, coordinate).flatMap((name) => {
      const field = catalogue.governed.get(name);
      if (!field) return [];
      return view.records
        .filter((record) => record.row.kind === field.kind && openingOfField(record, field.field) !== null)
        .map((record) => ({ record, input: field }));
    });
    const order = input.preferred.get(coordinate) ?? [];
    return found.sort(
      (one, other) =>
        // INVARIANT: before any order that is configured. R19: a neighbour's word never takes a register's place, however new it is and however weak the register's link.
        Number(one.input.category === 'OBSERVATION') - Number(other.input.category === 'OBSERVATION') ||
        Number(certainty(one.record) === 'PROBABLE') - Number(certainty(other.record) === 'PROBABLE') ||
        placeIn(order, one.record) - placeIn(order, other.record) ||
        laterFirst(one.record, other.record),
    );
  };

  const shown = (view: EntityView, coordinate: string) =>
    statements(view, coordinate).find(
      ({ record, input: field }) => (record.row.payload[field.field] ?? null) !== null,
    );

  const contests = createContests({ catalogue, shown, disclose });

  return {
    agency: input.caller.agency,
    view: (entity, id) => {
      const key = `${entity} ${id}`;
      const known = views.get(key) ?? load(entity, id);
      views.set(key, known);
      return known;
    },
    isConflicted: (entity, id) => conflicted.has(`${entity} ${id}`),
    records: (view, kind) => view.records.filter((record) => record.row.kind === kind),
    value: (record, coordinate) => {
      const field = catalogue.governed.get(coordinate);
      return field ? read(record, field, coordinate) : null;
    },
    preferred: (view, coordinate) => {
      const best = shown(view, coordinate);
      return best ? read(best.record, best.input, coordinate) : null;
    },
    ...contests,
    ...createDifferences({ catalogue, statements, disclose }),
    statements,
    discloseEdge: disclose,
    discloseFound: (view, coordinate) => {
      const openings = ordinaryFirst(view.records.flatMap(openingsOf));
      // By what stands on the firmest ground: an entity that is known anyway is not found on somebody's own word.
      const found = openings.find(({ opening }) => !opening.declared) ?? openings[0];
      const isOrdinary = view.known && view.sealed.length === 0;
      if (found && (found.opening.sealed.length === 0 || !isOrdinary))
        disclosures.add(found.record, coordinate, found.opening, found.persons);
      // A person whom the agency works with can be found before any record is open.
      else if (view.person) disclosures.addKnown(view.id, [coordinate], 'RELATIONSHIP', view.sealed);
    },
    discloseListed: (record, coordinate) => {
      const [first] = ordinaryFirst(openingsOf(record));
      if (first) disclosures.add(record, coordinate, first.opening, first.persons);
    },
    certainty,
    refuseForConsent: (view, coordinates) => {
      if (!view.person || !view.known) return;
      if (!consentIsMissing(view.person, coordinates, input, maskCaller)) return;
      disclosures.addKnown(view.id, coordinates, 'CONSENT_REQUIRED', view.sealed);
      throw new HubError('CONSENT_REQUIRED');
    },
  };
};
