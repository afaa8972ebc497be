import { Migration } from '@mikro-orm/migrations';

/**
 * What staff held in hand of a consent lies where no reader's role reaches (R8): the person is shown it, who confirms it names
 * it, and no agency's question can come near.
 */
export class ConsentEvidence extends Migration {
  override async up(): Promise<void> {
    this.addSql(`revoke select on consent from hub_reader`);
    this.addSql(`grant select (id, person_id, controller, recipient, purpose, categories, fields, valid_until, binding)
      on consent to hub_reader`);
  }
}
