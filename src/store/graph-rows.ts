import type { JsonValue } from '../domain/json-value.ts';
import type { OpenRelationship } from '../domain/relationship.ts';
import type { Database } from './database.ts';

/** One entity to load, with what its caller's agency could read of it at all. */
export interface EntityKey {
  readonly entity: 'PERSON' | 'HOUSEHOLD' | 'DWELLING';
  readonly id: string;
  readonly agency: string;
  readonly kinds: readonly string[];
  readonly municipalities: readonly string[];
  /** Keyed hash of the actor's own national id, by which own household and relatives are hidden (R15); null for a machine. */
  readonly self: string | null;
}

/** A current record of the general compartment, as it lies in the store. */
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
}

/** Which person a source's local id is. */
export interface SubjectRow {
  readonly source: string;
  readonly local_id: string;
  readonly person: string;
  readonly certain: boolean;
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
  /** Whether the actor is too near to this person (R15). */
  readonly conflicted: boolean;
  readonly consents: readonly {
    readonly id: string;
    readonly controller: string;
    readonly purpose: string;
    readonly categories: readonly string[];
    readonly fields: readonly string[];
  }[];
}

/** Everything of one key: the records and their residual facts, read in one statement. */
export interface EntityRows {
  readonly records: readonly RecordRow[];
  readonly subjects: readonly SubjectRow[];
  readonly persons: readonly PersonRow[];
}

// One statement for records, subjects, consents and relationships: a withdrawal holds on the next request because its
// fact is read with the rows, and the number of sources does not change the number of statements.
const statement = `
with key as materialized (
  select * from jsonb_to_recordset(?::jsonb)
    as key(ordinal int, entity text, id uuid, agency text, kinds text[], municipalities text[], self text)),
conflict as materialized (
  select actor.self, near.person, near.household
    from (select distinct self from key where self is not null) actor cross join lateral conflict_of(actor.self) near
    where is_near_somebody(actor.self)),
day as (select ?::date as today),
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
      exists (select from conflict where conflict.self = found.self and conflict.household = home.entity_id) as conflicted
    from found
    left join link home on home.entity = 'HOUSEHOLD' and home.source = found.source and home.local_id = found.unit
      and home.ended_at is null
  where found.erased_at is null and found.compartment = 'general'),
subject as materialized (
  select distinct hit.ordinal, hit.agency, hit.self, link.source, link.local_id, link.entity_id as person, link.certain
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
    coalesce((select jsonb_agg(jsonb_build_object('id', consent.id, 'controller', consent.controller,
        'purpose', consent.purpose, 'categories', consent.categories, 'fields', consent.fields) order by consent.id)
      from consent
      where consent.person_id = somebody.person and consent.recipient = somebody.agency and consent.binding and consent.valid_until > day.today
        and (select event.state from consent_event event where event.consent_id = consent.id order by event.id desc limit 1)
          in ('ConsentGiven', 'RenewedConsentGiven')), '[]'::jsonb) as consents,
    coalesce((select jsonb_agg(to_jsonb(bond) order by kind, by, local_community, established, certain) from (
        select record.relationship_kind as kind, record.source || ' ' || record.person_local_id as by, record.local_community,
            record.relationship_declared_by is null or record.relationship_confirmed_by is not null as established, link.certain
          from person_link link join record on record.source = link.source and record.person_local_id = link.local_id
            and record.superseded_at is null and record.erased_at is null and record.compartment = 'general'
          where link.entity_id = somebody.person and record.relationship_with = somebody.agency
            and (record.relationship_from is null or record.relationship_from <= day.today)
            and (record.relationship_until is null or record.relationship_until > day.today)
        union select 'ACCEPTED_REFERRAL', null, null, true, referral.certain from referral
          where referral.person_id = somebody.person and referral.to_agency = somebody.agency
            and referral.accepted_at is not null and referral.until > day.today) bond), '[]'::jsonb) as relationships
  from somebody cross join day)
select key.ordinal, r.records, s.subjects, f.persons from key
  left join (select ordinal, jsonb_agg(to_jsonb(hit) order by source, kind, local_id) as records from hit group by ordinal) r using (ordinal)
  left join (select ordinal, jsonb_agg(to_jsonb(subject)) as subjects from subject group by ordinal) s using (ordinal)
  left join (select ordinal, jsonb_agg(to_jsonb(fact)) as persons from fact group by ordinal) f using (ordinal)
order by key.ordinal`;

interface AnswerRow {
  readonly ordinal: number;
  readonly records: readonly RecordRow[] | null;
  readonly subjects: readonly SubjectRow[] | null;
  readonly persons: readonly PersonRow[] | null;
}

/**
 * Loads the current records of many entities with their residual facts, for any number of agencies, in one statement under
 * the reader's role.
 *
 * @param today local date: a consent or a relationship that ends today has ended.
 * @returns one entry per key, in the keys' order.
 */
export const loadEntityRows = async (
  database: Database,
  keys: readonly EntityKey[],
  today: string,
): Promise<readonly EntityRows[]> => {
  const agencies = [...new Set(keys.map((key) => key.agency))];
  const asked = JSON.stringify(keys.map((key, ordinal) => ({ ordinal, ...key })));
  const answers = await database.readAs<AnswerRow>(agencies, statement, [asked, today]);
  // INVARIANT: as many answers as keys, in their order; a shifted array would hand one person another's data.
  if (answers.length !== keys.length || answers.some((answer, index) => answer.ordinal !== index)) {
    throw new Error('the rows do not answer the keys');
  }
  return answers.map((answer) => ({
    records: answer.records ?? [],
    subjects: answer.subjects ?? [],
    persons: answer.persons ?? [],
  }));
};
