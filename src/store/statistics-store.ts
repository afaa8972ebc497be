import type { Database } from './database.ts';

/** People and households known in one local community. */
export interface AreaCount {
  readonly municipality: string;
  readonly area: string;
  readonly persons: number;
  readonly households: number;
}

/**
 * Counts persons and households by local community, over the kinds of record, and the controllers with their municipalities, given. A household is where
 * its latest record says it is; one without a known member is not counted. Runs as the reader's role: nothing from a
 * compartment is in it.
 */
export const countByLocalCommunity = async (
  database: Database,
  asked: {
    readonly agency: string;
    readonly countable: readonly { readonly controller: string; readonly municipality: string }[];
    readonly kinds: readonly string[];
  },
): Promise<readonly AreaCount[]> =>
  await database.readAs<AreaCount>(
    [asked.agency],
    `with current as (
       select record.*, link.entity_id as household from record
         join link on link.entity = 'HOUSEHOLD' and link.source = record.source and link.local_id = record.unit
           and link.ended_at is null
       where record.superseded_at is null and record.erased_at is null and record.compartment = 'general'
         and (record.controller, record.municipality) in (
           select controller, municipality from jsonb_to_recordset(?::jsonb) as it(controller text, municipality text))
         and record.kind = any (array(select jsonb_array_elements_text(?::jsonb)))
         and record.local_community is not null),
     home as (
       select distinct on (household) household, municipality, local_community from current
       order by household, coalesce(recorded_at, received_at) desc, id),
     member as (
       select distinct current.household, link.entity_id as person from current
         join link on link.entity = 'PERSON' and link.source = current.source
           and link.local_id = current.person_local_id and link.ended_at is null)
     select home.municipality, coalesce(community.name, home.local_community) as area,
         count(distinct member.person)::int as persons, count(distinct home.household)::int as households
       from home join member using (household)
       left join local_community community
         on community.municipality = home.municipality and community.name_key = home.local_community
       group by 1, 2 order by 1, 2`,
    [JSON.stringify(asked.countable), JSON.stringify(asked.kinds)],
  );
