import { Migration } from '@mikro-orm/migrations';

const ended = `('ConsentWithdrawn', 'ConsentRevoked', 'ConsentInvalidated', 'ConsentRefused')`;

/** When one row's trigger writes, under which name and what. Values, names and numbers of people are no part of it. */
const remembered: readonly {
  readonly table: string;
  readonly kind: string;
  readonly on: string;
  readonly when: string;
  readonly key: string;
  readonly at: string;
  readonly fact: string;
}[] = [
  {
    table: 'record',
    kind: 'RECORD_ERASED',
    on: 'update of erased_at',
    when: 'old.erased_at is null and new.erased_at is not null',
    key: 'new.id::text',
    at: 'new.erased_at',
    fact: `jsonb_build_object('source', new.source, 'version', new.version, 'unitHash', new.unit_hash)`,
  },
  {
    table: 'consent_event',
    kind: 'CONSENT_ENDED',
    on: 'insert',
    when: `new.state in ${ended}`,
    key: 'new.consent_id::text',
    at: 'new.at',
    fact: `jsonb_build_object('state', new.state, 'agency', new.agency, 'guardian', new.guardian)`,
  },
  {
    table: 'prohibition',
    kind: 'PROHIBITION_SET',
    on: 'insert',
    when: 'true',
    key: 'new.id::text',
    at: 'new.since',
    fact: `jsonb_build_object('person', new.person_id, 'recipient', new.recipient)`,
  },
  {
    table: 'prohibition',
    kind: 'PROHIBITION_LIFTED',
    on: 'update of lifted_at',
    when: 'old.lifted_at is null and new.lifted_at is not null',
    key: 'new.id::text',
    at: 'new.lifted_at',
    fact: `'{}'::jsonb`,
  },
  {
    table: 'guardianship',
    kind: 'GUARDIANSHIP_ENDED',
    on: 'update of valid_until',
    when: 'new.valid_until is not null and new.valid_until is distinct from old.valid_until',
    key: `new.id::text || ' ' || new.valid_until`,
    at: 'null',
    fact: `jsonb_build_object('id', new.id, 'until', new.valid_until)`,
  },
  {
    table: 'referral',
    kind: 'REFERRAL_ENDED',
    on: 'update of until, ended_at',
    when: 'new.ended_at is not null and (old.ended_at, old.until) is distinct from (new.ended_at, new.until)',
    key: `new.id::text || ' ' || new.until`,
    at: 'new.ended_at',
    fact: `jsonb_build_object('id', new.id, 'until', new.until)`,
  },
  {
    table: 'matter_party',
    kind: 'PARTY_ENDED',
    on: 'update of valid_until',
    when: 'new.valid_until is not null and new.valid_until is distinct from old.valid_until',
    key: 'new.id::text',
    at: 'new.valid_until',
    fact: `'{}'::jsonb`,
  },
  {
    table: 'revocation',
    kind: 'TOKEN_REVOKED',
    on: 'insert',
    when: 'true',
    key: 'new.id::text',
    at: 'new.at',
    fact: `jsonb_build_object('issuer', new.issuer, 'tokenId', new.token_id, 'issuedUntil', new.issued_until,
      'agency', new.agency, 'until', new.until)`,
  },
  {
    table: 'revocation',
    kind: 'REVOCATION_LIFTED',
    on: 'update of lifted_at',
    when: 'old.lifted_at is null and new.lifted_at is not null',
    key: 'new.id::text',
    at: 'new.lifted_at',
    fact: `'{}'::jsonb`,
  },
  {
    table: 'agreement_event',
    kind: 'AGREEMENT_ENDED',
    on: 'insert',
    when: `new.event = 'ENDED'`,
    key: `new.agreement_id || ' ' || new.version || ' ' || new.ends_on`,
    at: 'new.at',
    fact: `jsonb_build_object('id', new.agreement_id, 'version', new.version, 'endsOn', new.ends_on, 'agency', new.agency)`,
  },
];

/**
 * What must never come back, as facts that a file outside the database can repeat (R21). Written by triggers: whoever ends
 * something, by whichever way, cannot leave it out. And which untriaged observations somebody was warned of.
 */
export class Journal extends Migration {
  override async up(): Promise<void> {
    // The number is given to what is committed, in order, so that no fact that commits late is passed over.
    this.addSql(`create table journal (
      id bigserial primary key, kind text not null, key text not null, at timestamptz, fact jsonb not null,
      number bigint unique, unique (kind, key))`);
    this.addSql(`create index journal_waiting on journal (id) where number is null`);
    this.addSql(
      `create index journal_erased on journal ((fact ->> 'source'), (fact ->> 'unitHash')) where kind = 'RECORD_ERASED'`,
    );
    for (const { table, kind, on, when, key, at, fact } of remembered) {
      const name = `journal_${kind.toLowerCase()}`;
      this.addSql(`create function ${name}() returns trigger language plpgsql as $$ begin
        insert into journal (kind, key, at, fact) values ('${kind}', ${key}, ${at}, ${fact}) on conflict do nothing;
        return null; end $$`);
      this.addSql(
        `create trigger ${name} after ${on} on ${table} for each row when (${when}) execute function ${name}()`,
      );
    }
    this.addSql(`create table untriaged_warning (
      record_id uuid primary key, warned_at timestamptz not null)`);
  }
}
