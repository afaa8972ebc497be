import { Migration } from '@mikro-orm/migrations';

/** What ends a row at once, whoever does it and by whichever way: a function of PostgreSQL for each, and when it runs. */
const endings = [
  {
    name: 'extract_without_consent',
    on: 'after insert on consent_event',
    when: `new.state not in ('ConsentGiven', 'RenewedConsentGiven')`,
    gone: `consents @> array[new.consent_id]`,
  },
  {
    name: 'extract_without_record',
    on: 'after update of erased_at on record',
    when: 'old.erased_at is null and new.erased_at is not null',
    gone: `records @> array[new.id]`,
  },
  {
    name: 'extract_against_prohibition',
    on: 'after insert on prohibition',
    when: 'true',
    gone: `person = new.person_id and extract_id in (select id from extract where recipient = new.recipient)`,
  },
  {
    name: 'extract_without_link',
    on: 'after update of ended_at on link',
    when: `old.entity = 'PERSON' and old.ended_at is null and new.ended_at is not null`,
    gone: 'person = new.entity_id',
  },
] as const;

/**
 * Extracts: what was asked for, who approved it, its rows until it is over, and who fetched it. A row holds codes, and by whom and by
 * which records it goes when one of them does.
 */
export class Extracts extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table extract (
      id uuid primary key, recipient text not null, purpose text not null, project text not null, municipality text not null,
      columns text[] not null, controllers text[] not null, reason text not null, planned_by text not null, planned_person text,
      planned_roles text[] not null, planned_at timestamptz not null,
      outcome text, decided_at timestamptz, as_of date, level int, rows_told int, expires_at timestamptz not null)`);
    this.addSql(`create index extract_of on extract (recipient, project)`);
    this.addSql(`create table extract_approval (
      extract_id uuid not null references extract (id) on delete cascade, controller text not null, actor text not null,
      at timestamptz not null, primary key (extract_id, controller))`);
    this.addSql(`create table extract_row (
      extract_id uuid not null references extract (id) on delete cascade, position int not null, person uuid not null,
      household uuid not null, identifying text[] not null, sensitive text[] not null, consents uuid[] not null,
      records uuid[] not null, primary key (extract_id, position))`);
    this.addSql(`create index extract_row_person on extract_row (person)`);
    this.addSql(`create index extract_row_consents on extract_row using gin (consents)`);
    this.addSql(`create index extract_row_records on extract_row using gin (records)`);
    this.addSql(`create table extract_download (
      id uuid primary key, extract_id uuid not null references extract (id) on delete cascade, actor text not null,
      at timestamptz not null)`);
    for (const { name, on, when, gone } of endings) {
      // A part of a split graph ends links, and reads no extract: the function has its owner's rights.
      this.addSql(`create function ${name}() returns trigger language plpgsql security definer set search_path = public, pg_temp
        as $$ begin delete from extract_row where ${gone}; return null; end $$`);
      this.addSql(`create trigger ${name} ${on} for each row when (${when}) execute function ${name}()`);
    }
  }
}
