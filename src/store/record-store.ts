import type { JsonValue } from '../domain/json-value.ts';
import type { RelationshipKind } from '../domain/relationship.ts';
import { endedKind } from '../domain/unit-end.ts';
import type { Transaction } from './database.ts';
import { RecordTable } from './tables.ts';

/** What the store holds of a unit now. */
export interface UnitState {
  readonly unit: string;
  readonly compartment: string;
  readonly version: number;
  readonly unit_hash: string;
}

/** What the store holds of one record of a unit now, as far as the next version inherits it. */
export interface CurrentRecord {
  readonly kind: string;
  readonly local_id: string;
  readonly unit: string;
  readonly compartment: string;
  readonly relationship_with: string | null;
  readonly relationship_kind: RelationshipKind | null;
  /** Local dates: from included, until excluded. */
  readonly relationship_from: string | null;
  readonly relationship_until: string | null;
  readonly relationship_declared_by: string | null;
  readonly relationship_declared_person: string | null;
  readonly relationship_declared_at: Date | null;
  readonly relationship_confirmed_by: string | null;
}

/** One record to store. */
export interface NewRecord {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly localId: string;
  readonly unit: string;
  readonly version: number;
  readonly unitHash: string;
  readonly controller: string;
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly compartment: string;
  readonly personLocalId: string | null;
  readonly signatories: readonly string[];
  readonly members: readonly string[];
  readonly dwellingId: string | null;
  readonly relationshipWith: string | null;
  readonly relationshipKind: RelationshipKind | null;
  readonly relationshipFrom: string | null;
  readonly relationshipUntil: string | null;
  readonly relationshipDeclaredBy: string | null;
  readonly relationshipDeclaredPerson: string | null;
  /** Since when it stands on its agency's own word: R10's thirty days run from here. */
  readonly relationshipDeclaredAt: Date | null;
  readonly relationshipConfirmedBy: string | null;
  readonly observedOn: string | null;
  readonly recordedAt: Date | null;
  readonly receivedAt: Date;
  readonly retainUntil: string | null;
  readonly payload: { readonly [key: string]: JsonValue };
}

/** Any number, as long as nothing else in the database locks by it. */
const intakeLock = 7_305_414_202;

const list = `array(select jsonb_array_elements_text(?::jsonb))`;

/**
 * Lets one intake at a time decide versions and links: two that meet would each find the same person new. Held to the end of
 * the transaction.
 */
export const lockIntake = async (transaction: Transaction): Promise<void> => {
  await transaction.query(`select pg_advisory_xact_lock(${intakeLock})`);
};

/**
 * The newest version of each of these units in each compartment, erased ones included: a tombstone still says what was the
 * last. Compartments are apart, so that no receipt of an ordinary push tells of a sealed version (R11).
 */
export const findUnitStates = async (
  transaction: Transaction,
  source: string,
  units: readonly string[],
): Promise<readonly UnitState[]> =>
  await transaction.query<UnitState>(
    `select distinct on (unit, compartment) unit, compartment, version, unit_hash from record
      where source = ? and unit = any (${list}) order by unit, compartment, version desc, erased_at nulls first`,
    [source, JSON.stringify(units)],
  );

/** The current records of these units. */
export const findCurrentRecords = async (
  transaction: Transaction,
  source: string,
  units: readonly string[],
): Promise<readonly CurrentRecord[]> =>
  await transaction.query<CurrentRecord>(
    `select kind, local_id, unit, compartment, relationship_with, relationship_kind, relationship_from::text,
        relationship_until::text, relationship_declared_by, relationship_declared_person,
        relationship_declared_at, relationship_confirmed_by from record
      where source = ? and unit = any (${list}) and superseded_at is null`,
    [source, JSON.stringify(units)],
  );

/** How many units a submitter has handed over since an instant: versions of one count each. */
export const countSubmitted = async (
  { query }: Transaction,
  asked: { readonly source: string; readonly submitter: string; readonly since: Date },
): Promise<number> => {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (
       select distinct unit, version from record where source = ? and starts_with(unit, ?) and received_at > ?) handed`,
    [asked.source, asked.submitter, asked.since],
  );
  return row?.count ?? 0;
};

/** Local ids of the units that a source has now, matters' aside: those that it no longer has are not among them. */
export const findHeldUnits = async (
  { query }: Pick<Transaction, 'query'>,
  source: string,
): Promise<readonly string[]> => {
  const rows = await query<{ unit: string }>(
    `select distinct unit from record where source = ? and superseded_at is null and erased_at is null
        and compartment in ('general', 'own')
        and not exists (select from record gone where gone.source = record.source and gone.unit = record.unit
          and gone.kind = '${endedKind}' and gone.superseded_at is null and gone.compartment in ('general', 'own'))
      order by unit`,
    [source],
  );
  return rows.map(({ unit }) => unit);
};

/** What the general graph says now of a unit: where, of whom, and what. */
export interface StandingStatement {
  readonly unit: string;
  readonly kind: string;
  readonly localId: string;
  readonly personLocalId: string | null;
  readonly signatories: readonly string[];
  readonly members: readonly string[];
  readonly municipality: string;
  readonly localCommunity: string | null;
  readonly dwellingId: string | null;
  readonly payload: { readonly [key: string]: JsonValue };
}

/** The current general statements of these units. */
export const findStatements = async (
  transaction: Transaction,
  source: string,
  units: readonly string[],
): Promise<readonly StandingStatement[]> =>
  units.length === 0
    ? []
    : await transaction.query<StandingStatement>(
        `select unit, kind, local_id as "localId", person_local_id as "personLocalId", to_jsonb(signatories) as signatories,
            to_jsonb(members) as members, municipality, local_community as "localCommunity", dwelling_id::text as "dwellingId",
            payload from record
          where source = ? and unit = any (${list}) and superseded_at is null and erased_at is null
            and compartment = 'general'`,
        [source, JSON.stringify(units)],
      );

/**
 * Ends the current versions of these units: a record is never overwritten, only succeeded. A version succeeds one of its own
 * compartment alone: a case that a matter seals stays in the general graph as it last stood there (R11).
 */
export const supersedeUnits = async (
  transaction: Transaction,
  source: string,
  units: readonly { readonly unit: string; readonly compartment: string }[],
  at: Date,
): Promise<void> => {
  if (units.length === 0) return;
  await transaction.query(
    `update record set superseded_at = ? from jsonb_to_recordset(?::jsonb) as it(unit text, compartment text)
      where record.source = ? and record.unit = it.unit and record.compartment = it.compartment
        and record.superseded_at is null`,
    [at, JSON.stringify(units), source],
  );
};

export const insertRecords = async (transaction: Transaction, records: readonly NewRecord[]): Promise<void> =>
  await transaction.insert(
    RecordTable,
    records.map((record) => ({ ...record, supersededAt: null, erasedAt: null })),
  );

/**
 * Begins the relationships of these lines anew: as declared by the bearer where its own agency's, else by the register. One
 * that had closed was somebody else's, and goes.
 */
export const restartRelationships = async (
  transaction: Transaction,
  source: string,
  persons: readonly string[],
  bearer: { readonly agency: string; readonly actor: string; readonly person: string | null } | null,
  at: Date,
): Promise<void> => {
  if (persons.length === 0) return;
  await transaction.query(
    `update record set relationship_confirmed_by = null,
        relationship_declared_by = case when relationship_with = ?::text then ?::text end,
        relationship_declared_person = case when relationship_with = ?::text then ?::text end,
        relationship_declared_at = case when relationship_with = ?::text then ?::timestamptz end,
        relationship_with = case when relationship_until is null then relationship_with end,
        relationship_kind = case when relationship_until is null then relationship_kind end
      where source = ? and person_local_id = any (${list}) and superseded_at is null and relationship_with is not null`,
    [
      ...[bearer?.agency ?? null, bearer?.actor ?? null],
      ...[bearer?.agency ?? null, bearer?.person ?? null],
      ...[bearer?.agency ?? null, at],
      ...[source, JSON.stringify(persons)],
    ],
  );
};

/** Learns local communities from a municipality's own register; the first spelling stays. */
export const learnLocalCommunities = async (
  transaction: Transaction,
  communities: readonly { municipality: string; nameKey: string; name: string }[],
): Promise<void> => {
  if (communities.length === 0) return;
  await transaction.query(
    `insert into local_community (municipality, name_key, name)
     select municipality, "nameKey", name from jsonb_to_recordset(?::jsonb) as it(municipality text, "nameKey" text, name text)
     on conflict do nothing`,
    [JSON.stringify(communities)],
  );
};

/** The local communities that were learned, by folded name. */
export const learnedLocalCommunities = async (
  transaction: Transaction,
): Promise<readonly { readonly name_key: string; readonly municipality: string }[]> =>
  await transaction.query(`select name_key, municipality from local_community`);
