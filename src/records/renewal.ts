import { type ConsentState, permitsProcessing, stateOn } from '../domain/consent-state.ts';
import type { ConsentRow } from '../store/consent-store.ts';

/** Who may read whose data, for what. */
type Matter = Pick<ConsentRow, 'controller' | 'recipient' | 'purpose' | 'categories' | 'fields'>;

const matterOf = ({ controller, recipient, purpose, categories, fields }: Matter): string =>
  JSON.stringify([controller, recipient, purpose, categories.toSorted(), fields.toSorted()]);

type Held = Pick<ConsentRow, 'binding' | 'state' | 'valid_until'>;
type Sealed = Pick<ConsentRow, 'sealed'>;

/** Whether a consent lets something be read today. */
export const isStanding = ({ binding, state, valid_until }: Held, today: string): boolean =>
  binding && permitsProcessing(stateOn(state, valid_until, today));

/**
 * What a consent becomes that is given now. While one to the same, by the same person, stands, it renews that one
 * (`dpv:RenewedConsentGiven`: "a new instance of given consent"); whoever records or confirms it does not learn which it was.
 *
 * INVARIANT: what a matter seals renews nothing that is in sight: whoever gives a consent online would learn of the sealed one
 * (R11, R13).
 *
 * @param held the person's consents for this recipient, locked.
 */
export const stateWhenGiven = (
  held: readonly (Held & Matter & Sealed)[],
  terms: Matter & Sealed,
  today: string,
): Extract<ConsentState, 'ConsentGiven' | 'RenewedConsentGiven'> =>
  held.some(
    (each) => (terms.sealed || !each.sealed) && isStanding(each, today) && matterOf(each) === matterOf(terms),
  )
    ? 'RenewedConsentGiven'
    : 'ConsentGiven';
