import { Migration } from '@mikro-orm/migrations';

/** Who is party to a matter (R12), and who looked over what its parties did. */
export class Matters extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table matter (
      id uuid primary key, controller text not null, reference text not null, opened_at timestamptz not null,
      closed_at timestamptz, unique (controller, reference))`);
    this.addSql(`create table matter_party (
      id uuid primary key, matter_id uuid not null references matter (id), agency text not null, actor text not null,
      role text not null, key jsonb, valid_from timestamptz not null, valid_until timestamptz, added_by text not null)`);
    this.addSql(`create index matter_party_matter on matter_party (matter_id)`);
    this.addSql(`create index matter_party_actor on matter_party (agency, actor)`);
    this.addSql(
      `create table sealed_review (entry bigint primary key, reviewed_by text not null, reviewed_at timestamptz not null)`,
    );
    this.addSql(`create index audit_entry_matter on audit_entry (id) where kind = 'MATTER'`);
  }
}
