import type { Agency } from '../domain/agency.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { addPeriod } from '../domain/local-date.ts';
import { defaultAppeal } from '../domain/relationship.ts';
import type { Database } from '../store/database.ts';
import {
  acceptReferral,
  endReferral,
  findWaitingReferrals,
  insertReferral,
  type WaitingReferral,
} from '../store/referral-store.ts';
import { areAllProtected } from './are-all-protected.ts';
import type { EntityView } from './projection.ts';

/** What a caller states of a referral it makes. */
export interface ReferralInput {
  readonly to: string;
  /** The number on the form that the referral stands on. */
  readonly reference: string;
  /** Local date: the first day on which it opens nothing any more. */
  readonly until: string;
}

/** A referral as its maker holds it. The same, whoever the person is to the other agency (THREATS.md I11). */
export interface MadeReferral {
  readonly id: string;
  readonly at: Date;
  readonly until: string;
}

/** Referrals between agencies (R10): one says that a person comes, a named person of the other accepts. */
export interface Referrals {
  /** @throws HubError BAD_USER_INPUT, FORBIDDEN */
  readonly refer: (caller: AgencyCaller, view: EntityView, input: ReferralInput) => Promise<MadeReferral>;
  readonly waiting: (caller: AgencyCaller) => Promise<readonly WaitingReferral[]>;
  /**
   * The person; from now on the agency works with them.
   *
   * @param notThere told of the person where the caller is too near to them (R15): the referral stays as it is.
   * @throws HubError BAD_USER_INPUT
   */
  readonly accept: (caller: AgencyCaller, id: string, notThere: (person: string) => void) => Promise<string>;
  /** @throws HubError BAD_USER_INPUT */
  readonly end: (caller: AgencyCaller, id: string) => Promise<void>;
}

export interface ReferralsInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const longestReferral = 'P12M';
/** The receiving agency reads it before it knows the person: a number of a form, and nothing that could be a name or an id. */
const referenceForm = /^(?=.*\d)(?!.*\d{9})[A-Za-z0-9][A-Za-z0-9./-]{0,39}$/;
const mostWaiting = 200;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/**
 * Whether the agency's knowing this person rests on more than its own word. Otherwise a clerk who declared a neighbour could
 * refer her on, and a colleague elsewhere would hold an established relationship that nobody confirmed.
 */
const isEstablished = (view: EntityView, agency: string): boolean =>
  view.person?.relationships.some(({ established }) => established) === true ||
  view.records.some(
    (record) =>
      record.row.controller !== agency &&
      record.mask.openings.some((opening) => opening !== null && !opening.declared),
  );

/** R20: what the referral says of its person is as certain as what its maker knew them by. */
const isCertain = (view: EntityView): boolean =>
  view.person?.relationships.some(({ established, certain }) => established && certain) === true ||
  view.records.some((record) => record.facts.subjects.PERSON.some((each) => each?.certain));

const takesReferrals = (agency: Agency): boolean =>
  [...agency.registrations.values()].some(({ operations }) => operations.has('acceptReferral'));

export const createReferrals = (input: ReferralsInput): Referrals => ({
  refer: async (caller, view, { to, reference, until }) => {
    const today = input.today();
    const receiver = input.agencies.get(to) ?? refuse('This agency is not known.');
    if (to === caller.agency || !takesReferrals(receiver)) refuse('This agency takes no referrals of yours.');
    if (!referenceForm.test(reference)) refuse('The reference is not the number of a form.');
    if (until <= today) refuse('A referral ends after today.');
    if (until > addPeriod(today, longestReferral)) refuse('A referral holds for twelve months at most.');
    if (!isEstablished(view, caller.agency)) {
      throw new HubError('FORBIDDEN', { internal: 'a referral on a relationship that is only declared' });
    }
    const made = { id: input.createId(), at: input.clock(), until };
    await input.database.transaction(
      async (transaction) =>
        await insertReferral(transaction, {
          id: made.id,
          personId: view.id,
          certain: isCertain(view),
          fromAgency: caller.agency,
          toAgency: to,
          reference,
          madeBy: caller.actor,
          madeAt: made.at,
          until,
          sealed: await areAllProtected(transaction, [view.id]),
        }),
    );
    return made;
  },
  waiting: async (caller) =>
    await findWaitingReferrals(input.database, {
      agency: caller.agency,
      self: selfHashOf(caller),
      today: input.today(),
      limit: mostWaiting,
    }),
  accept: async (caller, id, notThere) => {
    const { agency, actor } = caller;
    const asked = { id, agency, actor, self: selfHashOf(caller), at: input.clock(), today: input.today() };
    const found = await input.database.transaction(
      async (transaction) => await acceptReferral(transaction, asked),
    );
    if (found && !found.accepted) notThere(found.person);
    return found?.accepted ? found.person : refuse('No such referral.');
  },
  end: async (caller, id) => {
    const { agency, actor } = caller;
    const today = input.today();
    const lastsUntil = addPeriod(today, defaultAppeal.period);
    const found = await input.database.transaction(
      async (transaction) =>
        await endReferral(transaction, {
          ...{ id, agency, actor, self: selfHashOf(caller) },
          ...{ at: input.clock(), today, lastsUntil },
        }),
    );
    if (!found) refuse('No such referral.');
  },
});
