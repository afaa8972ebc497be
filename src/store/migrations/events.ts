import { Migration } from '@mikro-orm/migrations';

/**
 * What of each unit has changed, by the names of its fields, so that nobody is told of a change in what they may not read; and
 * what webhooks have still to be rung for, which goes with the change it is of.
 */
export class Events extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table outbox add column changed jsonb not null default '[]'`);
    this.addSql(`create table webhook_progress (webhook text primary key, position bigint not null)`);
    this.addSql(`create table webhook_delivery (
      webhook text not null, event uuid not null, kind text not null check (kind in ('RECORD', 'CONSENT_ENDED')),
      change uuid references outbox (id) on delete cascade,
      position bigint generated always as identity, lane text not null,
      state text not null check (state in ('WAITING', 'TOLD', 'DEAD')),
      attempts int not null, due_at timestamptz not null, leased_until timestamptz, fault text,
      created_at timestamptz not null, primary key (webhook, event))`);
    this.addSql(
      `create index webhook_due on webhook_delivery (webhook, lane, position) where state = 'WAITING'`,
    );
    this.addSql(`create index webhook_of_change on webhook_delivery (change)`);
  }
}
