import type { Caller } from '../domain/caller.ts';
import type { ConsentState } from '../domain/consent-state.ts';
import {
  insertConsent,
  insertConsentEvents,
  type NewConsent,
  type NewConsentEvent,
} from '../store/consent-store.ts';
import type { Transaction } from '../store/database.ts';

/** What happened to a consent, by whom. */
export const eventBy = (
  caller: Caller,
  consentId: string,
  state: ConsentState,
  at: Date,
  guardian: string | null = null,
): NewConsentEvent => ({
  consentId,
  state,
  at,
  agency: caller.kind === 'AGENCY' ? caller.agency : null,
  actor: caller.actor,
  guardian,
});

/** Stores a new consent with what first happened to it. */
export const storeConsent = async (
  transaction: Transaction,
  consent: NewConsent,
  first: Omit<NewConsentEvent, 'consentId'>,
): Promise<void> => {
  await insertConsent(transaction, consent);
  await insertConsentEvents(transaction, [{ ...first, consentId: consent.id }]);
};
