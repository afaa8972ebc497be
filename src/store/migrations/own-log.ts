import { Migration } from '@mikro-orm/migrations';

/** What was read of nobody but one person, through nobody: theirs to see (R14). */
export class OwnLog extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create index audit_entry_person on audit_entry ((body ->> 'person')) where through is null and (body ->> 'person') is not null`,
    );
  }
}
