import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Database, Transaction } from '../store/database.ts';
import { announceLifting, takeBack } from '../store/lifting-store.ts';
import { findOwnRequest, findRequestTo, type RightsRequestRow } from '../store/rights-store.ts';
import { checkedText } from './checked-text.ts';

/** What rests by an objection or a restriction, opened again (R22). Persons are the hub's own ids. */
export interface Liftings {
  /**
   * By the person, whatever was decided, from this second on. An objection that still waits is taken back with it.
   *
   * @throws HubError BAD_USER_INPUT, the same for a request of somebody else's and for none.
   */
  readonly takeBack: (person: string, actor: string, id: string) => Promise<Date>;
  /**
   * By a named person of the controller, of what was granted: with a reason, and fourteen days after the person can read of it
   * in their own file and is told by the way that `notice` says (GDPR art. 18(3)).
   *
   * @returns when it opens.
   * @throws HubError BAD_USER_INPUT
   */
  readonly announce: (
    caller: AgencyCaller,
    id: string,
    said: { readonly reason: string; readonly notice: string },
  ) => Promise<Date>;
}

export interface LiftingsInput {
  readonly database: Database;
  readonly clock: () => Date;
}

/** The law says "before", and not how long: time for a letter, and for who wants to object again or to complain. */
const noticeDays = 14;
const dayMilliseconds = 86_400_000;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** Whether something is closed by it now, or would be without what was announced. */
const isResting = ({ requested, decision, lifting }: RightsRequestRow, at: Date): boolean =>
  (lifting === null || lifting.effectiveAt > at) &&
  ((requested === 'OBJECTION' && decision?.outcome !== 'REFUSED') ||
    (requested === 'RESTRICTION' && decision !== null && decision.outcome !== 'REFUSED'));

export const createLiftings = ({ database, clock }: LiftingsInput): Liftings => ({
  takeBack: async (person, actor, id) =>
    await database.transaction(async (transaction: Transaction) => {
      const at = clock();
      const request = await findOwnRequest(transaction, { id, person });
      if (!request || !isResting(request, at))
        return refuse('No request of yours closes anything under this id.');
      await takeBack(transaction, { requestId: id, actor, at });
      return at;
    }),
  announce: async (caller, id, said) => {
    const reason = checkedText(said.reason, 'The reason');
    const notice = checkedText(said.notice, 'How the person is told');
    return await database.transaction(async (transaction: Transaction) => {
      const at = clock();
      const asked = { id, controller: caller.agency, self: selfHashOf(caller) };
      const request = (await findRequestTo(transaction, asked)) ?? refuse('No such request.');
      if (!request.decision || !isResting(request, at))
        refuse('Nothing that was granted rests under this id.');
      if (request.lifting) refuse('It is announced already.');
      const effectiveAt = new Date(at.getTime() + noticeDays * dayMilliseconds);
      await announceLifting(transaction, {
        ...{ requestId: id, announcedAt: at, effectiveAt, reason, notice },
        ...{ agency: caller.agency, actor: caller.actor },
      });
      return effectiveAt;
    });
  },
});
