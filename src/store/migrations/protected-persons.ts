import { Migration } from '@mikro-orm/migrations';

/** What registers say of a protected person is for their own agency alone (R11). */
export class ProtectedPersons extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table mention add column apart boolean not null default false`);
    // Nearly always empty: that a general record has no later version of this kind costs next to nothing.
    this.addSql(`create index record_own on record (source, unit)
      where compartment = 'own' and superseded_at is null and erased_at is null`);
    this.addSql(`drop policy record_reach on record`);
    this.addSql(`create policy record_reach on record for select to hub_reader using (
      compartment = 'own' and controller = any (string_to_array(current_setting('hub.agencies', true), ','))
      or compartment = 'general' and (
        controller || ' ' || kind = any (array (
          select r.controller || ' ' || r.kind from reach r
          where r.recipient = any (string_to_array(current_setting('hub.agencies', true), ','))))
        or relationship_with = any (string_to_array(current_setting('hub.agencies', true), ','))))`);
    // R20's certainty rests on nothing that lies apart: its coming must not show in what is certain of anybody else's lines.
    this.addSql(`create or replace view person_link as
      select link.*, case
        when mention.checked then link.certainty = 'CERTAIN' or not exists (
          select from link other join mention its using (entity, source, local_id)
          where other.entity_id = link.entity_id and other.entity = 'PERSON' and other.ended_at is null
            and other.id <> link.id and its.checked and not its.apart)
        else link.certainty = 'CERTAIN' and not exists (
          select from link other join mention its using (entity, source, local_id)
          where other.entity_id = link.entity_id and other.entity = 'PERSON' and other.ended_at is null
            and other.id <> link.id and not its.apart) end as certain
      from link join mention using (entity, source, local_id)
      where link.entity = 'PERSON' and link.ended_at is null`);
    // R15 goes for what lies apart as well: people whom nobody else knows are near to whoever is near to the same number, and so
    // is everybody in their house. Of a household that others know, too, nothing is added: it would show everywhere.
    this.addSql(`alter function conflict_of (text) rename to conflict_in_general`);
    this.addSql(`create function conflict_of(self text) returns table (person uuid, household uuid)
      language sql stable security definer set search_path from current as $$
      with known as materialized (select near.person, near.household from conflict_in_general($1) near),
      near as (
        select 'id:' || $1 as key
        union select 'id:' || declared.other_hash from conflict_of_interest declared
          where declared.self_hash = $1 and declared.other_hash is not null
        union select named.key from known
          join link on link.entity = 'PERSON' and link.entity_id = known.person and link.ended_at is null
          join mention_key named on named.entity = 'PERSON' and named.source = link.source and named.local_id = link.local_id
            and (named.key like 'id:%' or named.key like 'mark:%')),
      line as (
        select distinct here.source, here.unit from near
          join mention_key named on named.entity = 'PERSON' and named.key = 'own:' || near.key
          join mention here on here.entity = 'PERSON' and here.source = named.source and here.local_id = named.local_id
            and here.apart)
      select known.person, known.household from known
      union
      select link.entity_id, null::uuid from line
        join mention here on here.entity = 'PERSON' and here.source = line.source and here.unit = line.unit and here.apart
        join link on link.entity = 'PERSON' and link.source = here.source and link.local_id = here.local_id
          and link.ended_at is null
        where not exists (select from link other join mention its using (entity, source, local_id)
          where other.entity = 'PERSON' and other.entity_id = link.entity_id and other.ended_at is null and not its.apart)
      union
      select null::uuid, house.entity_id from line
        join mention home on home.entity = 'HOUSEHOLD' and home.source = line.source and home.local_id = line.unit and home.apart
        join link house on house.entity = 'HOUSEHOLD' and house.source = line.source and house.local_id = line.unit
          and house.ended_at is null $$`);
    this.addSql(`create or replace function is_near_somebody(self text) returns boolean
      language sql stable security definer set search_path from current as $$
      select exists (select from mention_key named where named.entity = 'PERSON' and named.key in ('id:' || $1, 'own:id:' || $1))
        or exists (select from conflict_of_interest declared where declared.self_hash = $1) $$`);
    this.addSql(`grant execute on function conflict_of (text) to hub_reader`);
  }
}
