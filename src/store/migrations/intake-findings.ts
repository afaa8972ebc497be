import { Migration } from '@mikro-orm/migrations';

/**
 * What intake found of each unit of a register besides what it says: how many of its values could not be taken over, by column,
 * and the keyed hash of each line's checked national id. No value. Of each
 * register's newest file, how many rows were read and how many could not be taken. For the agency alone whose register it is.
 */
export class IntakeFindings extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table intake_finding (
      source text not null, unit text not null, controller text not null,
      set_aside jsonb not null, national_ids jsonb not null, primary key (source, unit))`);
    this.addSql(`create index intake_finding_controller on intake_finding (controller)`);
    this.addSql(`create table register_file (
      source text primary key, controller text not null, read_at timestamptz not null,
      rows_read int not null, rows_set_aside int not null)`);
    for (const table of ['intake_finding', 'register_file']) {
      this.addSql(`grant select on ${table} to hub_reader`);
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`create policy ${table}_own on ${table} for select to hub_reader using (
        controller = any (string_to_array(current_setting('hub.agencies', true), ',')))`);
    }
  }
}
