import { Migration } from '@mikro-orm/migrations';

/** Referrals from one agency to another: evidence of a relationship once accepted (R10). */
export class Referrals extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table referral (
      id uuid primary key, person_id uuid not null, certain boolean not null,
      from_agency text not null, to_agency text not null, reference text not null,
      made_by text not null, made_at timestamptz not null, accepted_by text, accepted_at timestamptz,
      until date not null, ended_by text, ended_at timestamptz,
      check (from_agency <> to_agency), check ((accepted_by is null) = (accepted_at is null)),
      check ((ended_by is null) = (ended_at is null)))`);
    this.addSql(
      `create index referral_person on referral (person_id, to_agency) where accepted_at is not null`,
    );
    this.addSql(
      `create index referral_open on referral (to_agency, made_at) where accepted_at is null and ended_at is null`,
    );
    this.addSql(`grant select on referral to hub_reader`);
    this.addSql(`alter table referral enable row level security`);
    this.addSql(`create policy referral_received on referral for select to hub_reader using (
      accepted_at is not null and to_agency = any (string_to_array(current_setting('hub.agencies', true), ',')))`);
  }
}
