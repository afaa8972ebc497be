import { Migration } from '@mikro-orm/migrations';

/** Sessions at a counter for people without eID or telephone (R13), and how often an actor has tried to open one on a day. */
export class AssistedSessions extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table assisted_session (
      id uuid primary key, person_id uuid not null, agency text not null, actor text not null,
      card_kind text not null, card_hash text not null,
      opened_at timestamptz not null, until timestamptz not null, closed_at timestamptz, check (opened_at < until))`);
    this.addSql(`create index assisted_session_actor on assisted_session (agency, actor, person_id)`);
    this.addSql(`create index assisted_session_until on assisted_session (until)`);
    this.addSql(`create table assisted_session_tries (
      agency text not null, actor text not null, day date not null, tries int not null, primary key (agency, actor, day))`);
  }
}
