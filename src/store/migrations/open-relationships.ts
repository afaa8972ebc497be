import { Migration } from '@mikro-orm/migrations';

/** A relationship says its kind and its from-to (R10). What stood before gets the kind that its records are evidence of. */
export class OpenRelationships extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table record add column relationship_kind text
      check (relationship_kind in ('CURRENT_RECORD', 'OPEN_CASE', 'ACCEPTED_REFERRAL', 'APPLICATION', 'DECISION'))`);
    this.addSql(`alter table record add column relationship_from date, add column relationship_until date,
      add column relationship_declared_person text`);
    this.addSql(`update record set relationship_kind = case kind
        when 'tenant-entry' then 'CURRENT_RECORD' when 'case-entry' then 'OPEN_CASE' when 'referral' then 'ACCEPTED_REFERRAL' end
      where relationship_with is not null`);
    // Of no kind it could open nothing that names kinds, and everything that names none.
    this.addSql(`update record set relationship_with = null where relationship_kind is null`);
    this.addSql(`alter table record add check ((relationship_with is null) = (relationship_kind is null))`);
  }
}
