import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import type { ConsentRecord } from '../domain/consent-record.ts';
import { mayFollow } from '../domain/consent-state.ts';
import { HubError } from '../domain/hub-error.ts';
import { findConsentRecords } from '../store/consent-record-store.ts';
import { insertConsentEvents, lockConsent } from '../store/consent-store.ts';
import type { Database } from '../store/database.ts';
import {
  confirmInPersonSession,
  findShownMatters,
  findShownSession,
  type InPersonUse,
  type OpenInPersonSession,
  openInPersonSession,
  type ShownMatter,
  takeInPersonSession,
} from '../store/in-person-session-store.ts';
import { findPersonLog } from '../store/person-log-store.ts';
import { findSealedReferrals, type SealedReferralRow } from '../store/referral-store.ts';
import { type CardCheck, type CheckedCard, type CheckedPerson, mostTries } from './checked-card.ts';
import { type OwnAccess, ownAccessesOf } from './own-accesses.ts';
import { eventBy } from './store-consent.ts';

/** What a session shows of one person: everything is empty where its two staff may show nothing, and where there is nothing. */
export interface InPersonFile {
  /** The hub's own id. */
  readonly person: string;
  readonly matters: readonly ShownMatter[];
  /** Those that a matter seals, the newest first. */
  readonly consents: readonly ConsentRecord[];
  readonly referrals: readonly SealedReferralRow[];
  /** Who read what through them, by day, the newest first. */
  readonly accesses: readonly OwnAccess[];
}

/**
 * GDPR art. 15 in person (R13): what matters hold of one person, shown to that person once, by two named staff.
 *
 * INVARIANT: opening and confirming say the same of everybody, and showing differs by nothing but what is shown: no staff
 * learn by it whether there is a matter to which they are not party (R12).
 */
export interface InPersonSessions {
  /**
   * Opens a session of fifteen minutes, which shows nothing until somebody else has confirmed it.
   *
   * @param notThere told where nobody can be shown anything: whether it is because the caller is too near to them (R15).
   * @throws HubError BAD_USER_INPUT, the same for nobody, a probable link and another birth date; RATE_LIMITED; FORBIDDEN.
   */
  readonly open: (
    caller: AgencyCaller,
    checked: CheckedPerson,
    card: CheckedCard,
    notThere: (conflicted: boolean) => void,
  ) => Promise<{ readonly id: string; readonly until: Date }>;
  /** A second named person of the agency stands by. @throws HubError BAD_USER_INPUT */
  readonly confirm: (caller: AgencyCaller, session: string) => Promise<void>;
  /** Shows it to who opened it, once: a second time there is no such session. @throws HubError BAD_USER_INPUT */
  readonly show: (caller: AgencyCaller, session: string) => Promise<InPersonFile>;
  /** The person withdraws a sealed consent that was just shown (R7). @throws HubError BAD_USER_INPUT */
  readonly withdraw: (
    caller: AgencyCaller,
    session: string,
    consent: string,
  ) => Promise<{ readonly at: Date; readonly matters: readonly ShownMatter[] }>;
}

export interface InPersonSessionsInput {
  readonly database: Database;
  readonly checkCard: CardCheck;
  readonly timeZone: string;
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const sessionMilliseconds = 15 * 60_000;
const firstDay = '1900-01-01';
const afterLastDay = '9999-12-31';

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const selfOf = (caller: AgencyCaller): string => {
  const self = selfHashOf(caller);
  // Two accounts of one human are one: whoever is nobody could be both.
  if (self === null)
    throw new HubError('FORBIDDEN', { internal: 'a session in person by somebody who is nobody' });
  return self;
};

/** Makes the service. Each act is one short transaction. */
export const createInPersonSessions = (input: InPersonSessionsInput): InPersonSessions => {
  const { database } = input;
  const useOf = (caller: AgencyCaller, id: string): InPersonUse => ({
    ...{ id, agency: caller.agency, actor: caller.actor, self: selfOf(caller), at: input.clock() },
  });

  const shown = async (
    query: Pick<Database, 'query'>,
    session: OpenInPersonSession,
  ): Promise<InPersonFile> => {
    const { person } = session;
    const matters = await findShownMatters(query, session, input.clock());
    // Asked whatever there is, so that an answer with nothing takes as many questions as one with something.
    const all = {
      consents: await findConsentRecords(query, person, true),
      referrals: await findSealedReferrals(query, person),
      accesses: ownAccessesOf(
        await findPersonLog(query, {
          ...{ person, from: firstDay, until: afterLastDay, timeZone: input.timeZone, sealed: true },
        }),
      ),
    };
    const nothing = { consents: [], referrals: [], accesses: [] };
    return { person, matters, ...(matters.length > 0 ? all : nothing) };
  };

  return {
    open: async (caller, checked, card, notThere) => {
      const self = selfOf(caller);
      const { person, cardHash } = await input.checkCard(checked, card);
      const openedAt = input.clock();
      const until = new Date(openedAt.getTime() + sessionMilliseconds);
      const id = input.createId();
      const outcome = await database.transaction(
        async (transaction) =>
          await openInPersonSession(transaction, {
            ...{ id, person, cardHash, cardKind: card.kind, openedAt, until, mostTries },
            ...{ agency: caller.agency, actor: caller.actor, self, today: input.today() },
          }),
      );
      if (outcome === 'LIMITED') throw new HubError('RATE_LIMITED', { retryAfterSeconds: 86_400 });
      if (outcome === 'OPENED') return { id, until };
      notThere(outcome === 'CONFLICTED');
      return refuse('No session in person can be opened for this person.');
    },
    confirm: async (caller, id) => {
      const use = { ...useOf(caller, id), isOfficer: caller.roles.includes('dpo') };
      const was = await database.transaction(
        async (transaction) => await confirmInPersonSession(transaction, use),
      );
      if (!was) refuse('No such session.');
    },
    show: async (caller, id) =>
      await database.transaction(async (transaction) => {
        const session = await takeInPersonSession(transaction, useOf(caller, id));
        return session ? await shown(transaction, session) : refuse('No such session.');
      }),
    withdraw: async (caller, id, consent) =>
      await database.transaction(async (transaction) => {
        const session = await findShownSession(transaction, useOf(caller, id));
        if (!session) return refuse('No such session.');
        await lockConsent(transaction, consent);
        const { consents, matters } = await shown(transaction, session);
        const held = consents.find((each) => each.id === consent);
        if (!held) return refuse('No such consent.');
        const at = input.clock();
        // Withdrawn before, it stays as it was: the answer is the same (R7).
        if (mayFollow(held.events.at(-1)?.state ?? 'ConsentUnknown', 'ConsentWithdrawn'))
          await insertConsentEvents(transaction, [eventBy(caller, consent, 'ConsentWithdrawn', at)]);
        return { at, matters };
      }),
  };
};
