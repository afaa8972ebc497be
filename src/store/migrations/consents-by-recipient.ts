import { Migration } from '@mikro-orm/migrations';

const named = `any (string_to_array(current_setting('hub.agencies', true), ','))`;

/** The second net over what people allowed and forbade: who said yes or no to others is nobody's to know (THREATS.md I8). */
export class ConsentsByRecipient extends Migration {
  override async up(): Promise<void> {
    for (const table of ['consent', 'prohibition']) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(
        `create policy ${table}_recipient on ${table} for select to hub_reader using (recipient = ${named})`,
      );
    }
    this.addSql(`alter table consent_event enable row level security`);
    // The condition is read under the reader's role too: events of consents that it does not see are not there.
    this.addSql(`create policy consent_event_recipient on consent_event for select to hub_reader using (
      exists (select from consent where consent.id = consent_event.consent_id))`);
  }
}
