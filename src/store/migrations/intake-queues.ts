import { Migration } from '@mikro-orm/migrations';

/**
 * What intake could not take, with its original encrypted, for the agency alone whose register sent it; where the pulling of each
 * register goes on; and what has changed, for those who are told of it (the outbox), written with the change itself.
 */
export class IntakeQueues extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table quarantine (
      id uuid primary key,
      source text not null, controller text not null,
      unit text, version int, reason text not null check (reason in ('UNREADABLE', 'FAILED', 'CONFLICT')),
      problems jsonb not null, fingerprint text not null,
      original text, sealed boolean not null, bearer jsonb not null,
      attempts int not null, received_at timestamptz not null, tried_at timestamptz not null,
      retain_until date not null,
      closed_at timestamptz, closed_as text check (closed_as in ('TAKEN', 'DISCARDED')),
      closed_by text, closed_because text,
      check ((closed_at is null) = (closed_as is null)),
      check (closed_at is null or original is null))`);
    // The same item again is the same line: a register sends its bad row every night.
    this.addSql(
      `create unique index quarantine_open on quarantine (source, fingerprint) where closed_at is null`,
    );
    this.addSql(`create index quarantine_unit on quarantine (source, unit) where closed_at is null`);
    this.addSql(`create index quarantine_list on quarantine (source, received_at, id)`);
    this.addSql(`grant select (id, source, controller, unit, version, reason, problems, sealed, attempts, received_at,
      tried_at, closed_at, closed_as, closed_by, closed_because) on quarantine to hub_reader`);
    this.addSql(`alter table quarantine enable row level security`);
    this.addSql(`create policy quarantine_own on quarantine for select to hub_reader using (
      controller = any (string_to_array(current_setting('hub.agencies', true), ',')))`);
    this.addSql(`create table source_cursor (
      source text primary key, cursor text not null, moved_at timestamptz not null)`);
    this.addSql(`create table outbox (
      position bigint generated always as identity primary key,
      id uuid not null unique, source text not null, controller text not null, unit text not null, version int not null,
      change text not null check (change in ('CREATED', 'UPDATED', 'ENDED')), at timestamptz not null)`);
    this.addSql(`create index outbox_unit on outbox (source, unit)`);
  }
}
