import type { Transaction } from './database.ts';
import { sweepFlags } from './protective-flag-store.ts';

/** A record that was just emptied. */
export interface ErasedRecord {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly compartment: string;
}

/** What makes a tombstone of a record: number, version and keyed hash stay, so that an old file does not bring it back. */
const emptied = `payload = null, signatories = '{}', members = '{}', person_local_id = null, dwelling_id = null,
  local_community = null, relationship_with = null, relationship_kind = null, relationship_from = null, relationship_until = null,
  relationship_declared_by = null, relationship_declared_person = null, relationship_declared_at = null,
  relationship_confirmed_by = null, observed_on = null, recorded_at = null`;

const columns = 'record.id::text as id, record.source, record.kind, record.unit, record.compartment';

/**
 * What an older version said goes with the newest at the latest: its own term may never have begun, because the case was
 * still open in it.
 */
const eraseOlderVersions = async (
  transaction: Transaction,
  erased: readonly ErasedRecord[],
  at: Date,
): Promise<readonly ErasedRecord[]> =>
  await transaction.query<ErasedRecord>(
    `update record set erased_at = ?, ${emptied}
      from (select distinct source, unit, compartment from jsonb_to_recordset(?::jsonb) as it(source text, unit text, compartment text)) it
      where record.source = it.source and record.unit = it.unit and record.compartment = it.compartment
        and record.erased_at is null and record.superseded_at is not null and (
          exists (select from record newest where newest.source = record.source and newest.unit = record.unit
            and newest.compartment = record.compartment and newest.kind = record.kind and newest.local_id = record.local_id
            and newest.superseded_at is null and newest.erased_at is not null)
          or not exists (select from record other where other.source = record.source and other.unit = record.unit
            and other.compartment = record.compartment and other.superseded_at is null and other.erased_at is null))
      returning ${columns}`,
    [at, JSON.stringify(erased)],
  );

/**
 * Lets go of everything by which what is gone could be found or read: mentions with their keys, links, flags, receipts, and what
 * intake found of it.
 */
const letGo = async (transaction: Transaction, erased: readonly ErasedRecord[], at: Date): Promise<void> => {
  const gone = JSON.stringify(erased);
  await transaction.query(
    `delete from mention using jsonb_to_recordset(?::jsonb) as it(source text, unit text)
      where mention.source = it.source and mention.unit = it.unit
        and not exists (select from record where record.source = mention.source and record.unit = mention.unit
          and record.superseded_at is null and record.erased_at is null
          and (not mention.apart or record.compartment = 'own'))`,
    [gone],
  );
  await transaction.query(
    `update link set ended_at = coalesce(ended_at, ?), evidence = '{}' where evidence <> '{}' and not exists (
       select from mention where mention.entity = link.entity and mention.source = link.source and mention.local_id = link.local_id)`,
    [at],
  );
  await transaction.query(
    `delete from intake_finding found using jsonb_to_recordset(?::jsonb) as it(source text, unit text)
      where found.source = it.source and found.unit = it.unit
        and not exists (select from record where record.source = found.source and record.unit = found.unit
          and record.superseded_at is null and record.erased_at is null and record.compartment in ('general', 'own'))`,
    [gone],
  );
  // What waits of a unit, or is to be told of it, says that the agency knows somebody: with the last of the unit they go.
  for (const table of ['quarantine', 'outbox'])
    await transaction.query(
      `delete from ${table} waiting using jsonb_to_recordset(?::jsonb) as it(source text, unit text)
        where waiting.source = it.source and waiting.unit = it.unit
          and not exists (select from record where record.source = waiting.source and record.unit = waiting.unit
            and record.superseded_at is null and record.erased_at is null)`,
      [gone],
    );
  // R15's declarations about somebody whom no register knows any more are found by keys of their name: they go with it.
  await transaction.query(
    `delete from conflict_of_interest declared where other_key is not null and not exists (
       select from mention where mention.entity = 'PERSON' and mention.source = declared.other_source
         and mention.local_id = declared.other_local_id)`,
  );
  // What kept two apart goes with the line that it spoke of, and why with the last of them.
  await transaction.query(
    `delete from link_decision_line line using link_decision decided where decided.id = line.decision_id and not exists (
       select from mention where mention.entity = decided.entity and mention.source = line.source
         and mention.local_id = line.local_id)`,
  );
  await transaction.query(
    `update link_decision decided set reason = null where reason is not null and not exists (
       select from link_decision_line line where line.decision_id = decided.id)`,
  );
  // A key whose push is gone does nothing a second time either: the tombstone stops it.
  await transaction.query(
    `delete from push where exists (
       select from jsonb_array_elements(case jsonb_typeof(receipts) when 'array' then receipts else '[]' end) receipt
         join jsonb_to_recordset(?::jsonb) as it(id text) on it.id = receipt ->> 'recordId')`,
    [gone],
  );
  await sweepFlags(transaction);
};

/**
 * Empties records with everything that is kept of them anywhere (R21). What is sealed goes with the content keys that were
 * wrapped for its parties: they lie in its payload and nowhere else.
 *
 * @param condition of rows of `record`, with its parameters.
 */
export const eraseRecords = async (
  transaction: Transaction,
  condition: string,
  parameters: readonly unknown[],
  at: Date,
): Promise<readonly ErasedRecord[]> => {
  const named = await transaction.query<ErasedRecord>(
    `update record set erased_at = ?, ${emptied} where erased_at is null and (${condition}) returning ${columns}`,
    [at, ...parameters],
  );
  const erased = [...named, ...(await eraseOlderVersions(transaction, named, at))];
  await letGo(transaction, erased, at);
  return erased;
};
