import { Migration } from '@mikro-orm/migrations';

const named = `any (string_to_array(current_setting('hub.agencies', true), ','))`;

/** What persons ask of controllers, what was decided, and who has dropped what was corrected (R22). */
export class RightsOfPersons extends Migration {
  override async up(): Promise<void> {
    // `record_id` is the version that the person had before them; the rest of its name finds later ones. `subject` is the
    // person's own local id in it. Statement and reason go when their time is over, and the rest stays as a tombstone.
    this.addSql(`create table rights_request (
      id uuid primary key, person_id uuid not null, requested text not null, controller text not null,
      record_id uuid, source text, kind text, unit text, local_id text, subject text, field text, recipient text,
      statement text, asked_at timestamptz not null, asked_on date not null, due_on date not null,
      check (num_nonnulls(record_id, source, kind, unit, local_id, subject) in (0, 6)),
      check (field is null or record_id is not null))`);
    this.addSql(`create index rights_request_person on rights_request (person_id)`);
    this.addSql(`create index rights_request_controller on rights_request (controller, due_on)`);
    this.addSql(
      `create index rights_request_record on rights_request (source, unit) where record_id is not null`,
    );
    this.addSql(`create table rights_decision (
      request_id uuid primary key references rights_request (id), outcome text not null, reason text,
      citations jsonb not null, agency text not null, actor text not null, at timestamptz not null)`);
    this.addSql(`create table correction_confirmation (
      request_id uuid not null references rights_request (id), agency text not null, purpose text not null,
      actor text not null, at timestamptz not null, primary key (request_id, agency, purpose))`);

    this.addSql(`grant select on rights_request, rights_decision to hub_reader`);
    this.addSql(`alter table rights_request enable row level security`);
    // Whoever reads a controller's records must know which of them rest: all of the person's, those of one kind, or those of
    // a wrong link, whatever kind showed it. What is said against one reader is for that reader.
    this.addSql(`create policy rights_request_reach on rights_request for select to hub_reader using (
      (recipient is null or recipient = ${named})
      and exists (select from reach where reach.recipient = ${named} and reach.controller = rights_request.controller
        and (rights_request.kind is null or rights_request.requested = 'LINK' or reach.kind = rights_request.kind)))`);
    this.addSql(`alter table rights_decision enable row level security`);
    // Read under the reader's role too: decisions on requests that it does not see are not there.
    this.addSql(`create policy rights_decision_reach on rights_decision for select to hub_reader using (
      exists (select from rights_request where rights_request.id = rights_decision.request_id))`);
    // Who read what of one register: what a correction asks of the log.
    this.addSql(
      `create index audit_entry_read on audit_entry ((body ->> 'source'), at) where kind = 'DISCLOSURE'`,
    );
  }
}
