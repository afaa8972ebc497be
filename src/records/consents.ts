import type { Source } from '../domain/agency.ts';
import type { AgencyCaller, Caller, PersonCaller } from '../domain/caller.ts';
import type { ConsentEvidence } from '../domain/consent-record.ts';
import { type ConsentState, mayFollow } from '../domain/consent-state.ts';
import { HubError } from '../domain/hub-error.ts';
import { addPeriod } from '../domain/local-date.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { covers } from '../policy/covers.ts';
import { purposesOnConsent, type RemainingAccess, remainingAccess } from '../policy/remaining-access.ts';
import {
  type ConsentRow,
  findConsents,
  insertConsent,
  insertConsentEvents,
  setProhibition,
} from '../store/consent-store.ts';
import type { Database, Transaction } from '../store/database.ts';
import { birthDatesOf } from '../store/search-store.ts';
import { type ConsentTermsInput, checkConsentTerms, type TermsContext } from './consent-terms.ts';

/** What became of a consent. */
export interface ConsentOutcome {
  readonly id: string | null;
  readonly state: 'PENDING' | 'GIVEN' | 'WITHDRAWN';
  readonly at: Date;
  readonly until: string | null;
}

/** What a withdrawal leaves behind: said of the agreements, never of what was held or given (R7). */
export interface WithdrawalOutcome extends ConsentOutcome {
  /** The purposes for which consent opens nothing any more. */
  readonly ends: readonly { readonly recipient: string; readonly purpose: string }[];
  readonly stays: readonly RemainingAccess[];
}

/** Consents from their giving to their withdrawal. Persons are the hub's own ids. */
export interface Consents {
  /** Given by the person: it acts at once. */
  readonly give: (caller: PersonCaller, person: string, terms: ConsentTermsInput) => Promise<ConsentOutcome>;
  /** Recorded by staff: pending, whoever records it (R8). */
  readonly record: (
    caller: AgencyCaller,
    subject: { readonly person: string; readonly certain: boolean },
    terms: ConsentTermsInput,
    evidence: ConsentEvidence,
  ) => Promise<ConsentOutcome>;
  /** Confirmed by a named person of another agency than the recipient: valid from this second, never backdated. */
  readonly confirm: (
    caller: AgencyCaller,
    person: string,
    named: { recipient: string; purpose: string; reference: string },
  ) => Promise<ConsentOutcome>;
  /** At any desk, by nobody's leave. The answer is the same whether or not there was something to withdraw (R7). */
  readonly withdraw: (
    caller: Caller,
    person: string,
    named: { recipient: string; purpose: string | null },
  ) => Promise<WithdrawalOutcome>;
  readonly prohibit: (person: string, recipient: string, lifted: boolean) => Promise<Date>;
}

export interface ConsentsInput {
  readonly database: Database;
  readonly termsContext: () => TermsContext;
  readonly sources: readonly Source[];
  readonly clock: () => Date;
  readonly createId: () => string;
}

const isPending = ({ state }: ConsentRow): boolean => mayFollow(state, 'ConsentGiven');

const eventBy = (caller: Caller, consentId: string, state: ConsentState, at: Date) => ({
  consentId,
  state,
  at,
  agency: caller.kind === 'AGENCY' ? caller.agency : null,
  actor: caller.actor,
});

/**
 * R9: for a child those consent whom an authority's record names as guardians, and such records are not held yet; so nobody
 * can. An unknown age counts as an adult's.
 */
const isMinor = (birthDate: string, today: string): boolean => addPeriod(birthDate, 'P18Y') > today;

/** Makes the consents service. Each act is one short transaction; what a consent is, its last event says. */
export const createConsents = (input: ConsentsInput): Consents => {
  const store = async (
    caller: Caller,
    person: string,
    terms: ConsentTermsInput,
    evidence: ConsentEvidence | null,
    state: ConsentState,
    binding: boolean,
  ): Promise<ConsentOutcome> => {
    const checked = checkConsentTerms(terms, input.termsContext(), evidence?.givenOn);
    const at = input.clock();
    const id = input.createId();
    await input.database.transaction(async (transaction: Transaction) => {
      await insertConsent(transaction, {
        id,
        personId: person,
        ...checked,
        binding,
        evidence,
        createdAt: at,
      });
      await insertConsentEvents(transaction, [eventBy(caller, id, state, at)]);
    });
    return { id, state: state === 'ConsentGiven' ? 'GIVEN' : 'PENDING', at, until: checked.validUntil };
  };

  return {
    give: async (caller, person, terms) => {
      if (isMinor(caller.birthDate, input.termsContext().today)) {
        throw new HubError('FORBIDDEN', { internal: 'a consent of a minor without a guardianship record' });
      }
      return await store(caller, person, terms, null, 'ConsentGiven', true);
    },
    record: async (caller, { person, certain }, terms, evidence) => {
      if (!caller.named)
        throw new HubError('FORBIDDEN', { internal: 'a consent is recorded by a named person' });
      if (evidence.givenOn > input.termsContext().today) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'A consent cannot be given in the future.' });
      }
      if (evidence.reference.trim() === '' || evidence.reference.length > 100) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'The reference of the evidence is missing.' });
      }
      // What the recorder may not learn from the answer decides what the consent can open: a child's opens nothing (R9), and
      // neither does one of a person whom the recorder knows only probably, for it may be somebody else's word (R20).
      const born = await birthDatesOf(input.database, person);
      const today = input.termsContext().today;
      const binding = certain && !born.some((date) => isMinor(date, today));
      return await store(caller, person, terms, evidence, 'ConsentRequested', binding);
    },
    confirm: async (caller, person, named) => {
      // R8: not by the recipient's own staff, and R4: never by the recipient alone.
      if (!caller.named || caller.agency === named.recipient) {
        throw new HubError('FORBIDDEN', {
          internal: 'a consent is confirmed by a named person of another agency',
        });
      }
      const purpose = purposeOfSlug(named.purpose)?.term;
      return await input.database.transaction(async (transaction) => {
        const pending = (await findConsents(transaction, person, named.recipient)).filter(
          (consent) =>
            isPending(consent) &&
            consent.purpose === purpose &&
            consent.evidence?.reference === named.reference,
        );
        if (pending.length === 0) {
          throw new HubError('BAD_USER_INPUT', { publicMessage: 'No pending consent has this reference.' });
        }
        // One form can hold what several controllers need: all of it is confirmed, less what the caller recorded.
        const others = pending.filter((each) => each.agency !== caller.agency || each.actor !== caller.actor);
        const [first] = others;
        if (!first)
          throw new HubError('FORBIDDEN', { internal: 'who recorded a consent does not confirm it' });
        const at = input.clock();
        await insertConsentEvents(
          transaction,
          others.map((each) => eventBy(caller, each.id, 'ConsentGiven', at)),
        );
        const id = others.length === 1 ? first.id : null;
        return { id, state: 'GIVEN' as const, at, until: first.valid_until };
      });
    },
    withdraw: async (caller, person, named) => {
      const purpose = named.purpose === null ? null : purposeOfSlug(named.purpose)?.term;
      // A slip of the pen must not pass for a withdrawal: decided from what was sent, never from what is held.
      if (purpose === undefined) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'This purpose is not known.' });
      }
      const context = input.termsContext();
      const recipient = context.agencies.get(named.recipient);
      if (!recipient) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'The recipient is not known.' });
      }
      const at = input.clock();
      await input.database.transaction(async (transaction) => {
        const held = (await findConsents(transaction, person, named.recipient)).filter(
          (consent) =>
            mayFollow(consent.state, 'ConsentWithdrawn') &&
            (purpose === null || covers(consent.purpose, purpose) || covers(purpose, consent.purpose)),
        );
        await insertConsentEvents(
          transaction,
          held.map((consent) => eventBy(caller, consent.id, 'ConsentWithdrawn', at)),
        );
      });
      const ended = purpose === null ? purposesOnConsent(recipient, context.agreements) : [purpose];
      return {
        id: null,
        state: 'WITHDRAWN',
        at,
        until: null,
        ends: ended.map((each) => ({ recipient: recipient.id, purpose: each })),
        stays: remainingAccess({ recipient, sources: input.sources, ...context }),
      };
    },
    prohibit: async (person, recipient, lifted) => {
      if (!input.termsContext().agencies.has(recipient)) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'The recipient is not known.' });
      }
      const at = input.clock();
      await setProhibition(input.database, { id: input.createId(), personId: person, recipient, at, lifted });
      return at;
    },
  };
};
