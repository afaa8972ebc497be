import { Migration } from '@mikro-orm/migrations';

/** Which tokens are refused before their time, and which proofs of possession were used. */
export class RevocationMigration extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table revocation (
      id uuid primary key, issuer text not null, token_id text, issued_until timestamptz, agency text not null,
      at timestamptz not null, by text not null, reason text not null, until timestamptz, lifted_at timestamptz,
      check (token_id is null or issued_until is null))`);
    this.addSql(`create index revocation_holding on revocation (until) where lifted_at is null`);
    this.addSql(`create table dpop_proof (proof text primary key, until timestamptz not null)`);
    this.addSql(`create index dpop_proof_until on dpop_proof (until)`);
  }
}
