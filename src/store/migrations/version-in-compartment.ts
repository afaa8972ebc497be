import { Migration } from '@mikro-orm/migrations';

/**
 * A version is one of its own compartment alone. Without the compartment in its key, an ordinary version was refused by the
 * store where a matter had sealed one of the same number: whoever pushed it was told that something is sealed (R11).
 */
export class VersionInCompartment extends Migration {
  override async up(): Promise<void> {
    this.addSql(`drop index record_version`);
    this.addSql(
      `create unique index record_version on record (source, unit, kind, local_id, compartment, version)`,
    );
  }
}
