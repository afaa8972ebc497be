import { Migration } from '@mikro-orm/migrations';

/** How matters end (R11): who proposed it, who stood by, and, where something is unsealed, when and by whom its person was heard. */
export class MatterEndings extends Migration {
  override async up(): Promise<void> {
    const bySecond = `proposed_agency text not null, proposed_by text not null, proposed_self text not null,
      proposed_at timestamptz not null, confirmed_agency text, confirmed_by text, confirmed_at timestamptz,
      check ((confirmed_by is null) = (confirmed_at is null))`;
    this.addSql(`create table matter_closing (
      matter_id uuid primary key references matter (id) on delete cascade, ${bySecond})`);
    this.addSql(`create table matter_unsealing (
      matter_id uuid not null references matter (id) on delete cascade, act_id uuid not null,
      heard_on date not null, heard_by text not null, ${bySecond}, primary key (matter_id, act_id))`);
  }
}
