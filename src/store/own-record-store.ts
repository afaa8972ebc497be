import type { JsonValue } from '../domain/json-value.ts';
import type { Database } from './database.ts';

/** A current record of the general compartment that names a person, over a link that is certain. */
export interface OwnRecordRow {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly local_id: string;
  readonly controller: string;
  readonly municipality: string;
  readonly household: string | null;
  /** Local dates. */
  readonly observed_on: string | null;
  readonly recorded_on: string | null;
  readonly received_on: string;
  readonly retain_until: string | null;
  readonly payload: { readonly [key: string]: JsonValue };
  /** Whether the person is whom the record is about, signed it, or lived there when it was observed (R5). */
  readonly is_subject: boolean;
  readonly is_signatory: boolean;
  readonly is_member: boolean;
}

/**
 * What registers say of one person, and of the household and dwelling in whose records they are named. Links that are only
 * probable lead to nothing here (R20), and neither does what lies in a compartment, for anybody (R13).
 */
export const findOwnRecords = async (
  database: Pick<Database, 'query'>,
  { person, timeZone }: { readonly person: string; readonly timeZone: string },
): Promise<readonly OwnRecordRow[]> =>
  await database.query<OwnRecordRow>(
    `with mine as materialized (
       select source, array_agg(local_id) as ids from person_link where entity_id = ?::uuid and certain group by source),
     unit as (
       select distinct record.source, record.unit, mine.ids from mine
         join record on record.source = mine.source and record.person_local_id = any(mine.ids)
         where record.superseded_at is null and record.erased_at is null and record.compartment = 'general')
     select record.id::text as id, record.source, record.kind, record.unit, record.local_id, record.controller,
         record.municipality, home.entity_id::text as household, record.observed_on::text as observed_on,
         (record.recorded_at at time zone ?)::date::text as recorded_on,
         (record.received_at at time zone ?)::date::text as received_on,
         record.retain_until::text as retain_until, record.payload,
         record.person_local_id is not null as is_subject,
         record.signatories && unit.ids as is_signatory, record.members && unit.ids as is_member
       from unit
       join record on record.source = unit.source and record.unit = unit.unit and record.superseded_at is null
         and record.erased_at is null and record.compartment = 'general'
         and (record.person_local_id = any(unit.ids)
           or (record.person_local_id is null and (record.signatories && unit.ids or record.members && unit.ids)))
       left join link home on home.entity = 'HOUSEHOLD' and home.source = record.source and home.local_id = record.unit
         and home.ended_at is null
       order by record.controller, record.source, record.kind, record.unit, record.local_id`,
    [person, timeZone, timeZone],
  );
