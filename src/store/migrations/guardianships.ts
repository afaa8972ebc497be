import { Migration } from '@mikro-orm/migrations';

/** Who decides for a child, by an authority's record (R9), and consents that are asked for before they are read (R6). */
export class Guardianships extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table guardianship (
      id uuid primary key, ward uuid not null, guardian uuid, guardian_agency text, scope text not null, issuer text not null,
      reference text not null, valid_from date not null, valid_until date, certain boolean not null, agency text not null, actor text not null,
      recorded_at timestamptz not null, check (num_nonnulls(guardian, guardian_agency) = 1), check (ward <> guardian))`);
    this.addSql(`create index guardianship_ward on guardianship (ward)`);
    this.addSql(`create index guardianship_guardian on guardianship (guardian) where guardian is not null`);
    this.addSql(`alter table consent_event add column guardian uuid`);
    // What a form says stays apart from the day on which a child is of age: who confirms it may not know that day.
    this.addSql(`alter table consent add column stated_until date`);
    // Asked for, and read by nobody yet.
    this.addSql(`alter table consent alter column language drop not null, alter column script drop not null`);
  }
}
