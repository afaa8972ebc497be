import type { JsonValue } from '../domain/json-value.ts';
import type { FormerPerson } from '../domain/link-decision.ts';
import type { OpenRelationship } from '../domain/relationship.ts';
import { isCurrentFor } from './current-for.ts';
import type { Database } from './database.ts';
import { isGranted, isNotLifted, isNotMended, isNotRefused } from './standing-request.ts';

/** One entity to load, with what its caller's agency could read of it at all. */
export interface EntityKey {
  readonly entity: 'PERSON' | 'HOUSEHOLD' | 'DWELLING';
  readonly id: string;
  readonly agency: string;
  readonly kinds: readonly string[];
  readonly municipalities: readonly string[];
  /** Keyed hash of the actor's own national id, by which own household and relatives are hidden (R15); null for a machine. */
  readonly self: string | null;
  /** Who asks in an emergency, for their own open accesses (R17); null otherwise. */
  readonly actor: string | null;
}

/** A current record that its reader's agency may have at all, as it lies in the store. */
export interface RecordRow {
  readonly id: string;
  readonly source: string;
  readonly kind: string;
  readonly local_id: string;
  readonly unit: string;
  readonly version: number;
  readonly controller: string;
  readonly municipality: string;
  readonly local_community: string | null;
  readonly person_local_id: string | null;
  readonly signatories: readonly string[];
  readonly members: readonly string[];
  readonly dwelling_id: string | null;
  readonly observed_on: string | null;
  readonly recorded_at: string | null;
  readonly received_at: string;
  readonly payload: { readonly [key: string]: JsonValue };
  /** The household its unit is linked to, or null. */
  readonly household: string | null;
  readonly household_certainty: 'CERTAIN' | 'PROBABLE' | null;
  /** Whether it belongs to a household that the actor is too near to (R15). */
  readonly conflicted: boolean;
  /** Whether it is for its own source alone, and the general graph has no earlier version of it (R11). */
  readonly apart: boolean;
  /** What persons say is not so of it, as long as it says it (R22): a governed coordinate each, the oldest first. */
  readonly contests: readonly {
    readonly field: string;
    readonly since: string;
    readonly statement: string | null;
  }[];
}

/** Which person a source's local id is. */
export interface SubjectRow {
  readonly source: string;
  readonly local_id: string;
  readonly person: string;
  readonly certain: boolean;
  /** Under which ids its person went before somebody joined two, the latest first: it decides which consents speak for it. */
  readonly joined: readonly FormerPerson[];
  /** Whether the person says of this line that it is somebody else, or somebody else that it is theirs (R20, R22). */
  readonly contested: boolean;
}

/** What holds between a person and the key's agency now. */
export interface PersonRow {
  readonly person: string;
  /** Those that are open today (R10), each with its evidence: a line, `source local_id`, and where that lies; null for a referral. */
  readonly relationships: readonly (OpenRelationship & {
    readonly by: string | null;
    readonly local_community: string | null;
  })[];
  readonly prohibited: boolean;
  /** Objections that are not refused, and restrictions that are granted. */
  readonly rights: readonly RestingRight[];
  /** Whether the actor is too near to this person (R15). */
  readonly conflicted: boolean;
  readonly consents: readonly {
    readonly id: string;
    readonly controller: string;
    readonly purpose: string;
    readonly categories: readonly string[];
    readonly fields: readonly string[];
    /** Whether a matter seals it (R11). */
    readonly sealed: boolean;
    /** Under which id of its person it was given, and when. */
    readonly givenAs: string;
    readonly at: string;
  }[];
}

/** A record by its name in its register. */
export interface RecordName {
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly local_id: string;
}

/** What a person asked that closes readings (R2, step 6; R22): of one record, or of all that the controller holds. */
export interface RestingRight {
  readonly requested: 'OBJECTION' | 'RESTRICTION';
  readonly controller: string;
  readonly record: RecordName | null;
}

/** Everything of one key: the records and their residual facts, read in one statement. */
export interface EntityRows {
  /** The entity's id now: of a person who was joined to another, or of a household that went into another, that one's. */
  readonly id: string;
  readonly records: readonly RecordRow[];
  readonly subjects: readonly SubjectRow[];
  readonly persons: readonly PersonRow[];
}

// One statement for records, subjects, consents and relationships: a withdrawal holds on the next request because its
// fact is read with the rows, and the number of sources does not change the number of statements.
const statement = `
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
  select key.ordinal, key.agency, key.self, record.* from key
    join link on key.entity = 'HOUSEHOLD' and link.entity_id = key.id and link.entity = 'HOUSEHOLD' and link.ended_at is null
    join record on record.source = link.source and record.unit = link.local_id and record.superseded_at is null
      and record.municipality = any (key.municipalities) and record.kind = any (key.kinds)
  union all
  select key.ordinal, key.agency, key.self, record.* from key
    join link on key.entity = 'PERSON' and link.entity_id = key.id and link.entity = 'PERSON' and link.ended_at is null
    join record on record.source = link.source and record.person_local_id = link.local_id and record.superseded_at is null
      and record.municipality = any (key.municipalities) and record.kind = any (key.kinds)
  union all
  select key.ordinal, key.agency, key.self, record.* from key
    join record on key.entity = 'DWELLING' and record.dwelling_id = key.id and record.superseded_at is null
      and record.municipality = any (key.municipalities) and record.kind = any (key.kinds)),
hit as materialized (
  select found.*, home.entity_id as household, home.certainty as household_certainty,
      exists (select from conflict where conflict.self = found.self and conflict.household = home.entity_id)
        or found.compartment = 'own' and exists (
          select from conflict join link near on near.entity = 'PERSON' and near.entity_id = conflict.person and near.ended_at is null
            where conflict.self = found.self and near.source = found.source
              and near.local_id = any (found.signatories || found.members || coalesce(array[found.person_local_id], '{}')))
        as conflicted,
      found.compartment = 'own' and not exists (
        select from record before where before.source = found.source and before.unit = found.unit and before.kind = found.kind
          and before.local_id = found.local_id and before.compartment = 'general' and before.superseded_at is null
          and before.erased_at is null) as apart,
      coalesce((select jsonb_agg(jsonb_build_object('field', asked.field, 'since', asked.asked_on::text,
          'statement', asked.statement) order by asked.asked_at, asked.id)
        from rights_request asked left join record shown on shown.id = asked.record_id
        where asked.requested in ('CONTEST', 'RECTIFICATION') and asked.source = found.source and asked.unit = found.unit
          and asked.kind = found.kind and asked.local_id = found.local_id and ${isNotRefused('asked')}
          and (shown.payload is null
            or shown.payload -> split_part(asked.field, '.', 2) is not distinct from found.payload -> split_part(asked.field, '.', 2))
        ), '[]'::jsonb) as contests
    from found
    left join link home on home.entity = 'HOUSEHOLD' and home.source = found.source and home.local_id = found.unit
      and home.ended_at is null
  where found.erased_at is null and ${isCurrentFor('found', 'found.agency')}),
subject as materialized (
  select distinct hit.ordinal, hit.agency, hit.self, link.source, link.local_id, link.entity_id as person, link.certain, link.joined,
      exists (select from rights_request asked where asked.requested = 'LINK'
        and (asked.person_id = link.entity_id or asked.reference is not null) and asked.source = link.source and asked.subject = link.local_id and ${isNotRefused('asked')}
        and ${isNotMended('asked')}) as contested
    from hit join person_link link on link.source = hit.source
      and link.local_id = any (hit.signatories || hit.members || coalesce(array[hit.person_local_id], '{}'))),
somebody as (
  select ordinal, agency, self, person from subject
  union select ordinal, agency, self, id from key where entity = 'PERSON'),
fact as materialized (
  select somebody.ordinal, somebody.person,
    exists (select from prohibition where prohibition.person_id = somebody.person
      and prohibition.recipient = somebody.agency and prohibition.lifted_at is null) as prohibited,
    exists (select from conflict where conflict.self = somebody.self and conflict.person = somebody.person) as conflicted,
    coalesce((select jsonb_agg(jsonb_build_object('requested', asked.requested, 'controller', asked.controller, 'record',
          case when asked.record_id is not null then jsonb_build_object(
            'source', asked.source, 'kind', asked.kind, 'unit', asked.unit, 'local_id', asked.local_id) end) order by asked.id)
      from rights_request asked
      where asked.person_id = somebody.person and (asked.recipient is null or asked.recipient = somebody.agency)
        and ${isNotLifted('asked', 'day.now')}
        and (asked.requested = 'OBJECTION' and ${isNotRefused('asked')}
          or asked.requested = 'RESTRICTION' and ${isGranted('asked')})), '[]'::jsonb) as rights,
    coalesce((select jsonb_agg(jsonb_build_object('id', consent.id, 'controller', consent.controller,
        'purpose', consent.purpose, 'categories', consent.categories, 'fields', consent.fields, 'sealed', consent.sealed,
        'givenAs', coalesce(consent.given_as, consent.person_id), 'at', consent.created_at) order by consent.id)
      from consent
      where consent.person_id = somebody.person and consent.recipient = somebody.agency and consent.binding and consent.valid_until > day.today
        and (select event.state from consent_event event where event.consent_id = consent.id order by event.id desc limit 1)
          in ('ConsentGiven', 'RenewedConsentGiven')), '[]'::jsonb) as consents,
    coalesce((select jsonb_agg(to_jsonb(bond) order by kind, by, local_community, established, certain, sealed) from (
        select record.relationship_kind as kind, record.source || ' ' || record.person_local_id as by, record.local_community,
            record.relationship_declared_by is null or record.relationship_confirmed_by is not null as established, link.certain,
            null::uuid as sealed
          from person_link link join record on record.source = link.source and record.person_local_id = link.local_id
            and record.superseded_at is null and record.erased_at is null and ${isCurrentFor('record', 'somebody.agency')}
          where link.entity_id = somebody.person and record.relationship_with = somebody.agency
            and (record.relationship_from is null or record.relationship_from <= day.today)
            and (record.relationship_until is null or record.relationship_until > day.today)
        union select 'ACCEPTED_REFERRAL', null, null, true, referral.certain,
            case when referral.sealed then referral.id end from referral
          where referral.person_id = somebody.person and referral.to_agency = somebody.agency
            and referral.accepted_at is not null and referral.until > day.today
        union select 'EMERGENCY', null, null, true, opened.certain, null from emergency_person opened
          join emergency_access access on access.id = opened.access_id
          join key on key.ordinal = somebody.ordinal and key.actor = access.actor and key.agency = access.agency
          where opened.person_id = somebody.person and access.granted_at <= day.now and access.until > day.now) bond), '[]'::jsonb) as relationships
  from somebody cross join day)
select key.ordinal, key.id::text as id, r.records, s.subjects, f.persons from key
  left join (select ordinal, jsonb_agg(to_jsonb(hit) order by source, kind, local_id) as records from hit group by ordinal) r using (ordinal)
  left join (select ordinal, jsonb_agg(to_jsonb(subject)) as subjects from subject group by ordinal) s using (ordinal)
  left join (select ordinal, jsonb_agg(to_jsonb(fact)) as persons from fact group by ordinal) f using (ordinal)
order by key.ordinal`;

interface AnswerRow {
  readonly ordinal: number;
  readonly id: string;
  readonly records: readonly RecordRow[] | null;
  readonly subjects: readonly SubjectRow[] | null;
  readonly persons: readonly PersonRow[] | null;
}

/**
 * Loads the current records of many entities with their residual facts, for any number of agencies, in one statement under
 * the reader's role.
 *
 * @param today local date: a consent or a relationship that ends today has ended.
 * @param now the instant: an emergency access that ends then has ended.
 * @returns one entry per key, in the keys' order.
 */
export const loadEntityRows = async (
  database: Database,
  keys: readonly EntityKey[],
  today: string,
  now: Date,
): Promise<readonly EntityRows[]> => {
  const agencies = [...new Set(keys.map((key) => key.agency))];
  const asked = JSON.stringify(keys.map((key, ordinal) => ({ ordinal, ...key })));
  const answers = await database.readKeptAs<AnswerRow>(agencies, statement, [asked, today, now]);
  // INVARIANT: as many answers as keys, in their order; a shifted array would hand one person another's data.
  if (answers.length !== keys.length || answers.some((answer, index) => answer.ordinal !== index)) {
    throw new Error('the rows do not answer the keys');
  }
  return answers.map((answer) => ({
    id: answer.id,
    records: answer.records ?? [],
    subjects: answer.subjects ?? [],
    persons: answer.persons ?? [],
  }));
};
