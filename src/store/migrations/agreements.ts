import { Migration } from '@mikro-orm/migrations';

/** Agreements as versions that never change, what became of each, and a number that every change of the policy increases. */
export class Agreements extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table agreement (
      id text not null, version int not null, content jsonb not null, primary key (id, version))`);
    this.addSql(`create table agreement_event (
      id bigserial primary key, agreement_id text not null, version int not null,
      event text not null check (event in ('PROPOSED', 'APPROVED', 'REFUSED', 'ENDED')),
      agency text, actor text not null, person text, at timestamptz not null, ends_on date, reason text,
      foreign key (agreement_id, version) references agreement (id, version),
      check ((event = 'ENDED') = (ends_on is not null)))`);
    this.addSql(`create index agreement_event_version on agreement_event (agreement_id, version, id)`);
    // Of proposals of the same version that meet, of two approvals and of an approval and a refusal, the database takes one.
    this.addSql(
      `create unique index agreement_event_proposed on agreement_event (agreement_id, version) where event = 'PROPOSED'`,
    );
    this.addSql(
      `create unique index agreement_event_decided on agreement_event (agreement_id, version) where event in ('APPROVED', 'REFUSED')`,
    );

    // One row: whoever changes the policy holds it, and whoever reads the policy sees by its number whether it changed.
    this.addSql(
      `create table policy_change (only_row boolean primary key default true check (only_row), number bigint not null)`,
    );
    this.addSql(`insert into policy_change (number) values (0)`);

    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin raise exception 'what is written of an agreement never changes'; end $$`);
    for (const table of ['agreement', 'agreement_event']) {
      this.addSql(
        `create trigger ${table}_never_changes before update or delete on ${table} for each row execute function refuse_change()`,
      );
    }
  }
}
