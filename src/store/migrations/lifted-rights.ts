import { Migration } from '@mikro-orm/migrations';

/** What rested by a right and is opened again (R22; GDPR art. 18(3)): by the person at once, by the controller after notice. */
export class LiftedRights extends Migration {
  override async up(): Promise<void> {
    // No agency: the person themselves. Reason and notice go when their time is over, with the request's own words.
    this.addSql(`create table rights_lifting (
      request_id uuid primary key references rights_request (id), announced_at timestamptz not null,
      effective_at timestamptz not null check (effective_at >= announced_at), agency text, actor text not null,
      reason text, notice text)`);
    this.addSql(`grant select (request_id, effective_at) on rights_lifting to hub_reader`);
    this.addSql(`alter table rights_lifting enable row level security`);
    // Read under the reader's role too: liftings of requests that it does not see are not there.
    this.addSql(`create policy rights_lifting_reach on rights_lifting for select to hub_reader using (
      exists (select from rights_request where rights_request.id = rights_lifting.request_id))`);
  }
}
