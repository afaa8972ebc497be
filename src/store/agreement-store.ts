import type { Agreement } from '../domain/agreement.ts';
import type { AgreementEvent } from '../domain/agreement-event.ts';
import type { Database, Transaction } from './database.ts';
import { AgreementEventTable, AgreementTable } from './tables.ts';

/** A version of an agreement with what became of it, oldest event first. */
export interface StoredAgreement {
  readonly content: Agreement;
  readonly events: readonly AgreementEvent[];
}

/** An event of one version. */
export interface NewAgreementEvent extends AgreementEvent {
  readonly agreementId: string;
  readonly version: number;
}

type Reader = Pick<Database, 'query'> | Pick<Transaction, 'query'>;

const numberOf = (rows: readonly { readonly number: string }[]): bigint => BigInt(rows[0]?.number ?? '0');

/** How often the policy has changed: the same number, the same policy. */
export const readPolicyNumber = async (reader: Reader): Promise<bigint> =>
  numberOf(await reader.query<{ number: string }>('select number::text as number from policy_change'));

/**
 * Waits until nobody else changes the policy, and keeps others waiting until the transaction ends. One lock for all
 * agreements: the reach is made of all of them, so two changes at once would each write it without the other.
 */
export const lockPolicy = async (transaction: Transaction): Promise<void> => {
  await transaction.query('select number from policy_change for update');
};

/** Tells every process that reads this store that the policy is another. */
export const raisePolicyNumber = async (transaction: Transaction): Promise<void> => {
  await transaction.query('update policy_change set number = number + 1');
};

interface Row {
  readonly content: Agreement;
  readonly events: readonly (Omit<AgreementEvent, 'at'> & { readonly at: string })[];
}

/** Every version of every agreement, in the order in which they were proposed. */
export const findAgreements = async (reader: Reader): Promise<readonly StoredAgreement[]> => {
  const rows = await reader.query<Row>(
    `select agreement.content, jsonb_agg(jsonb_build_object(
         'event', it.event, 'agency', it.agency, 'actor', it.actor, 'person', it.person, 'at', it.at,
         'endsOn', it.ends_on, 'reason', it.reason) order by it.id) as events
       from agreement join agreement_event it on it.agreement_id = agreement.id and it.version = agreement.version
       group by agreement.id, agreement.version order by min(it.id)`,
  );
  return rows.map(({ content, events }) => ({
    content,
    events: events.map((event) => ({ ...event, at: new Date(event.at) })),
  }));
};

export const insertAgreements = async (
  transaction: Transaction,
  agreements: readonly Agreement[],
): Promise<void> =>
  await transaction.insert(
    AgreementTable,
    agreements.map((content) => ({ id: content.id, version: content.version, content })),
  );

export const insertAgreementEvents = async (
  transaction: Transaction,
  events: readonly NewAgreementEvent[],
): Promise<void> => await transaction.insert(AgreementEventTable, events);
