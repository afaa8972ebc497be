import { Migration } from '@mikro-orm/migrations';

/** How much of an agency's hourly budget of objects has been handed out to processes: one row for each agency. */
export class ObjectBudget extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table object_budget (
      agency text primary key, hour timestamptz not null, leased int not null check (leased >= 0))`);
  }
}
