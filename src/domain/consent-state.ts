/**
 * The states of a consent (DPV 2.3, `dpv:ConsentStatus`; DOMAIN.md 2.4). Withdrawn is the person's own act, revoked is
 * anybody else's.
 */
export const consentStates = [
  'ConsentRequested',
  'ConsentRequestDeferred',
  'ConsentRefused',
  'ConsentGiven',
  'RenewedConsentGiven',
  'ConsentWithdrawn',
  'ConsentRevoked',
  'ConsentExpired',
  'ConsentInvalidated',
  'ConsentUnknown',
] as const;
export type ConsentState = (typeof consentStates)[number];

/** `dpv:ConsentStatusValidForProcessing`: these two alone. What is none of DPV's words permits nothing either. */
const permitting: ReadonlySet<string> = new Set<ConsentState>(['ConsentGiven', 'RenewedConsentGiven']);

/** Whether a consent in this state lets anything be read. */
export const permitsProcessing = (state: string): boolean => permitting.has(state);

const nothing: ReadonlySet<ConsentState> = new Set();
const decided: readonly ConsentState[] = ['ConsentWithdrawn', 'ConsentRevoked', 'ConsentInvalidated'];
const asked: ReadonlySet<ConsentState> = new Set([
  ...decided,
  // Of a child: one of several guardians has given it, and another has not been heard yet (R9).
  'ConsentRequested',
  'ConsentRequestDeferred',
  'ConsentRefused',
  'ConsentGiven',
  'RenewedConsentGiven',
]);
const given: ReadonlySet<ConsentState> = new Set(decided);

/** What can follow on what, on one record. What has ended stays ended; who consents again, or renews, makes a new record. */
const following: Readonly<Record<ConsentState, ReadonlySet<ConsentState>>> = {
  ConsentRequested: asked,
  ConsentRequestDeferred: asked,
  ConsentGiven: given,
  RenewedConsentGiven: given,
  ConsentRefused: nothing,
  ConsentWithdrawn: nothing,
  ConsentRevoked: nothing,
  ConsentExpired: nothing,
  ConsentInvalidated: nothing,
  ConsentUnknown: nothing,
};

/** Whether an event may follow a record's last one. */
export const mayFollow = (last: ConsentState, next: ConsentState): boolean => following[last].has(next);

/**
 * The state on a day: derived, so that nothing has to run at midnight for a consent to end (R4, R9).
 *
 * @param validUntil local date: the first day on which it does not hold.
 */
export const stateOn = (last: ConsentState, validUntil: string, today: string): ConsentState =>
  validUntil <= today && (permitsProcessing(last) || mayFollow(last, 'ConsentGiven'))
    ? 'ConsentExpired'
    : last;
