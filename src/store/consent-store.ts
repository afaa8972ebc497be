import type { ConsentTerms } from '../domain/consent-record.ts';
import type { ConsentState } from '../domain/consent-state.ts';
import type { Database, Transaction } from './database.ts';
import { ConsentEventTable, ConsentTable, ProhibitionTable } from './tables.ts';

/** A consent as it is given or recorded. */
export interface NewConsent extends ConsentTerms {
  readonly id: string;
  readonly personId: string;
  readonly binding: boolean;
  readonly evidence: unknown;
  readonly createdAt: Date;
}

/** Who made a consent what it is, and when. */
export interface NewConsentEvent {
  readonly consentId: string;
  readonly state: ConsentState;
  readonly at: Date;
  readonly agency: string | null;
  readonly actor: string;
}

/** A consent with its last event. */
export interface ConsentRow {
  readonly id: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly valid_until: string;
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
    `select consent.id, consent.recipient, consent.purpose, consent.valid_until::text, consent.evidence,
       last.state, last.agency, last.actor
     from consent join lateral (
       select state, agency, actor from consent_event where consent_id = consent.id order by id desc limit 1) last on true
     where consent.person_id = ? and consent.recipient = ? order by consent.created_at, consent.id`,
    [person, recipient],
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
