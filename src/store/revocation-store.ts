import type { Database } from './database.ts';

/** Which tokens of an issuer are refused: one by its id, those issued up to an instant, or all of them. */
export interface RevokedTokens {
  readonly issuer: string;
  /** Null where it is not one token alone. */
  readonly tokenId: string | null;
  /** Tokens issued up to then; null for all, whenever they were issued. */
  readonly issuedUntil: Date | null;
}

/** One act of revoking, and by whom. */
export interface Revocation extends RevokedTokens {
  readonly id: string;
  readonly agency: string;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  /** From when on it does not hold any more; null where it holds until it is lifted. */
  readonly until: Date | null;
}

interface Row {
  readonly issuer: string;
  readonly token_id: string | null;
  readonly issued_until: string | null;
}

/** What is revoked at an instant. */
export const revokedTokens = async (database: Database, now: Date): Promise<readonly RevokedTokens[]> => {
  const rows = await database.query<Row>(
    // As text: the drivers of the two stores disagree on what a timestamp is.
    `select issuer, token_id, (extract(epoch from issued_until) * 1000)::bigint::text as issued_until from revocation
       where lifted_at is null and (until is null or until > ?)`,
    [now],
  );
  return rows.map((row) => ({
    issuer: row.issuer,
    tokenId: row.token_id,
    issuedUntil: row.issued_until === null ? null : new Date(Number(row.issued_until)),
  }));
};

export const addRevocation = async (database: Database, revocation: Revocation): Promise<void> => {
  const { id, issuer, tokenId, issuedUntil, agency, at, by, reason, until } = revocation;
  await database.query(
    `insert into revocation (id, issuer, token_id, issued_until, agency, at, by, reason, until)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, issuer, tokenId, issuedUntil, agency, at, by, reason, until],
  );
};

/** Lifts what holds of an issuer: of one token, or everything that is not of one token alone. Tells how many acts it lifted. */
export const liftRevocations = async (
  database: Database,
  { issuer, tokenId }: Pick<RevokedTokens, 'issuer' | 'tokenId'>,
  at: Date,
): Promise<number> => {
  const lifted = await database.query(
    `update revocation set lifted_at = ? where issuer = ? and token_id is not distinct from ?
       and lifted_at is null and (until is null or until > ?) returning id`,
    [at, issuer, tokenId, at],
  );
  return lifted.length;
};
