import type { AgencyCaller, PersonCaller } from '../domain/caller.ts';
import type { ConsentRecord } from '../domain/consent-record.ts';
import { type ConsentState, mayFollow } from '../domain/consent-state.ts';
import { childhoodEnd, giversOf, type Holder, isChild, isGivenBy } from '../domain/guardianship.ts';
import { HubError } from '../domain/hub-error.ts';
import { purposeOfTerm } from '../domain/purpose.ts';
import { findConsentRecords } from '../store/consent-record-store.ts';
import { findConsents, insertConsentEvents, lockConsent, readConsent } from '../store/consent-store.ts';
import type { Transaction } from '../store/database.ts';
import { findGuardianships } from '../store/guardianship-store.ts';
import { birthDatesOf } from '../store/search-store.ts';
import {
  type ActsFor,
  type ConsentInput,
  type ConsentOutcome,
  categoriesOf,
  earlier,
} from './consent-input.ts';
import { type ConsentTermsInput, checkConsentTerms, checkRequestTerms } from './consent-terms.ts';
import { isOpenRequest, shownConsents } from './open-consent-requests.ts';
import { stateWhenGiven } from './renewal.ts';
import { eventBy, storeConsent } from './store-consent.ts';

/** What an agency asks a person's consent to. The agency is the recipient. */
export type RequestTermsInput = Omit<ConsentTermsInput, 'recipient' | 'language' | 'script'>;

/** What a person says to a request. The language and script in which they read the notice, where they consent. */
export type RequestAnswer =
  | { readonly answer: 'GIVE'; readonly language: string; readonly script: string }
  | { readonly answer: 'REFUSE' | 'DEFER' };

/** Consents that agencies ask for, and what people answer (R6). Persons are the hub's own ids. */
export interface ConsentRequests {
  /**
   * Asks. The answer is the same whether or not the person will be shown it: after a refusal nobody is asked for 90 days.
   *
   * @param subject whether the agency has an open relationship with this very person, whether over a certain link, and whether
   *   that rests on what a matter seals alone: then it is put to nobody online (R11).
   * @throws HubError BAD_USER_INPUT, FORBIDDEN
   */
  readonly request: (
    caller: AgencyCaller,
    subject: {
      readonly person: string;
      readonly isClient: boolean;
      readonly certain: boolean;
      readonly sealed: boolean;
    },
    terms: RequestTermsInput,
  ) => Promise<{ readonly id: string; readonly at: Date }>;
  /** @throws HubError BAD_USER_INPUT, FORBIDDEN */
  readonly answer: (
    caller: PersonCaller,
    actsFor: ActsFor,
    id: string,
    answer: RequestAnswer,
  ) => Promise<ConsentOutcome>;
}

export interface ConsentRequestsInput extends ConsentInput {
  readonly timeZone: string;
}

const noSuchRequest = (): HubError =>
  new HubError('BAD_USER_INPUT', { publicMessage: 'No such request waits for an answer.' });

const states = {
  REFUSE: { event: 'ConsentRefused', outcome: 'REFUSED' },
  DEFER: { event: 'ConsentRequestDeferred', outcome: 'DEFERRED' },
} as const satisfies Record<string, { event: ConsentState; outcome: ConsentOutcome['state'] }>;

/** Makes the service of requests. Each act is one short transaction. */
export const createConsentRequests = (input: ConsentRequestsInput): ConsentRequests => {
  /** What becomes of a request that somebody consents to: of a child's, not before all have who must. */
  const giving = async (
    transaction: Transaction,
    caller: PersonCaller,
    { person, guardian }: ActsFor,
    record: ConsentRecord,
  ): Promise<{ readonly isGiven: boolean; readonly until: string }> => {
    const context = input.termsContext();
    const born = guardian === null ? [caller.birthDate] : await birthDatesOf(transaction, person);
    if (isChild(born, context.today) !== (guardian !== null)) {
      throw new HubError('FORBIDDEN', {
        internal: 'a consent of a child without a guardian, or the reverse',
      });
    }
    if (guardian === null) return { isGiven: true, until: record.validUntil };
    const givers = giversOf(
      await findGuardianships(transaction, person),
      { categories: categoriesOf(record, context.catalogue), recipient: record.recipient },
      context.today,
    );
    if (!givers.all.has(`PERSON ${guardian}`)) {
      throw new HubError('FORBIDDEN', { internal: "the decision's scope does not reach this consent" });
    }
    const assents = new Set<Holder>([
      `PERSON ${guardian}`,
      ...record.events.flatMap((each): Holder[] => (each.guardian ? [`PERSON ${each.guardian}`] : [])),
    ]);
    return {
      isGiven: isGivenBy(givers, assents),
      until: earlier(record.validUntil, childhoodEnd(born)),
    };
  };

  const openRequest = async (
    transaction: Transaction,
    person: string,
    id: string,
  ): Promise<ConsentRecord> => {
    await lockConsent(transaction, id);
    const { today } = input.termsContext();
    const records = await findConsentRecords(transaction, person);
    const record = shownConsents(records, { timeZone: input.timeZone, today }).find((each) => each.id === id);
    if (!record || !isOpenRequest(record, today)) throw noSuchRequest();
    return record;
  };

  return {
    request: async (caller, { person, isClient, certain, sealed }, terms) => {
      const asked = checkRequestTerms({ ...terms, recipient: caller.agency }, input.termsContext());
      // R6: never of anybody but the client.
      if (!isClient) throw new HubError('FORBIDDEN', { internal: 'a consent is asked of a client alone' });
      const [id, at] = [input.createId(), input.clock()];
      await input.database.transaction(
        async (transaction) =>
          await storeConsent(
            transaction,
            {
              ...asked,
              ...{ id, personId: person, language: null, script: null, statedUntil: null },
              // Over a link that is only probable it is put to nobody: it would tell somebody else who works with whom (R20).
              ...{ binding: certain, evidence: null, sealed, createdAt: at },
            },
            eventBy(caller, id, 'ConsentRequested', at),
          ),
      );
      return { id, at };
    },
    answer: async (caller, actsFor, id, answer) =>
      await input.database.transaction(async (transaction) => {
        const record = await openRequest(transaction, actsFor.person, id);
        const at = input.clock();
        const write = async (state: ConsentState): Promise<void> => {
          const last = record.events.at(-1)?.state ?? 'ConsentUnknown';
          if (!mayFollow(last, state)) throw noSuchRequest();
          await insertConsentEvents(transaction, [eventBy(caller, id, state, at, actsFor.guardian)]);
        };
        if (answer.answer !== 'GIVE') {
          const { event, outcome } = states[answer.answer];
          // Deferred once, it waits: there is nothing to write down a second time.
          if (record.events.at(-1)?.state !== event) await write(event);
          return { id, state: outcome, at, until: null };
        }
        const { language, script } = answer;
        const slug = purposeOfTerm(record.purpose)?.slug ?? '';
        checkConsentTerms(
          { ...record, purpose: slug, language, script, until: record.validUntil },
          input.termsContext(),
        );
        const { isGiven, until } = await giving(transaction, caller, actsFor, record);
        const held = await findConsents(transaction, actsFor.person, record.recipient);
        await readConsent(transaction, { id, language, script, until });
        const { today } = input.termsContext();
        await write(isGiven ? stateWhenGiven(held, { ...record, sealed: false }, today) : 'ConsentRequested');
        return { id, state: isGiven ? 'GIVEN' : 'PENDING', at, until };
      }),
  };
};
