import type { ConsentTerms } from '../domain/consent-record.ts';
import type { ConsentState } from '../domain/consent-state.ts';
import { ConsentEventTable, ConsentTable, ProhibitionTable } from './consent-tables.ts';
import type { Database, Transaction } from './database.ts';

/** A consent as it is given or recorded. */
export interface NewConsent extends Omit<ConsentTerms, 'language' | 'script'> {
  readonly language: string | null;
  readonly script: string | null;
  readonly id: string;
  readonly personId: string;
  /** What a form says where it ends earlier, because a child is of age (R9). */
  readonly statedUntil: string | null;
  readonly binding: boolean;
  readonly evidence: unknown;
  /** Whether a matter seals it (R11). */
  readonly sealed: boolean;
  readonly createdAt: Date;
}

/** Who made a consent what it is, and when. */
export interface NewConsentEvent {
  readonly consentId: string;
  readonly state: ConsentState;
  readonly at: Date;
  readonly agency: string | null;
  readonly actor: string;
  readonly guardian: string | null;
}

/** A consent with its last event. */
export interface ConsentRow {
  readonly id: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly controller: string;
  readonly categories: readonly string[];
  readonly fields: readonly string[];
  readonly valid_until: string;
  readonly stated_until: string | null;
  readonly notice_version: string;
  readonly binding: boolean;
  readonly sealed: boolean;
  readonly evidence: { readonly reference?: string } | null;
  readonly state: ConsentState;
  readonly agency: string | null;
  readonly actor: string;
}

export const insertConsent = async (transaction: Transaction, consent: NewConsent): Promise<void> =>
  await transaction.insert(ConsentTable, [consent]);

export const insertConsentEvents = async (
  transaction: Transaction,
  events: readonly NewConsentEvent[],
): Promise<void> => await transaction.insert(ConsentEventTable, events);

/** The consents of one person for one recipient, each with its last event, locked against a concurrent change. */
export const findConsents = async (
  transaction: Transaction,
  person: string,
  recipient: string,
): Promise<readonly ConsentRow[]> => {
  await transaction.query(`select id from consent where person_id = ? and recipient = ? for update`, [
    person,
    recipient,
  ]);
  return await transaction.query<ConsentRow>(
    `select consent.id, consent.recipient, consent.controller, consent.purpose, to_jsonb(consent.categories) as categories,
       to_jsonb(consent.fields) as fields, consent.notice_version, consent.valid_until::text, consent.stated_until::text,
       consent.evidence, consent.binding, consent.sealed,
       last.state, last.agency, last.actor
     from consent join lateral (
       select state, agency, actor from consent_event where consent_id = consent.id order by id desc limit 1) last on true
     where consent.person_id = ? and consent.recipient = ? order by consent.created_at, consent.id`,
    [person, recipient],
  );
};

/** Keeps one consent from a concurrent change. */
export const lockConsent = async (transaction: Transaction, id: string): Promise<void> => {
  await transaction.query(`select id from consent where id = ?::uuid for update`, [id]);
};

/** Writes down in which language and script a consent that was asked for was read, and when it ends. */
export const readConsent = async (
  transaction: Transaction,
  read: { readonly id: string; readonly language: string; readonly script: string; readonly until: string },
): Promise<void> => {
  await transaction.query(
    `update consent set language = ?, script = ?, valid_until = ?::date where id = ?::uuid`,
    [read.language, read.script, read.until, read.id],
  );
};

/** Those of some consents that are of one of these persons. */
export const findOwnConsents = async (
  database: Pick<Database, 'query'>,
  persons: readonly string[],
  ids: readonly string[],
): Promise<readonly string[]> => {
  const rows = await database.query<{ id: string }>(
    `select id::text as id from consent
      where person_id in (select jsonb_array_elements_text(?::jsonb)::uuid)
        and id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [JSON.stringify(persons), JSON.stringify([...new Set(ids)])],
  );
  return rows.map(({ id }) => id);
};

/** Writes or lifts a person's prohibition against one recipient (R2, step 6). */
export const setProhibition = async (
  database: Database,
  prohibition: { id: string; personId: string; recipient: string; at: Date; lifted: boolean },
): Promise<void> => {
  await database.transaction(async (transaction) => {
    await transaction.query(
      `update prohibition set lifted_at = ? where person_id = ? and recipient = ? and lifted_at is null`,
      [prohibition.at, prohibition.personId, prohibition.recipient],
    );
    if (prohibition.lifted) return;
    await transaction.insert(ProhibitionTable, [
      {
        id: prohibition.id,
        personId: prohibition.personId,
        recipient: prohibition.recipient,
        since: prohibition.at,
        liftedAt: null,
      },
    ]);
  });
};

/** What a person forbids today, the newest first. */
export const findProhibitions = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly { readonly recipient: string; readonly since: Date }[]> => {
  const rows = await database.query<{ recipient: string; since: string | Date }>(
    `select recipient, since from prohibition where person_id = ?::uuid and lifted_at is null order by since desc, recipient`,
    [person],
  );
  return rows.map(({ recipient, since }) => ({ recipient, since: new Date(since) }));
};
