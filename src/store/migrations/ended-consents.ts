import { Migration } from '@mikro-orm/migrations';

/** What recipients owe after a consent has ended (R7): who got what under it says the log, who confirmed says this. */
export class EndedConsents extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table consent_end (
      consent_id uuid primary key references consent (id), confirmed_by text, confirmed_at timestamptz, told_at timestamptz)`);
    // Few lines rest on a consent: the others cost nothing here.
    this.addSql(`create index audit_entry_consents on audit_entry using gin ((body -> 'consents') jsonb_path_ops)
      where kind = 'DISCLOSURE' and (body -> 'consents') <> '[]'::jsonb`);
  }
}
