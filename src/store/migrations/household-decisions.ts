import { Migration } from '@mikro-orm/migrations';

/** What persons decided about households (R20), and where the ids of households lead that are gone. */
export class HouseholdDecisions extends Migration {
  override async up(): Promise<void> {
    // Of HOUSEHOLD `person_id` and `other_id` are households, and the lines are contracts, cases and observations.
    this.addSql(`alter table link_decision add column entity text not null default 'PERSON'
      check (entity in ('PERSON', 'HOUSEHOLD'))`);
    this.addSql(`alter table link_decision alter column entity drop default`);
    // When the unit went to other people under its number: what was said of those who left does not hold of them.
    this.addSql(`alter table link_decision_line add column passed_on_at timestamptz`);
    this.addSql(`create table household_gone (
      id uuid primary key, household uuid not null check (household <> id), at timestamptz not null)`);

    // An id that is gone leads to the household that has its units now; one that has units again, and every other, to itself.
    this.addSql(`create function household_now(gone uuid) returns uuid language sql stable security definer
      set search_path = public as $$
      with recursive follow (id, depth) as (
        select gone, 0
        union all
        select led.household, follow.depth + 1 from follow join household_gone led on led.id = follow.id
          where follow.depth < 50 and not exists (
            select from link where link.entity_id = follow.id and link.entity = 'HOUSEHOLD' and link.ended_at is null))
      select id from follow order by depth desc limit 1 $$`);

    // In which households a unit has stood, and who a line was: what was read there was read of it.
    this.addSql(`create index link_former on link (entity, source, local_id) where ended_at is not null`);

    // As before, of persons alone.
    this.addSql(`create or replace view misread as
      select decided.id as decision_id, decided.person_id as person, decided.other_id as other, line.source, line.local_id,
        line.linked_at as since, decided.at as until,
        not exists (select from link its where its.entity = 'PERSON' and its.entity_id = decided.person_id
          and its.source = line.source and its.linked_at < decided.at and coalesce(its.ended_at, decided.at) > line.linked_at
          and not exists (select from link_decision_line moved where moved.decision_id = decided.id and moved.side = 'OTHER'
            and moved.source = its.source and moved.local_id = its.local_id)) as sole
      from link_decision decided join link_decision_line line on line.decision_id = decided.id and line.side = 'OTHER'
      where decided.decision = 'SPLIT' and decided.undone_by is null and decided.entity = 'PERSON'`);
  }
}
