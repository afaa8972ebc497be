import { Migration } from '@mikro-orm/migrations';

/**
 * On which law a lead says that protective readings rest, and which withdrawals by guardians were looked at: whether the child was
 * protected then is asked once and kept nowhere (R9, R11).
 */
export class ProtectiveBases extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table matter_basis (
      id uuid primary key, matter_id uuid not null references matter (id) on delete cascade,
      jurisdiction text not null, code text not null, act text not null, article text not null, gazette text not null,
      article6 text not null, category text, field text, reader text not null, stated_by text not null,
      since timestamptz not null, check ((category is null) <> (field is null)))`);
    this.addSql(`create index matter_basis_matter on matter_basis (matter_id)`);
    this.addSql(`create table guardian_withdrawal (event bigint primary key)`);
    this.addSql(`create index consent_event_guardian on consent_event (id)
      where guardian is not null and state = 'ConsentWithdrawn'`);
  }
}
