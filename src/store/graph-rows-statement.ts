import { isCurrentFor } from './current-for.ts';
import { isGranted, isNotLifted, isNotMended, isNotRefused } from './standing-request.ts';

/** What a reader is given of a record, as columns of one row of SQL. */
const recordColumnsOf = (row: string): string =>
  `${row}.id, ${row}.source, ${row}.kind, ${row}.local_id, ${row}.unit, ${row}.version, ${row}.controller, ${row}.municipality,
    ${row}.local_community, ${row}.person_local_id, ${row}.signatories, ${row}.members, ${row}.dwelling_id, ${row}.observed_on,
    ${row}.recorded_at, ${row}.received_at, ${row}.payload`;

/** A record that the key's agency could read of at all. */
const isAsked = `record.superseded_at is null and record.erased_at is null
      and record.municipality = any (key.municipalities) and record.kind = any (key.kinds)`;

const foundColumns = `${recordColumnsOf('record')}, record.compartment`;

const homeOfRecord = `link home on home.entity = 'HOUSEHOLD' and home.source = record.source and home.local_id = record.unit
      and home.ended_at is null`;

/**
 * The rows of many keys with their residual facts: keys as JSON, the local date, the instant.
 *
 * One statement for records, subjects, consents and relationships: a withdrawal holds on the next request because its fact is
 * read with the rows, and the number of sources does not change the number of statements. It answers in `json`, which is
 * written as it is read; the same as `jsonb` takes most of the statement's time (docs/performance.md).
 */
export const graphRowsStatement = `
with key as materialized (
  select ordinal, entity, case entity when 'PERSON' then person_now(id) when 'HOUSEHOLD' then household_now(id) else id end as id, agency, kinds, municipalities, self, actor
    from jsonb_to_recordset(?::jsonb)
    as asked(ordinal int, entity text, id uuid, agency text, kinds text[], municipalities text[], self text, actor text)),
conflict as materialized (
  select actor.self, near.person, near.household
    from (select distinct self from key where self is not null) actor cross join lateral conflict_of(actor.self) near
    where is_near_somebody(actor.self)),
day as (select ?::date as today, ?::timestamptz as now),
found as (
  select key.ordinal, key.agency, key.self, link.entity_id as household, link.certainty as household_certainty, ${foundColumns} from key
    join link on key.entity = 'HOUSEHOLD' and link.entity_id = key.id and link.entity = 'HOUSEHOLD' and link.ended_at is null
    join record on record.source = link.source and record.unit = link.local_id and ${isAsked}
  union all
  select key.ordinal, key.agency, key.self, home.entity_id, home.certainty, ${foundColumns} from key
    join link on key.entity = 'PERSON' and link.entity_id = key.id and link.entity = 'PERSON' and link.ended_at is null
    join record on record.source = link.source and record.person_local_id = link.local_id and ${isAsked}
    left join ${homeOfRecord}
  union all
  select key.ordinal, key.agency, key.self, home.entity_id, home.certainty, ${foundColumns} from key
    join record on key.entity = 'DWELLING' and record.dwelling_id = key.id and ${isAsked}
    left join ${homeOfRecord}),
hit as materialized (
  select found.ordinal, ${recordColumnsOf('found')}, found.household, found.household_certainty,
      exists (select from conflict where conflict.self = found.self and conflict.household = found.household)
        or found.compartment = 'own' and exists (
          select from conflict join link near on near.entity = 'PERSON' and near.entity_id = conflict.person and near.ended_at is null
            where conflict.self = found.self and near.source = found.source
              and near.local_id = any (found.signatories || found.members || coalesce(array[found.person_local_id], '{}')))
        as conflicted,
      found.compartment = 'own' and not exists (
        select from record before where before.source = found.source and before.unit = found.unit and before.kind = found.kind
          and before.local_id = found.local_id and before.compartment = 'general' and before.superseded_at is null
          and before.erased_at is null) as apart,
      coalesce((select json_agg(json_build_object('field', asked.field, 'since', asked.asked_on::text,
          'statement', asked.statement) order by asked.asked_at, asked.id)
        from rights_request asked left join record shown on shown.id = asked.record_id
        where asked.requested in ('CONTEST', 'RECTIFICATION') and asked.source = found.source and asked.unit = found.unit
          and asked.kind = found.kind and asked.local_id = found.local_id and ${isNotRefused('asked')}
          and (shown.payload is null
            or shown.payload -> split_part(asked.field, '.', 2) is not distinct from found.payload -> split_part(asked.field, '.', 2))
        ), '[]'::json) as contests
    from found where ${isCurrentFor('found', 'found.agency')}),
line as (
  select distinct hit.ordinal, hit.source, named.local_id from hit
    cross join lateral unnest(hit.signatories || hit.members || coalesce(array[hit.person_local_id], '{}')) named(local_id)),
subject as materialized (
  select line.ordinal, link.source, link.local_id, link.entity_id as person, link.certain, link.joined,
      exists (select from rights_request asked where asked.requested = 'LINK'
        and (asked.person_id = link.entity_id or asked.reference is not null) and asked.source = link.source and asked.subject = link.local_id and ${isNotRefused('asked')}
        and ${isNotMended('asked')}) as contested
    from line join person_link link on link.source = line.source and link.local_id = line.local_id),
somebody as (
  select named.ordinal, named.person, key.agency, key.self, key.actor
    from (select ordinal, person from subject union select ordinal, id from key where entity = 'PERSON') named
    join key using (ordinal)),
bond as (
  select somebody.ordinal, somebody.person, record.relationship_kind as kind, record.source || ' ' || record.person_local_id as by,
      record.local_community, record.relationship_declared_by is null or record.relationship_confirmed_by is not null as established,
      link.certain, null::uuid as sealed
    from somebody cross join day join person_link link on link.entity_id = somebody.person
    join record on record.source = link.source and record.person_local_id = link.local_id and record.superseded_at is null
      and record.erased_at is null and record.relationship_with = somebody.agency and ${isCurrentFor('record', 'somebody.agency')}
      and (record.relationship_from is null or record.relationship_from <= day.today)
      and (record.relationship_until is null or record.relationship_until > day.today)
  union
  select somebody.ordinal, somebody.person, 'ACCEPTED_REFERRAL', null, null, true, referral.certain,
      case when referral.sealed then referral.id end
    from somebody cross join day join referral on referral.person_id = somebody.person and referral.to_agency = somebody.agency
      and referral.accepted_at is not null and referral.until > day.today
  union
  select somebody.ordinal, somebody.person, 'EMERGENCY', null, null, true, opened.certain, null
    from somebody cross join day join emergency_person opened on opened.person_id = somebody.person
    join emergency_access access on access.id = opened.access_id and access.actor = somebody.actor and access.agency = somebody.agency
      and access.granted_at <= day.now and access.until > day.now),
bonds as (
  select ordinal, person, json_agg(json_build_object('kind', kind, 'by', by, 'local_community', local_community,
      'established', established, 'certain', certain, 'sealed', sealed)
      order by kind, by, local_community, established, certain, sealed) as relationships
    from bond group by ordinal, person),
fact as materialized (
  select somebody.ordinal, somebody.person,
    exists (select from prohibition where prohibition.person_id = somebody.person
      and prohibition.recipient = somebody.agency and prohibition.lifted_at is null) as prohibited,
    exists (select from conflict where conflict.self = somebody.self and conflict.person = somebody.person) as conflicted,
    coalesce((select json_agg(json_build_object('requested', asked.requested, 'controller', asked.controller, 'record',
          case when asked.record_id is not null then json_build_object(
            'source', asked.source, 'kind', asked.kind, 'unit', asked.unit, 'local_id', asked.local_id) end) order by asked.id)
      from rights_request asked
      where asked.person_id = somebody.person and (asked.recipient is null or asked.recipient = somebody.agency)
        and ${isNotLifted('asked', 'day.now')}
        and (asked.requested = 'OBJECTION' and ${isNotRefused('asked')}
          or asked.requested = 'RESTRICTION' and ${isGranted('asked')})), '[]'::json) as rights,
    coalesce((select json_agg(json_build_object('id', consent.id, 'controller', consent.controller,
        'purpose', consent.purpose, 'categories', consent.categories, 'fields', consent.fields, 'sealed', consent.sealed,
        'givenAs', coalesce(consent.given_as, consent.person_id), 'at', consent.created_at) order by consent.id)
      from consent
      where consent.person_id = somebody.person and consent.recipient = somebody.agency and consent.binding and consent.valid_until > day.today
        and (select event.state from consent_event event where event.consent_id = consent.id order by event.id desc limit 1)
          in ('ConsentGiven', 'RenewedConsentGiven')), '[]'::json) as consents,
    coalesce(bonds.relationships, '[]'::json) as relationships
  from somebody cross join day left join bonds using (ordinal, person))
select key.ordinal, key.id::text as id, r.records, s.subjects, f.persons from key
  left join (select ordinal, json_agg(hit order by source, kind, local_id) as records from hit group by ordinal) r using (ordinal)
  left join (select ordinal, json_agg(subject) as subjects from subject group by ordinal) s using (ordinal)
  left join (select ordinal, json_agg(fact) as persons from fact group by ordinal) f using (ordinal)
order by key.ordinal`;
