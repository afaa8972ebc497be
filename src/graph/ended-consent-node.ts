import { purposeOfTerm } from '../domain/purpose.ts';
import type { EndedConsent as Ended } from '../records/ended-consents.ts';
import type { RequestContext } from './request-context.ts';
import type { EndedConsent } from './types/ended-consent.type.ts';

/** What the log says was told of each person: that a consent of theirs has ended, and what rested on it. */
const told = ['EndedConsent.fields', 'EndedConsent.person', 'EndedConsent.purpose'];

/**
 * A consent that has ended, as its recipient is told of it.
 *
 * @param isBell it is only said that there is one: nobody is named.
 */
export const endedConsentNode = (
  context: RequestContext,
  { id, person, purpose, sealed, ...each }: Ended,
  isBell: boolean,
): EndedConsent => {
  if (!isBell) context.disclosures.addKnown(person, told, 'CONSENT_ENDED', sealed ? [id] : []);
  return {
    ...each,
    id: context.ids.encode('CONSENT', id),
    person: context.ids.encode('PERSON', person),
    purpose: purposeOfTerm(purpose)?.slug ?? '',
  };
};
