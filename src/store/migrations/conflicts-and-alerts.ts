import { Migration } from '@mikro-orm/migrations';

/** What R15 and R16 stand on: who is too near to whom, who is protected, and who is told that somebody looked. */
export class ConflictsAndAlerts extends Migration {
  override async up(): Promise<void> {
    // By keyed hashes, for people whom no register knows; by the person; and by the lines of registers with a key of what they
    // said, so that a declaration holds whatever becomes of the links, and does not pass to whoever a line names next.
    this.addSql(`create table conflict_of_interest (
      self_hash text not null, other_hash text, other_person uuid, other_source text, other_local_id text, other_key text,
      agency text not null, actor text not null, declared_at timestamptz not null,
      check (num_nonnulls(other_hash, other_person, other_key) = 1),
      check (num_nonnulls(other_source, other_local_id, other_key) in (0, 3)))`);
    this.addSql(`create unique index conflict_of_interest_once on conflict_of_interest
      (self_hash, other_hash, other_person, other_source, other_local_id, other_key) nulls not distinct`);

    // R15: the actor, whom they declared, whoever is named beside the actor in a unit, and all who live with any of these.
    // Sealed units play no part (R11): what lies in a compartment must not show in what is hidden.
    this.addSql(`create function conflict_of(self text) returns table (person uuid, household uuid)
      language sql stable security definer set search_path from current as $$
      with near as (
        select link.entity_id as person from mention_key named
          join link on link.entity = 'PERSON' and link.source = named.source and link.local_id = named.local_id
            and link.ended_at is null
          where named.entity = 'PERSON' and (named.key = 'id:' || $1 or named.key in (
            select 'id:' || declared.other_hash from conflict_of_interest declared where declared.self_hash = $1))
        union
        select link.entity_id from conflict_of_interest declared
          join mention_key known on known.entity = 'PERSON' and known.source = declared.other_source
            and known.local_id = declared.other_local_id and known.key = declared.other_key
          join link on link.entity = 'PERSON' and link.source = declared.other_source
            and link.local_id = declared.other_local_id and link.ended_at is null
          where declared.self_hash = $1
        union
        select declared.other_person from conflict_of_interest declared
          where declared.self_hash = $1 and declared.other_person is not null
        union
        select beside_link.entity_id from mention_key named
          join link mine on mine.entity = 'PERSON' and mine.source = named.source and mine.local_id = named.local_id
            and mine.ended_at is null
          join link every_mine on every_mine.entity = 'PERSON' and every_mine.entity_id = mine.entity_id
            and every_mine.ended_at is null
          join mention here on here.entity = 'PERSON' and here.source = every_mine.source and here.local_id = every_mine.local_id
          join mention beside on beside.entity = 'PERSON' and beside.source = here.source and beside.unit = here.unit
          join link beside_link on beside_link.entity = 'PERSON' and beside_link.source = beside.source
            and beside_link.local_id = beside.local_id and beside_link.ended_at is null
          where named.entity = 'PERSON' and named.key = 'id:' || $1
            and exists (select from record where record.source = here.source and record.unit = here.unit
              and record.superseded_at is null and record.erased_at is null and record.compartment = 'general')),
      home as (
        select distinct house.entity_id as household from near
          join link on link.entity = 'PERSON' and link.entity_id = near.person and link.ended_at is null
          join mention here on here.entity = 'PERSON' and here.source = link.source and here.local_id = link.local_id
          join link house on house.entity = 'HOUSEHOLD' and house.source = here.source and house.local_id = here.unit
            and house.ended_at is null)
      select near.person, null::uuid from near
      union
      select null::uuid, home.household from home
      union
      select beside_link.entity_id, null::uuid from home
        join link house on house.entity = 'HOUSEHOLD' and house.entity_id = home.household and house.ended_at is null
        join mention beside on beside.entity = 'PERSON' and beside.source = house.source and beside.unit = house.local_id
        join link beside_link on beside_link.entity = 'PERSON' and beside_link.source = beside.source
          and beside_link.local_id = beside.local_id and beside_link.ended_at is null
      $$`);
    // Most staff are in no register and have declared nobody: for them the function above is not even planned.
    this.addSql(`create function is_near_somebody(self text) returns boolean
      language sql stable security definer set search_path from current as $$
      select exists (select from mention_key named where named.entity = 'PERSON' and named.key = 'id:' || $1)
        or exists (select from conflict_of_interest declared where declared.self_hash = $1) $$`);
    this.addSql(`grant execute on function conflict_of (text), is_near_somebody (text) to hub_reader`);

    this.addSql(`create table protective_flag (
      source text not null, unit text not null, compartment text not null, controller text not null, mark text not null,
      primary key (source, unit, compartment, mark))`);
    this.addSql(`create table alert (
      id uuid primary key, recipient text not null, role text not null, kind text not null, matter text,
      agency text, actor text, purpose text, first_at timestamptz not null, last_at timestamptz not null,
      objects int not null)`);
    this.addSql(`create index alert_recipient on alert (recipient, role, last_at desc)`);
    this.addSql(
      `create table alert_progress (one boolean primary key default true check (one), position bigint not null)`,
    );
    this.addSql(`insert into alert_progress (position) values (0)`);
  }
}
