import { Migration } from '@mikro-orm/migrations';

/** What persons decided about links (R20): that lines are two people, or one; who decided, why, and what became of the links. */
export class LinkDecisions extends Migration {
  override async up(): Promise<void> {
    // `person_id` is the person who keeps the id, `other_id` the one who got a new id (SPLIT), or whose id is gone (JOIN). Of two
    // who stay the two that they were (APART) neither is first.
    // `moved` names the acts that went from the one to the other, by table, so that they can go back.
    this.addSql(`create table link_decision (
      id uuid primary key, decision text not null check (decision in ('SPLIT', 'JOIN', 'APART')),
      person_id uuid not null, other_id uuid not null check (other_id <> person_id),
      request_id uuid references rights_request (id), agency text not null, actor text not null, reason text,
      at timestamptz not null, moved jsonb not null, undone_by uuid references link_decision (id))`);
    this.addSql(`create index link_decision_person on link_decision (person_id)`);
    this.addSql(`create index link_decision_other on link_decision (other_id)`);
    // The lines of both as they were. The signature keeps a pair apart where a register renumbers its lines.
    this.addSql(`create table link_decision_line (
      decision_id uuid not null references link_decision (id) on delete cascade,
      side text not null check (side in ('PERSON', 'OTHER')), source text not null, local_id text not null,
      signature text not null, linked_at timestamptz not null, primary key (decision_id, source, local_id))`);
    this.addSql(`create index link_decision_line_place on link_decision_line (source, local_id)`);
    this.addSql(`create index link_decision_line_signature on link_decision_line (signature)`);

    // That an agency has dropped what it read of the wrong person.
    this.addSql(`create table link_confirmation (
      decision_id uuid not null references link_decision (id), agency text not null, purpose text not null,
      actor text not null, at timestamptz not null, primary key (decision_id, agency, purpose))`);

    // By whose decision a line was joined. `joined`: under which ids its person went before, and until when, the latest first.
    this.addSql(`alter table link add column joined_by uuid references link_decision (id)`);
    this.addSql(`alter table link add column joined jsonb not null default '[]'`);
    // Under which id its person gave it, where two who were one were joined since: it covers no line more than it did (R4).
    this.addSql(`alter table consent add column given_as uuid`);
    this.addSql(`grant select (given_as, created_at) on consent to hub_reader`);
    // Of LINK: whether the person says that the record is theirs; else that it is not.
    this.addSql(`alter table rights_request add column mine boolean not null default false`);
    // A link that the person contested is mended, or is not yet: until then nothing of it is shared (R20).
    this.addSql(`alter table rights_decision add column carried_out boolean not null default false`);

    // R20: certain is a checked id that agrees, or somebody's decision.
    this.addSql(`drop view person_link`);
    this.addSql(`create view person_link as
      select link.*, case
        when link.joined_by is not null then true
        when mention.checked then link.certainty = 'CERTAIN' or not exists (
          select from link other join mention its using (entity, source, local_id)
          where other.entity_id = link.entity_id and other.entity = 'PERSON' and other.ended_at is null
            and other.id <> link.id and its.checked and not its.apart)
        else link.certainty = 'CERTAIN' and not exists (
          select from link other join mention its using (entity, source, local_id)
          where other.entity_id = link.entity_id and other.entity = 'PERSON' and other.ended_at is null
            and other.id <> link.id and not its.apart and other.joined_by is null) end as certain
      from link join mention using (entity, source, local_id)
      where link.entity = 'PERSON' and link.ended_at is null`);
    this.addSql(`grant select on person_link to hub_reader`);

    // Ids that are gone lead to who has their lines now; every other id leads to itself.
    this.addSql(`create function person_now(gone uuid) returns uuid language sql stable security definer
      set search_path = public as $$
      with recursive follow (id, depth) as (
        select gone, 0
        union all
        select decided.person_id, follow.depth + 1 from follow join link_decision decided on decided.other_id = follow.id
          and decided.decision = 'JOIN' and decided.undone_by is null where follow.depth < 50)
      select id from follow order by depth desc limit 1 $$`);
    this.addSql(`create function ids_of_person(person uuid) returns setof uuid language sql stable security definer
      set search_path = public as $$
      with recursive held (id) as (
        select person
        union
        select decided.other_id from held join link_decision decided on decided.person_id = held.id
          and decided.decision = 'JOIN' and decided.undone_by is null)
      select id from held $$`);
    // What was read of one person and was another's: since when, until when, by which register. `sole`: the register had no other
    // line of that person then, so that a line of the log, which names the register alone, can mean nothing else.
    this.addSql(`create view misread as
      select decided.id as decision_id, decided.person_id as person, decided.other_id as other, line.source, line.local_id,
        line.linked_at as since, decided.at as until,
        not exists (select from link its where its.entity = 'PERSON' and its.entity_id = decided.person_id
          and its.source = line.source and its.linked_at < decided.at and coalesce(its.ended_at, decided.at) > line.linked_at
          and not exists (select from link_decision_line moved where moved.decision_id = decided.id and moved.side = 'OTHER'
            and moved.source = its.source and moved.local_id = its.local_id)) as sole
      from link_decision decided join link_decision_line line on line.decision_id = decided.id and line.side = 'OTHER'
      where decided.decision = 'SPLIT' and decided.undone_by is null`);
  }
}
