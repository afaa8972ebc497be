import type { JournalFact, JournalKind } from '../domain/journal-fact.ts';
import { raisePolicyNumber } from './agreement-store.ts';
import type { Database, Transaction } from './database.ts';
import { eraseRecords } from './erasure-store.ts';

/** Any number, as long as nothing else in the database locks by it. */
const journalLock = 7_305_414_204;

/** One writer of journals at a time, whichever process it is in. Held to the end of the transaction. */
export const lockJournal = async ({ query }: Transaction): Promise<void> => {
  await query(`select pg_advisory_xact_lock(${journalLock})`);
};

/** How far the journal goes, and whether something committed has no number yet. */
export const readJournalEnd = async (
  database: Pick<Database, 'query'>,
): Promise<{ readonly last: string; readonly waiting: boolean }> => {
  const [end] = await database.query<{ last: string; waiting: boolean }>(
    `select coalesce(max(journal.number), 0)::text as last,
       exists (select from journal open where open.number is null) as waiting from journal`,
  );
  return end ?? { last: '0', waiting: false };
};

/** Gives what is committed its numbers. Under the lock alone. */
export const numberFacts = async ({ query }: Transaction): Promise<void> => {
  await query(
    `update journal set number = it.number from (
       select id, row_number() over (order by id) + (select coalesce(max(number), 0) from journal) as number
         from journal where number is null) it
     where journal.id = it.id`,
  );
};

/** The next facts behind a number, in their order. */
export const nextFacts = async (
  { query }: Transaction,
  after: string,
  limit: number,
): Promise<readonly (JournalFact & { readonly number: string })[]> =>
  await query(
    `select number::text as number, kind, key, fact,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
     from journal where number > ?::bigint order by journal.number limit ?`,
    [after, limit],
  );

/** Takes facts over that the database does not have, because it is older than they are. */
export const insertFacts = async ({ query }: Transaction, facts: readonly JournalFact[]): Promise<void> => {
  if (facts.length === 0) return;
  await query(
    `insert into journal (kind, key, at, fact)
       select kind, key, at, fact from jsonb_to_recordset(?::jsonb) as it(kind text, key text, at timestamptz, fact jsonb)
       on conflict do nothing`,
    [JSON.stringify(facts)],
  );
};

/** Those of some keyed hashes of units of a source that were erased, whatever became of their tombstones. */
export const findErasedHashes = async (
  { query }: Transaction,
  source: string,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await query<{ hash: string }>(
    `select distinct fact ->> 'unitHash' as hash from journal
      where kind = 'RECORD_ERASED' and fact ->> 'source' = ?
        and fact ->> 'unitHash' = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [source, JSON.stringify([...new Set(hashes)])],
  );
  return new Set(rows.map(({ hash }) => hash));
};

/** Who did again what a journal says; who had done it first is in the log that was sealed then. */
const by = 'journal';

const final = `('ConsentWithdrawn', 'ConsentRevoked', 'ConsentInvalidated', 'ConsentRefused')`;

/** What is done again, by kind; each statement changes nothing where it stands already. */
const repeated: Readonly<Record<Exclude<JournalKind, 'RECORD_ERASED'>, string>> = {
  CONSENT_ENDED: `insert into consent_event (consent_id, state, at, agency, actor, guardian)
    select consent.id, said.fact ->> 'state', said.at, said.fact ->> 'agency', '${by}', (said.fact ->> 'guardian')::uuid
      from said join consent on consent.id = said.key::uuid where not exists (
        select from consent_event event where event.consent_id = consent.id and event.state in ${final})`,
  PROHIBITION_SET: `insert into prohibition (id, person_id, recipient, since)
    select said.key::uuid, (said.fact ->> 'person')::uuid, said.fact ->> 'recipient', said.at from said
      where not exists (select from prohibition where prohibition.id = said.key::uuid)`,
  PROHIBITION_LIFTED: `update prohibition set lifted_at = said.at from said
    where prohibition.id = said.key::uuid and prohibition.lifted_at is null`,
  GUARDIANSHIP_ENDED: `update guardianship set valid_until = it.until
    from (select fact ->> 'id' as id, min((fact ->> 'until')::date) as until from said group by 1) it
    where guardianship.id = it.id::uuid and (valid_until is null or valid_until > it.until)`,
  REFERRAL_ENDED: `update referral set until = least(referral.until, it.until),
      ended_at = coalesce(ended_at, it.at), ended_by = coalesce(ended_by, '${by}')
    from (select fact ->> 'id' as id, min((fact ->> 'until')::date) as until, min(at) as at from said group by 1) it
    where referral.id = it.id::uuid and (referral.until > it.until or ended_at is null)`,
  PARTY_ENDED: `update matter_party set valid_until = said.at from said
    where matter_party.id = said.key::uuid and (valid_until is null or valid_until > said.at)`,
  TOKEN_REVOKED: `insert into revocation (id, issuer, token_id, issued_until, agency, at, by, reason, until)
    select said.key::uuid, said.fact ->> 'issuer', said.fact ->> 'tokenId', (said.fact ->> 'issuedUntil')::timestamptz,
        said.fact ->> 'agency', said.at, '${by}', '${by}', (said.fact ->> 'until')::timestamptz from said
      where not exists (select from revocation where revocation.id = said.key::uuid)
        and coalesce((said.fact ->> 'until')::timestamptz > said.now, true)
        and not exists (select from journal lifted where lifted.kind = 'REVOCATION_LIFTED' and lifted.key = said.key)`,
  REVOCATION_LIFTED: `update revocation set lifted_at = said.at from said
    where revocation.id = said.key::uuid and revocation.lifted_at is null`,
  AGREEMENT_ENDED: `insert into agreement_event (agreement_id, version, event, agency, actor, at, ends_on)
    select agreement.id, agreement.version, 'ENDED', said.fact ->> 'agency', '${by}', said.at, (said.fact ->> 'endsOn')::date
      from said join agreement on agreement.id = said.fact ->> 'id' and agreement.version = (said.fact ->> 'version')::int
      where not exists (select from agreement_event event where event.agreement_id = agreement.id
        and event.version = agreement.version and event.event = 'ENDED' and event.ends_on <= (said.fact ->> 'endsOn')::date)`,
};

/**
 * Does again what the journal says and the database does not; of revocations, those that still refuse something.
 *
 * @returns how much was done, by kind; kinds with nothing are left out.
 */
export const repeatFacts = async (
  transaction: Transaction,
  at: Date,
): Promise<Readonly<Partial<Record<JournalKind, number>>>> => {
  const done: Partial<Record<JournalKind, number>> = {};
  const erased = await eraseRecords(
    transaction,
    `record.id in (select key::uuid from journal where kind = 'RECORD_ERASED')`,
    [],
    at,
  );
  if (erased.length > 0) done.RECORD_ERASED = erased.length;
  for (const [kind, statement] of Object.entries(repeated) as [keyof typeof repeated, string][]) {
    const rows = await transaction.query(
      `with said as materialized (select key, at, fact, ?::timestamptz as now from journal where kind = ?)
       ${statement} returning 1 as one`,
      [at, kind],
    );
    if (rows.length > 0) done[kind] = rows.length;
  }
  if (done.AGREEMENT_ENDED !== undefined) await raisePolicyNumber(transaction);
  return done;
};
