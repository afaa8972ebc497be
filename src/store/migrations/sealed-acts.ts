import { Migration } from '@mikro-orm/migrations';

/**
 * What staff record of somebody whom a matter protects lies in that matter's compartment (R11). Which matter it is stands
 * nowhere: it is asked anew on each look.
 */
export class SealedActs extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table consent add column sealed boolean not null default false`);
    // The recipient's reader must know that what it reads so stands in nobody's own log.
    this.addSql(`grant select (sealed) on consent to hub_reader`);
    this.addSql(`alter table referral add column sealed boolean not null default false`);
    this.addSql(`create index audit_entry_sealed on audit_entry (id)
      where kind = 'DISCLOSURE' and (body -> 'sealed') <> '[]'::jsonb`);
  }
}
