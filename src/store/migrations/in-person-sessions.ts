import { Migration } from '@mikro-orm/migrations';

/** Sessions in person (R13, GDPR art. 15): who opened one, who stood by, and that it was shown, once. */
export class InPersonSessions extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table in_person_session (
      id uuid primary key, person_id uuid not null, agency text not null, opened_by text not null, opened_self text not null,
      card_kind text not null, card_hash text not null, opened_at timestamptz not null, until timestamptz not null,
      confirmed_by text, confirmed_as_officer boolean, shown_at timestamptz,
      check (opened_at < until), check ((confirmed_by is null) = (confirmed_as_officer is null)))`);
    this.addSql(`create index in_person_session_until on in_person_session (until)`);
  }
}
