import { extractDays } from '../domain/extract-column.ts';
import { keptTerms } from '../domain/kept-terms.ts';
import type { Database, Transaction } from './database.ts';
import type { StoredRow } from './extract-row-store.ts';

/** An extract without its rows. */
export interface ExtractHead {
  readonly id: string;
  readonly recipient: string;
  readonly purpose: string;
  /** The class of the purpose: `project:<name>`. */
  readonly project: string;
  readonly municipality: string;
  readonly columns: readonly string[];
  /** Whose records it is drawn from; each approves it. */
  readonly controllers: readonly string[];
  readonly reason: string;
  readonly planned_by: string;
  /** Keyed hash of who planned it, as a person; null once it is over. */
  readonly planned_person: string | null;
  readonly planned_roles: readonly string[];
  readonly planned_at: string;
  readonly outcome: 'RELEASED' | 'REFUSED' | null;
  readonly decided_at: string | null;
  /** The day that ages are of. */
  readonly as_of: string | null;
  readonly level: number | null;
  /** How many rows it had when it was released, rounded. */
  readonly rows_told: number | null;
  /** When its rows are erased; until it is released, when it lapses. */
  readonly expires_at: string;
  /** The controllers that approved it. */
  readonly approved: readonly string[];
}

export type NewExtract = Pick<
  ExtractHead,
  | 'id'
  | 'recipient'
  | 'purpose'
  | 'project'
  | 'municipality'
  | 'columns'
  | 'controllers'
  | 'reason'
  | 'planned_by'
  | 'planned_person'
  | 'planned_roles'
>;

export interface NewRow extends StoredRow {
  readonly consents: readonly string[];
  readonly records: readonly string[];
}

type Query = Pick<Database, 'query'> | Pick<Transaction, 'query'>;

const head = `select extract.id::text as id, recipient, purpose, project, municipality, to_jsonb(columns) as columns,
    to_jsonb(controllers) as controllers, reason, planned_by, planned_person, to_jsonb(planned_roles) as planned_roles,
    to_jsonb(planned_at) as planned_at, outcome, to_jsonb(decided_at) as decided_at,
    as_of::text as as_of, level, rows_told, to_jsonb(expires_at) as expires_at,
    coalesce((select jsonb_agg(approval.controller order by approval.controller) from extract_approval approval
      where approval.extract_id = extract.id), '[]'::jsonb) as approved
  from extract`;

const texts = (list: string): string => `array(select jsonb_array_elements_text(${list}))`;

export const insertExtract = async (query: Query, extract: NewExtract, at: Date): Promise<void> => {
  await query.query(
    `insert into extract (id, recipient, purpose, project, municipality, columns, controllers, reason, planned_by, planned_person,
         planned_roles, planned_at, expires_at)
       select (it ->> 'id')::uuid, it ->> 'recipient', it ->> 'purpose', it ->> 'project', it ->> 'municipality',
           ${texts(`it -> 'columns'`)}, ${texts(`it -> 'controllers'`)}, it ->> 'reason', it ->> 'planned_by',
           it ->> 'planned_person', ${texts(`it -> 'planned_roles'`)},
           at, at + interval '${extractDays} days'
         from (select ?::jsonb as it, ?::timestamptz as at) given`,
    [JSON.stringify(extract), at],
  );
};

/** One extract; null where there is none. */
export const findExtract = async (query: Query, id: string): Promise<ExtractHead | null> =>
  (await query.query<ExtractHead>(`${head} where extract.id = ?::uuid`, [id]))[0] ?? null;

/** The extracts that an agency asked for under a project, or that hold records of a controller, the newest first. */
export const findExtracts = async (
  query: Query,
  of: { readonly recipient: string; readonly project: string } | { readonly controller: string },
): Promise<readonly ExtractHead[]> =>
  'controller' in of
    ? await query.query<ExtractHead>(
        `${head} where controllers @> array[?] order by planned_at desc, extract.id limit 100`,
        [of.controller],
      )
    : await query.query<ExtractHead>(
        `${head} where recipient = ? and project = ? order by planned_at desc, extract.id limit 100`,
        [of.recipient, of.project],
      );

/** Lets nobody else release anything to the same project until the transaction ends. */
export const lockProject = async (
  transaction: Transaction,
  { recipient, project }: Pick<ExtractHead, 'recipient' | 'project'>,
): Promise<void> => {
  await transaction.query('select pg_advisory_xact_lock(hashtext(?))', [`extract ${recipient} ${project}`]);
};

/** Whether a project was ever given an extract. */
export const hasExtract = async (
  query: Query,
  { recipient, project }: Pick<ExtractHead, 'recipient' | 'project'>,
): Promise<boolean> =>
  (
    await query.query(
      `select from extract where recipient = ? and project = ? and outcome = 'RELEASED' limit 1`,
      [recipient, project],
    )
  ).length > 0;

/** Locks an extract until the transaction ends. */
export const lockExtract = async (transaction: Transaction, id: string): Promise<ExtractHead | null> => {
  await transaction.query('select id from extract where id = ?::uuid for update', [id]);
  return await findExtract(transaction, id);
};

export const insertApproval = async (
  transaction: Transaction,
  { id, controller, actor, at }: { id: string; controller: string; actor: string; at: Date },
): Promise<void> => {
  await transaction.query(
    `insert into extract_approval (extract_id, controller, actor, at) values (?::uuid, ?, ?, ?) on conflict do nothing`,
    [id, controller, actor, at],
  );
};

/** Whether a row rests on a consent that does not hold, or on a record that was erased. */
const isSpent = (row: string, today: string): string => `(
  exists (select from consent where consent.id = any (${row}.consents) and (consent.valid_until <= ${today} or not consent.binding
    or (select event.state from consent_event event where event.consent_id = consent.id order by event.id desc limit 1)
      not in ('ConsentGiven', 'RenewedConsentGiven')))
  or exists (select from record where record.id = any (${row}.records) and record.erased_at is not null)
  or exists (select from prohibition join extract on extract.recipient = prohibition.recipient
    where extract.id = ${row}.extract_id and prohibition.person_id = ${row}.person
      and prohibition.lifted_at is null)
  or not exists (select from link where link.entity = 'PERSON' and link.entity_id = ${row}.person and link.ended_at is null))`;

const rowsAtOnce = 500;

/**
 * Keeps the rows of an extract that is released. Who withdraws meanwhile waits for it, and takes the row away again: consents are locked
 * first, and what ended before is left out.
 */
export const releaseExtract = async (
  transaction: Transaction,
  id: string,
  rows: readonly NewRow[],
  as: { level: number; rowsTold: number; asOf: string; at: Date },
): Promise<void> => {
  const consents = [...new Set(rows.flatMap((row) => row.consents))].sort();
  await transaction.query(
    `select id from consent where id in (select jsonb_array_elements_text(?::jsonb)::uuid) order by id for share`,
    [JSON.stringify(consents)],
  );
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await transaction.query(
      `insert into extract_row (extract_id, position, person, household, identifying, sensitive, consents, records)
         select ?::uuid, position, person, household, identifying, sensitive, consents, records
           from jsonb_to_recordset(?::jsonb) as it(position int, person uuid, household uuid, identifying text[],
             sensitive text[], consents uuid[], records uuid[])`,
      [id, JSON.stringify(rows.slice(from, from + rowsAtOnce))],
    );
  await transaction.query(
    `delete from extract_row where extract_id = ?::uuid and ${isSpent('extract_row', '?::date')}`,
    [id, as.asOf],
  );
  await transaction.query(
    `update extract set outcome = 'RELEASED', decided_at = at, as_of = ?::date, level = ?, rows_told = ?,
         expires_at = at + interval '${extractDays} days'
       from (select ?::timestamptz as at) given where id = ?::uuid`,
    [as.asOf, as.level, as.rowsTold, as.at, id],
  );
};

/** Keeps that an extract cannot be given. */
export const refuseExtract = async (transaction: Transaction, id: string, at: Date): Promise<void> => {
  await transaction.query(`update extract set outcome = 'REFUSED', decided_at = ? where id = ?::uuid`, [
    at,
    id,
  ]);
};

/** Persons who have consented to anything towards an agency, by id, in one statement; everything else is decided on one by one. */
export const findConsenting = async (
  query: Query,
  { recipient, today, limit }: { recipient: string; today: string; limit: number },
): Promise<readonly string[]> =>
  (
    await query.query<{ id: string }>(
      `select person.id::text as id from (select distinct person_now(giver.person_id) as id from (
           select distinct person_id from consent where recipient = ? and binding and valid_until > ?::date) giver) person
         order by person.id limit ?`,
      [recipient, today, limit],
    )
  ).map(({ id }) => id);

/**
 * Whether somebody may not have a copy, for being too near to one of its rows or having declared somebody since it was drawn (R15).
 *
 * INVARIANT: of any declaration, whomever it is about: who could try them one by one would find out who has a row.
 */
export const isNearExtract = async (query: Query, id: string, self: string | null): Promise<boolean> =>
  (
    await query.query(
      `select from extract where id = ?::uuid and (
         exists (select from conflict_of_interest where self_hash = ? and declared_at >= decided_at)
         or is_near_somebody(?) and exists (select from conflict_of(?) near join extract_row kept
           on kept.person = near.person or kept.household = near.household where kept.extract_id = extract.id))`,
      [id, self, self, self],
    )
  ).length > 0;

/** Erases rows whose time is over or whose ground is gone; of an extract, what it was stays as long as a claim can be raised (R21). */
export const sweepExtracts = async ({ query }: Transaction, today: string, at: Date): Promise<void> => {
  await query(
    `delete from extract_row where extract_id in (select id from extract where expires_at <= ?)
       or ${isSpent('extract_row', '?::date')}`,
    [at, today],
  );
  await query(
    'update extract set planned_person = null where planned_person is not null and expires_at <= ?',
    [at],
  );
  await query('delete from extract where expires_at + ?::interval <= ?::timestamptz', [
    keptTerms.extract.period,
    at,
  ]);
};
