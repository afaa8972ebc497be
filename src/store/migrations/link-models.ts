import { Migration } from '@mikro-orm/migrations';

/**
 * What linking has learned from the hub's own lines, one row each time, and none is changed: links name the one that weighed
 * them. Counts of names alone, none of fewer than 11 people. No reader's role sees it.
 */
export class LinkModels extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table link_model (
      id uuid primary key, learned_at timestamptz not null, people int not null, model jsonb not null)`);
    this.addSql(`create index link_model_newest on link_model (learned_at desc, id)`);
    // What is read of links that wait for somebody, oldest first.
    this.addSql(`create index link_to_decide on link (linked_at, source, local_id, id)
      where ended_at is null and evidence ->> 'outcome' = 'TO_DECIDE'`);
  }
}
