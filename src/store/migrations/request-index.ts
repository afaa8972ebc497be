import { Migration } from '@mikro-orm/migrations';

/** What one request did is found by its id: the log's entries of an explanation. */
export class RequestIndex extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create index audit_entry_request on audit_entry ((body ->> 'request')) where (body ->> 'request') is not null`,
    );
  }
}
