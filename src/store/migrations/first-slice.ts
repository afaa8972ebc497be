import { Migration } from '@mikro-orm/migrations';

/** The tables of the first slice, their hot indexes, and the second net: a reader's role under row-level security. */
export class FirstSlice extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table record (
      id uuid primary key,
      source text not null, kind text not null, local_id text not null, unit text not null,
      version int not null, unit_hash text not null, controller text not null,
      municipality text not null, local_community text, compartment text not null,
      person_local_id text, signatories text[] not null, members text[] not null, dwelling_id uuid,
      relationship_with text, relationship_declared_by text, relationship_confirmed_by text,
      observed_on date, recorded_at timestamptz, received_at timestamptz not null, retain_until date,
      payload jsonb, superseded_at timestamptz, erased_at timestamptz,
      check ((erased_at is null) = (payload is not null)))`);
    // With the unit: one member can be in two cases, and a tenant's line can come to stand in another contract.
    this.addSql(`create unique index record_version on record (source, unit, kind, local_id, version)`);
    this.addSql(
      `create index record_unit on record (source, unit, municipality) where superseded_at is null`,
    );
    this.addSql(
      `create index record_person on record (source, person_local_id, municipality) where superseded_at is null`,
    );
    this.addSql(
      `create index record_dwelling on record (dwelling_id, municipality) where superseded_at is null`,
    );
    this.addSql(
      `create index record_area on record (municipality, local_community) where superseded_at is null`,
    );
    this.addSql(`create index record_retention on record (retain_until) where erased_at is null`);

    this.addSql(`create table link (
      id uuid primary key, entity text not null check (entity in ('PERSON', 'HOUSEHOLD')),
      source text not null, local_id text not null, entity_id uuid not null,
      certainty text not null check (certainty in ('CERTAIN', 'PROBABLE')),
      evidence jsonb not null, linked_at timestamptz not null, ended_at timestamptz)`);
    this.addSql(`create unique index link_local on link (entity, source, local_id) where ended_at is null`);
    this.addSql(`create index link_entity on link (entity_id, entity) where ended_at is null`);

    this.addSql(`create table mention (
      entity text not null, source text not null, local_id text not null, unit text not null,
      mention jsonb not null,
      checked boolean generated always as ((mention ->> 'nationalIdHash') is not null) stored,
      primary key (entity, source, local_id))`);
    this.addSql(`create index mention_unit on mention (source, unit)`);
    this.addSql(`create table mention_key (
      entity text not null, key text not null, source text not null, local_id text not null,
      primary key (entity, key, source, local_id),
      foreign key (entity, source, local_id) references mention on delete cascade)`);
    this.addSql(`create index mention_key_mention on mention_key (entity, source, local_id)`);

    this.addSql(`create table consent (
      id uuid primary key, person_id uuid not null, controller text not null, recipient text not null,
      purpose text not null, categories text[] not null, fields text[] not null,
      notice_version text not null, language text not null, script text not null,
      valid_until date not null, binding boolean not null, evidence jsonb, created_at timestamptz not null)`);
    this.addSql(`create index consent_person on consent (person_id, recipient)`);
    this.addSql(`create table consent_event (
      id bigserial primary key, consent_id uuid not null references consent (id), state text not null,
      at timestamptz not null, agency text, actor text not null)`);
    this.addSql(`create index consent_event_last on consent_event (consent_id, id desc)`);
    this.addSql(`create table prohibition (
      id uuid primary key, person_id uuid not null, recipient text not null,
      since timestamptz not null, lifted_at timestamptz)`);
    this.addSql(
      `create index prohibition_person on prohibition (person_id, recipient) where lifted_at is null`,
    );

    this.addSql(`create table push (
      agency text not null, operation text not null, key text not null, request_hash text not null,
      receipts jsonb, started_at timestamptz not null, primary key (agency, operation, key))`);

    this.addSql(`create table audit_entry (
      id bigserial primary key, kind text not null, at timestamptz not null, agency text, through uuid,
      body jsonb not null, position bigint, hash text)`);
    this.addSql(
      `create unique index audit_entry_position on audit_entry (position) where position is not null`,
    );
    this.addSql(`create index audit_entry_unsealed on audit_entry (id) where position is null`);
    this.addSql(`create index audit_entry_through on audit_entry (through) where through is not null`);
    this.addSql(
      `create index audit_entry_declared on audit_entry (agency, at) where (body ->> 'declared')::boolean`,
    );

    this.addSql(`create table local_community (
      municipality text not null, name_key text not null, name text not null, primary key (municipality, name_key))`);
    this.addSql(`create table reach (
      recipient text not null, controller text not null, kind text not null, primary key (recipient, controller, kind))`);

    this.addSql(`create table installation (name text primary key, value text not null)`);

    // R20: what a link is worth is derived from all links of its person, so that the order of arrival does not decide whose
    // consent reaches what. With a checked id a link is certain if it agreed with another's, or if no other has one; without
    // one it is certain only as long as nothing else was joined to it.
    this.addSql(`create view person_link as
      select link.*, case
        when mention.checked then link.certainty = 'CERTAIN' or not exists (
          select from link other join mention its using (entity, source, local_id)
          where other.entity_id = link.entity_id and other.entity = 'PERSON' and other.ended_at is null
            and other.id <> link.id and its.checked)
        else link.certainty = 'CERTAIN' and not exists (
          select from link other
          where other.entity_id = link.entity_id and other.entity = 'PERSON' and other.ended_at is null
            and other.id <> link.id) end as certain
      from link join mention using (entity, source, local_id)
      where link.entity = 'PERSON' and link.ended_at is null`);

    // Roles belong to the cluster, not to the database: another database of it may have made this one already.
    this.addSql(
      `do $$ begin create role hub_reader nologin; exception when duplicate_object then null; end $$`,
    );
    this.addSql(`grant hub_reader to current_user`);
    this.addSql(
      `grant select on record, link, consent, consent_event, prohibition, reach, local_community, person_link to hub_reader`,
    );
    this.addSql(`alter table record enable row level security`);
    this.addSql(`create policy record_reach on record for select to hub_reader using (
      compartment = 'general' and (
        controller || ' ' || kind = any (array (
          select r.controller || ' ' || r.kind from reach r
          where r.recipient = any (string_to_array(current_setting('hub.agencies', true), ','))))
        or relationship_with = any (string_to_array(current_setting('hub.agencies', true), ','))))`);
  }
}
