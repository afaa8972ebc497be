import { Migration } from '@mikro-orm/migrations';

/** Since when a relationship stands on its agency's own word (R10). What stood before was declared by its first such version. */
export class DeclaredSince extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table record add column relationship_declared_at timestamptz`);
    this.addSql(`update record set relationship_declared_at = (
        select min(declared.received_at) from record declared
          where declared.source = record.source and declared.kind = record.kind and declared.local_id = record.local_id
            and declared.compartment = record.compartment and declared.relationship_declared_by is not null)
      where relationship_declared_by is not null`);
    this.addSql(
      `alter table record add check ((relationship_declared_by is null) = (relationship_declared_at is null))`,
    );
  }
}
