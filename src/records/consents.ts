import type { Source } from '../domain/agency.ts';
import type { Caller, PersonCaller } from '../domain/caller.ts';
import { type ConsentTerms, stateOfConsent } from '../domain/consent-record.ts';
import { mayFollow, permitsProcessing } from '../domain/consent-state.ts';
import { childhoodEnd, giversOf, type Holder, isChild, isGivenBy } from '../domain/guardianship.ts';
import { HubError } from '../domain/hub-error.ts';
import { purposeOfSlug, purposeOfTerm } from '../domain/purpose.ts';
import { covers } from '../policy/covers.ts';
import { purposesOnConsent, type RemainingAccess, remainingAccess } from '../policy/remaining-access.ts';
import { findConsentRecords } from '../store/consent-record-store.ts';
import {
  type ConsentRow,
  findConsents,
  findProhibitions,
  insertConsentEvents,
  type NewConsentEvent,
  setProhibition,
} from '../store/consent-store.ts';
import { findGuardianships } from '../store/guardianship-store.ts';
import { birthDatesOf, findPersonsApartFrom } from '../store/search-store.ts';
import { areAllProtected } from './are-all-protected.ts';
import {
  type ActsFor,
  type ConsentInput,
  type ConsentOutcome,
  categoriesOf,
  earlier,
} from './consent-input.ts';
import { type ConsentTermsInput, checkConsentTerms, type TermsContext } from './consent-terms.ts';
import { isStanding, stateWhenGiven } from './renewal.ts';
import { eventBy, storeConsent } from './store-consent.ts';

/** What a withdrawal leaves behind: said of the agreements, never of what was held or given (R7). */
export interface WithdrawalOutcome extends ConsentOutcome {
  /** The purposes for which consent opens nothing any more. */
  readonly ends: readonly { readonly recipient: string; readonly purpose: string }[];
  readonly stays: readonly RemainingAccess[];
}

/** Consents as people give them and end them. Persons are the hub's own ids. */
export interface Consents {
  /**
   * Given by the person: it acts at once. For a child by a guardian: at once, or, of special data, when every guardian who
   * holds the scope has given it (R9).
   *
   * @throws HubError BAD_USER_INPUT, FORBIDDEN
   */
  readonly give: (
    caller: PersonCaller,
    actsFor: ActsFor,
    terms: ConsentTermsInput,
  ) => Promise<ConsentOutcome>;
  /**
   * Gives again what stands, before it ends: a new consent to the same, of the notice that is in use now, for twelve months at
   * most (R4). What has ended or was withdrawn is not renewed, and neither is what the caller could not give.
   *
   * @throws HubError BAD_USER_INPUT, the same for a consent of somebody else's and for none; FORBIDDEN
   */
  readonly renew: (
    caller: PersonCaller,
    actsFor: ActsFor,
    id: string,
    reading: Pick<ConsentTermsInput, 'noticeVersion' | 'language' | 'script' | 'until'>,
  ) => Promise<ConsentOutcome>;
  /** At any desk, by nobody's leave. The answer is the same whether or not there was something to withdraw (R7). */
  readonly withdraw: (
    caller: Caller,
    actsFor: ActsFor,
    named: { recipient: string; purpose: string | null },
  ) => Promise<WithdrawalOutcome>;
  readonly prohibit: (person: string, recipient: string, lifted: boolean) => Promise<Date>;
  /** What a person forbids today, the newest first. */
  readonly prohibitions: (person: string) => Promise<readonly Prohibition[]>;
  /** What a recipient can read by law, whatever is consented to. */
  readonly stays: (recipient: string) => readonly RemainingAccess[];
}

/** A person's written prohibition against one recipient (R2, step 6). */
export interface Prohibition {
  readonly recipient: string;
  readonly since: Date;
}

export interface ConsentsInput extends ConsentInput {
  readonly sources: readonly Source[];
}

const noneStands = (): HubError =>
  new HubError('BAD_USER_INPUT', { publicMessage: 'No such consent stands that could be renewed.' });

/** Makes the consents service. Each act is one short transaction; what a consent is, its last event says. */
export const createConsents = (input: ConsentsInput): Consents => {
  const stays = (id: string): readonly RemainingAccess[] => {
    const context = input.termsContext();
    const recipient = context.agencies.get(id);
    return recipient ? remainingAccess({ recipient, sources: input.sources, ...context }) : [];
  };
  /** @param renews the consent that must still stand when this one is written. */
  const giveTerms = async (
    caller: PersonCaller,
    { person, guardian }: ActsFor,
    checked: ConsentTerms,
    context: TermsContext,
    renews: string | null = null,
  ): Promise<ConsentOutcome> => {
    const { today } = context;
    const born = guardian === null ? [caller.birthDate] : await birthDatesOf(input.database, person);
    // R9: for a child those consent whom an authority's record names.
    if (isChild(born, today) !== (guardian !== null)) {
      throw new HubError('FORBIDDEN', {
        internal: 'a consent of a child without a guardian, or the reverse',
      });
    }
    const givers = giversOf(
      guardian === null ? [] : await findGuardianships(input.database, person),
      { categories: categoriesOf(checked, context.catalogue), recipient: checked.recipient },
      today,
    );
    const assents = new Set<Holder>(guardian === null ? [] : [`PERSON ${guardian}`]);
    if (guardian !== null && !givers.all.has(`PERSON ${guardian}`)) {
      throw new HubError('FORBIDDEN', { internal: "the decision's scope does not reach this consent" });
    }
    const isGiven = guardian === null || isGivenBy(givers, assents);
    const [id, at] = [input.createId(), input.clock()];
    const until = guardian === null ? checked.validUntil : earlier(checked.validUntil, childhoodEnd(born));
    await input.database.transaction(async (transaction) => {
      const inSight = new Set(
        (await findConsentRecords(transaction, person, false, guardian)).map((record) => record.id),
      );
      const held = (await findConsents(transaction, person, checked.recipient)).filter((each) =>
        inSight.has(each.id),
      );
      // What a person does online stays in their file: whoever holds their telephone watches them do it. But what one guardian
      // gives is in every other's, on a telephone of their own: theirs alone where a matter protects guardian and child (R11).
      // Where all must give, those who are still to give see it.
      const sealed = guardian !== null && (await areAllProtected(transaction, [person, guardian])) && isGiven;
      if (renews !== null && !held.some((each) => each.id === renews && isStanding(each, today)))
        throw noneStands();
      await storeConsent(
        transaction,
        {
          ...checked,
          id,
          personId: person,
          validUntil: until,
          statedUntil: null,
          binding: true,
          evidence: null,
          sealed,
          createdAt: at,
        },
        eventBy(
          caller,
          id,
          isGiven ? stateWhenGiven(held, { ...checked, sealed: true }, today) : 'ConsentRequested',
          at,
          guardian,
        ),
      );
    });
    return { id, state: isGiven ? 'GIVEN' : 'PENDING', at, until };
  };

  return {
    give: async (caller, actsFor, terms) => {
      const context = input.termsContext();
      return await giveTerms(caller, actsFor, checkConsentTerms(terms, context), context);
    },
    renew: async (caller, actsFor, id, reading) => {
      const context = input.termsContext();
      const records = await findConsentRecords(input.database, actsFor.person, false, actsFor.guardian);
      const record = records.find((each) => each.id === id);
      if (!record || !permitsProcessing(stateOfConsent(record, context.today))) throw noneStands();
      const purpose = purposeOfTerm(record.purpose)?.slug ?? '';
      const { controller, recipient, categories, fields } = record;
      const checked = checkConsentTerms(
        { controller, recipient, categories, fields, purpose, ...reading },
        context,
      );
      if (checked.validUntil < record.validUntil) {
        throw new HubError('BAD_USER_INPUT', {
          publicMessage: 'A renewal ends no earlier than what it renews.',
        });
      }
      return await giveTerms(caller, actsFor, checked, context, id);
    },
    withdraw: async (caller, { person, guardian }, named) => {
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
        const heldOf = async (whose: string): Promise<readonly ConsentRow[]> =>
          (await findConsents(transaction, whose, named.recipient)).filter(
            (consent) =>
              mayFollow(consent.state, 'ConsentWithdrawn') &&
              (purpose === null || covers(consent.purpose, purpose) || covers(purpose, consent.purpose)),
          );
        const withdrawn = (consent: ConsentRow): NewConsentEvent =>
          eventBy(caller, consent.id, 'ConsentWithdrawn', at, guardian);
        await insertConsentEvents(transaction, (await heldOf(person)).map(withdrawn));
        // Any desk withdraws (R7), the one too that knows a protected person under an id of its own. Which desk it was would tell
        // in her file where she is (R11).
        const others = caller.kind === 'AGENCY' ? await findPersonsApartFrom(transaction, person) : [];
        for (const other of others)
          await insertConsentEvents(
            transaction,
            (await heldOf(other)).map((consent) => ({ ...withdrawn(consent), agency: null })),
          );
      });
      const ended = purpose === null ? purposesOnConsent(recipient, context.agreements) : [purpose];
      return {
        id: null,
        state: 'WITHDRAWN',
        at,
        until: null,
        ends: ended.map((each) => ({ recipient: recipient.id, purpose: each })),
        stays: stays(recipient.id),
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
    prohibitions: async (person) => await findProhibitions(input.database, person),
    stays,
  };
};
