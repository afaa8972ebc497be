import { Migration } from '@mikro-orm/migrations';

/** Emergency access (R17): who opened whom, why, until when, who else stood by it, and what came of the review. */
export class EmergencyAccesses extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table emergency_access (
      id uuid primary key, agency text not null, actor text not null, actor_self text not null, reason text, opened_on date not null,
      asked_at timestamptz not null, granted_at timestamptz, until timestamptz,
      confirmed_agency text, confirmed_actor text, confirmed_self text, reviewed_agency text, reviewed_actor text, reviewed_at timestamptz,
      outcome text, shown boolean, told_at timestamptz,
      check ((granted_at is null) = (until is null)), check (reason is not null or reviewed_at is not null),
      check ((reviewed_at is null) = (outcome is null)))`);
    this.addSql(`create index emergency_access_actor on emergency_access (agency, actor, asked_at)`);
    this.addSql(`create table emergency_person (
      access_id uuid not null references emergency_access (id), person_id uuid not null, is_child boolean not null, certain boolean not null,
      primary key (access_id, person_id))`);
    this.addSql(`create index emergency_person_person on emergency_person (person_id)`);
    // A reader's role sees that an access of its own agency is open, and nothing of why.
    this.addSql(`grant select (id, agency, actor, granted_at, until) on emergency_access to hub_reader`);
    this.addSql(`grant select on emergency_person to hub_reader`);
    this.addSql(`alter table emergency_access enable row level security`);
    this.addSql(`create policy emergency_access_own on emergency_access for select to hub_reader using (
      granted_at is not null and agency = any (string_to_array(current_setting('hub.agencies', true), ',')))`);
    this.addSql(`alter table emergency_person enable row level security`);
    this.addSql(`create policy emergency_person_own on emergency_person for select to hub_reader using (
      exists (select from emergency_access where emergency_access.id = emergency_person.access_id))`);
  }
}
