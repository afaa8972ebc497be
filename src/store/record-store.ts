import type { JsonValue } from '../domain/json-value.ts';
import type { RelationshipKind } from '../domain/relationship.ts';
import type { Database, Transaction } from './database.ts';
import { sweepFlags } from './protective-flag-store.ts';
import { RecordTable } from './tables.ts';

/** What the store holds of a unit now. */
export interface UnitState {
  readonly unit: string;
  readonly compartment: string;
  readonly version: number;
  readonly unit_hash: string;
  /** Of what was erased: an old file does not bring it back. */
  readonly erased_hashes: readonly string[];
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
    `select distinct on (unit, compartment) unit, compartment, version, unit_hash,
        array(select erased.unit_hash from record erased where erased.source = record.source and erased.unit = record.unit
          and erased.compartment = record.compartment and erased.erased_at is not null) as erased_hashes from record
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

/**
 * Whose word alone a case stands on, thirty days after it was declared: R10's relationships that the agency declared itself
 * and nobody confirmed. A new version does not begin the thirty days anew; a case that is opened again does. Of its own
 * compartment alone: a sealed declaration must not show in when an ordinary one ends (R11).
 */
const overdue = `
  select id, source, unit, relationship_with from record
  where superseded_at is null and erased_at is null and compartment = 'general'
    and relationship_declared_by is not null and relationship_confirmed_by is null and relationship_with is not null
    and ?::timestamptz - interval '30 days' > relationship_declared_at`;

/**
 * S16: ends those relationships, and finds the units that were nothing else: where no other line of the unit is evidence that
 * the same agency works with somebody, what it pushed was an application that nobody has stood up for.
 */
const endOverdue = async (
  transaction: Transaction,
  at: Date,
): Promise<readonly { readonly source: string; readonly unit: string }[]> =>
  await transaction.query(
    `with overdue as materialized (${overdue}),
     ended as (
       update record set relationship_with = null, relationship_kind = null from overdue where record.id = overdue.id)
     select distinct source, unit from overdue where not exists (
       select from record other where other.source = overdue.source and other.unit = overdue.unit
         and other.superseded_at is null and other.compartment = 'general'
         and other.relationship_with = overdue.relationship_with and not other.id in (select id from overdue))`,
    [at],
  );

/**
 * Erases the payload of every record whose time is over, in all its versions, with the mentions by which it could be found;
 * a tombstone stays (R21). A relationship that its own agency declared and nobody confirmed within thirty days ends (R10),
 * and what was pushed for its sake alone is erased with it (S16); so does the memory of a push: after it the version, or the
 * tombstone, stops a second effect.
 *
 * @param today local date.
 * @returns how many records were erased.
 */
export const sweepRetention = async (database: Database, today: string, at: Date): Promise<number> =>
  await database.transaction(async (transaction) => {
    await lockIntake(transaction);
    const applications = await endOverdue(transaction, at);
    const erased = await transaction.query<{ source: string; unit: string; local_id: string }>(
      `update record set payload = null, erased_at = ?, signatories = '{}', members = '{}', relationship_with = null,
         relationship_kind = null, dwelling_id = null
         where erased_at is null and (retain_until <= ?::date or (compartment = 'general' and exists (
           select from jsonb_to_recordset(?::jsonb) as it(source text, unit text)
            where record.source = it.source and record.unit = it.unit)))
         returning source, unit, local_id`,
      [at, today, JSON.stringify(applications)],
    );
    const gone = JSON.stringify(erased);
    await transaction.query(
      `delete from mention using jsonb_to_recordset(?::jsonb) as it(source text, unit text, local_id text)
        where mention.source = it.source and mention.unit = it.unit
          and not exists (select from record where record.source = mention.source and record.unit = mention.unit
            and record.superseded_at is null and record.erased_at is null)`,
      [gone],
    );
    await transaction.query(
      `update link set ended_at = ? where ended_at is null and not exists (
         select from mention where mention.entity = link.entity and mention.source = link.source and mention.local_id = link.local_id)`,
      [at],
    );
    await sweepFlags(transaction);
    // An idempotency key is kept as long as a client could still repeat its push (THREATS.md G4).
    await transaction.query(`delete from push where started_at < ?::timestamptz - interval '30 days'`, [at]);
    return erased.length;
  });
