import type { Database } from './database.ts';

/** The current record by which a register names somebody in a contract or case. */
export interface NamingRecord {
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly localId: string;
  readonly personLocalId: string;
}

/**
 * Since when registers have named these lines' persons in these units' households without a break: the day of the oldest version
 * in an unbroken row of general versions (when it was so, else recorded, else received). What came before the line was linked to
 * its person, or the unit to its household, was of somebody or somewhere else, and does not count; where somebody decided a link,
 * the line was that person's before. Where all versions are older than that, it is the day of the link.
 *
 * @param timeZone of the days. @returns local dates in the order asked; null for a record that is not current.
 */
export const findMembershipStarts = async (
  { query }: Pick<Database, 'query'>,
  records: readonly NamingRecord[],
  timeZone: string,
): Promise<readonly (string | null)[]> => {
  const rows = await query<{ place: number; since: string | null }>(
    `with recursive it as materialized (
       select it.* from jsonb_to_recordset(?::jsonb)
         as it(place int, source text, kind text, unit text, "localId" text, "personLocalId" text)),
     stood as materialized (${['is null', 'is not null']
       .map(
         (ended) => `
       select it.place, link.entity, link.linked_at, link.ended_at, link.evidence ->> 'reason' as reason,
           case link.entity when 'HOUSEHOLD' then household_now(link.entity_id) end as home
         from it join link on link.source = it.source and link.ended_at ${ended}
           and (link.entity = 'PERSON' and link.local_id = it."personLocalId" or link.entity = 'HOUSEHOLD' and link.local_id = it.unit)`,
       )
       .join(' union all')}),
     asked as materialized (
       select it.*,
         (select max(linked_at) from stood where stood.place = it.place and entity = 'PERSON'
           and coalesce(reason, '') not in ('JOINED_BY_DECISION', 'SPLIT_BY_DECISION')) as named_at,
         (select min(own.linked_at) from stood own join stood now on now.place = own.place and now.entity = 'HOUSEHOLD'
             and now.ended_at is null and now.home = own.home
           where own.place = it.place and own.entity = 'HOUSEHOLD' and not exists (
             select from stood elsewhere where elsewhere.place = it.place and elsewhere.entity = 'HOUSEHOLD'
               and elsewhere.home <> own.home and elsewhere.linked_at > own.linked_at)) as home_at
         from it),
     run (place, received_at, day) as (
       select asked.place, record.received_at, coalesce(record.observed_on, (record.recorded_at at time zone ?)::date,
           (record.received_at at time zone ?)::date)
         from asked join record on record.source = asked.source and record.kind = asked.kind and record.unit = asked.unit
           and record.local_id = asked."localId" and record.compartment = 'general' and record.superseded_at is null
       union all
       select asked.place, older.received_at, coalesce(older.observed_on, (older.recorded_at at time zone ?)::date,
           (older.received_at at time zone ?)::date)
         from run join asked on asked.place = run.place
         join record older on older.source = asked.source and older.kind = asked.kind and older.unit = asked.unit
           and older.local_id = asked."localId" and older.compartment = 'general' and older.erased_at is null
           and older.superseded_at = run.received_at and older.received_at < run.received_at)
     select asked.place, coalesce(
         min(run.day) filter (where run.received_at >= greatest(asked.named_at, asked.home_at)),
         (greatest(asked.named_at, asked.home_at) at time zone ?)::date, min(run.day))::text as since
       from asked join run on run.place = asked.place group by asked.place, asked.named_at, asked.home_at`,
    [
      JSON.stringify(records.map((record, place) => ({ place, ...record }))),
      ...[timeZone, timeZone, timeZone, timeZone, timeZone],
    ],
  );
  const found = new Map(rows.map(({ place, since }) => [place, since]));
  return records.map((_, place) => found.get(place) ?? null);
};
