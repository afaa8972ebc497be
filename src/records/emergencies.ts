import type { Agreement } from '../domain/agreement.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { emergencyMinutes, emergencyPurpose, reviewDueOn } from '../domain/emergency.ts';
import { HubError } from '../domain/hub-error.ts';
import { addDays, localDateOf } from '../domain/local-date.ts';
import type { SoughtTerms } from '../identity/sought-mark.ts';
import { type NewAlert, raiseAlert } from '../store/alert-store.ts';
import type { Database, Transaction } from '../store/database.ts';
import {
  confirmEmergencyAccess,
  findMinorsOf,
  findUnreviewedAccesses,
  findUnreviewedOf,
  insertEmergencyAccess,
  isTooNear,
  reviewEmergencyAccess,
  takeUntold,
  type UnreviewedAccess,
} from '../store/emergency-store.ts';
import { emergencyGrants } from './emergency-grants.ts';

/** An access that was opened, or that waits for somebody of another agency. */
export interface OpenedAccess {
  readonly id: string;
  /** Null while it waits. */
  readonly until: Date | null;
  /** The person, and their minor children. */
  readonly persons: readonly string[];
}

/** Whom terms name, whatever the caller may see; null for nobody and for more than one. */
export type Seek = (
  terms: SoughtTerms,
) => Promise<{ readonly person: string; readonly certain: boolean } | null>;

/** An access that waits for its review. */
export interface AccessToReview extends UnreviewedAccess {
  /** Local date: the last day in time. */
  readonly reviewBy: string;
}

/** Emergency access (R17): one person and their minor children, sixty minutes, a written reason, told and looked over. */
export interface Emergencies {
  /**
   * @param notThere told of whom the terms named where nobody is opened: absent, and too near (R15), look the same.
   * @throws HubError FORBIDDEN, BAD_USER_INPUT
   */
  readonly open: (
    caller: AgencyCaller,
    terms: SoughtTerms,
    reason: string,
    notThere: (conflicted: boolean) => void,
  ) => Promise<OpenedAccess>;
  /** A second person of another agency stands by an access within the hour. @throws HubError FORBIDDEN, BAD_USER_INPUT */
  readonly confirm: (caller: AgencyCaller, id: string) => Promise<Date>;
  readonly toReview: (caller: AgencyCaller) => Promise<readonly AccessToReview[]>;
  /** @throws HubError BAD_USER_INPUT, the same for the actor, for who stood by it, and where there is none. */
  readonly review: (
    caller: AgencyCaller,
    id: string,
    said: { readonly outcome: 'JUSTIFIED' | 'NOT_JUSTIFIED'; readonly shown: boolean },
  ) => Promise<void>;
  /** Overdue reviews go up, once each: they never stop a rescue. @returns how many. */
  readonly tellOverdue: () => Promise<number>;
}

export interface EmergenciesInput {
  readonly database: Database;
  readonly seek: Seek;
  /** In force today. */
  readonly agreements: () => readonly Agreement[];
  readonly timeZone: string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const shortestReason = 20;
const longestReason = 1000;
const minute = 60_000;

const noSuchPerson = (): HubError => new HubError('BAD_USER_INPUT', { publicMessage: 'No such person.' });

/** Acts that need two people compare the people, because one can have two accounts. */
const humanOf = (caller: AgencyCaller): string => {
  const self = selfHashOf(caller);
  if (self === null) throw new HubError('FORBIDDEN', { internal: 'not a named person' });
  return self;
};

/** Who was born after that day is not yet eighteen; compared as text, so a 29 February that the year lacks does no harm. */
const eighteenYearsBefore = (day: string): string => `${Number(day.slice(0, 4)) - 18}${day.slice(4)}`;

/** Makes the service. Each act is one short transaction, and whoever must know is told in it. */
export const createEmergencies = (input: EmergenciesInput): Emergencies => {
  const { database, clock, createId, timeZone } = input;
  const today = (): string => localDateOf(clock(), timeZone);

  /** Whose data the agency's emergencies open. */
  const controllersOf = (agency: string): readonly string[] => [
    ...new Set(
      input
        .agreements()
        .flatMap((each) =>
          each.recipient === agency && each.purpose === emergencyPurpose ? [each.controller] : [],
        ),
    ),
  ];
  /** Said by the token and the agreements alone, before anybody is looked for. @returns who the actor is as a person. */
  const checkRole = (caller: AgencyCaller): string => {
    const self = humanOf(caller);
    if (emergencyGrants(input.agreements(), caller).length > 0) return self;
    throw new HubError('FORBIDDEN', { internal: 'an emergency is opened by who is on the rota' });
  };

  const tell = async (
    transaction: Transaction,
    access: { readonly agency: string; readonly actor: string },
    kind: NewAlert['kind'],
    recipients: readonly (readonly [recipient: string, role: NewAlert['role']])[],
  ): Promise<void> => {
    for (const [recipient, role] of recipients) {
      await raiseAlert(transaction, {
        ...{
          id: createId(),
          recipient,
          role,
          kind,
          matter: null,
          agency: access.agency,
          actor: access.actor,
        },
        ...{ purpose: emergencyPurpose, at: clock(), objects: 1 },
      });
    }
  };

  return {
    open: async (caller, terms, reason, notThere) => {
      const self = checkRole(caller);
      if (reason.trim().length < shortestReason || reason.length > longestReason) {
        throw new HubError('BAD_USER_INPUT', {
          publicMessage: `A written reason of ${shortestReason} to ${longestReason} characters is needed.`,
        });
      }
      const sought = await input.seek(terms);
      const conflicted = sought !== null && (await isTooNear(database, self, sought.person));
      if (!sought || conflicted) {
        notThere(conflicted);
        throw noSuchPerson();
      }
      const at = clock();
      const day = today();
      // R17: an overdue review blocks this actor alone, until somebody of another agency stands by them. S18: sixty minutes,
      // once, so that the same person a second time, before the first was looked over, takes a second agency too.
      const before = await findUnreviewedOf(database, { self, person: sought.person });
      const until = before.some((each) => each.samePerson || reviewDueOn(each.day) < day)
        ? null
        : new Date(at.getTime() + emergencyMinutes * minute);
      const id = createId();
      return await database.transaction(async (transaction) => {
        const minors = await findMinorsOf(transaction, {
          person: sought.person,
          bornAfter: eighteenYearsBefore(day),
          today: day,
        });
        const persons = [
          { ...sought, isChild: false },
          ...minors.filter(({ person }) => person !== sought.person),
        ];
        await insertEmergencyAccess(
          transaction,
          { id, agency: caller.agency, actor: caller.actor, self, reason, openedOn: day, askedAt: at, until },
          persons,
        );
        await tell(transaction, caller, 'EMERGENCY', [
          [caller.agency, 'dpo'],
          [caller.agency, 'supervisor'],
          ...controllersOf(caller.agency).map((controller) => [controller, 'dpo'] as const),
        ]);
        return { id, until, persons: persons.map(({ person }) => person) };
      });
    },
    confirm: async (caller, id) => {
      const self = checkRole(caller);
      const at = clock();
      const until = new Date(at.getTime() + emergencyMinutes * minute);
      await database.transaction(async (transaction) => {
        const found = await confirmEmergencyAccess(transaction, {
          ...{ id, agency: caller.agency, actor: caller.actor, self, at, until },
          since: new Date(at.getTime() - emergencyMinutes * minute),
        });
        if (!found) {
          throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such access waits for another agency.' });
        }
        await tell(transaction, found, 'EMERGENCY', [
          [caller.agency, 'dpo'],
          [caller.agency, 'supervisor'],
        ]);
      });
      return until;
    },
    toReview: async ({ agency }) =>
      (await findUnreviewedAccesses(database, agency)).map((access) => ({
        ...access,
        reviewBy: reviewDueOn(access.openedOn),
      })),
    review: async (caller, id, { outcome, shown }) => {
      const { agency, actor } = caller;
      const self = humanOf(caller);
      const isReviewed = await database.transaction(
        async (transaction) =>
          await reviewEmergencyAccess(transaction, { id, agency, actor, self, at: clock(), outcome, shown }),
      );
      if (!isReviewed) {
        throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such access is yours to look over.' });
      }
    },
    tellOverdue: async () =>
      await database.transaction(async (transaction) => {
        const day = today();
        // The latest day of opening whose last day in time is over: three working days and a weekend at most.
        let openedBefore = day;
        for (let back = 0; back < 7 && reviewDueOn(openedBefore) >= day; back += 1) {
          openedBefore = addDays(openedBefore, -1);
        }
        const overdue = await takeUntold(transaction, addDays(openedBefore, 1), clock());
        for (const access of overdue) {
          await tell(transaction, access, 'REVIEW_OVERDUE', [
            [access.agency, 'dpo'],
            ...controllersOf(access.agency).map((controller) => [controller, 'dpo'] as const),
          ]);
        }
        return overdue.length;
      }),
  };
};
