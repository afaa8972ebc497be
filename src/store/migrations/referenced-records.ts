import { Migration } from '@mikro-orm/migrations';

/**
 * "Not me", or "mine", of a record that the person is not shown, named by the number it has in the controller's books (R20). What
 * it was found to mean stands beside it as for other requests, and is told to nobody; the number goes with the statement.
 */
export class ReferencedRecords extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table rights_request add column reference text`);
  }
}
