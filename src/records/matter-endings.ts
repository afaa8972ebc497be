import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Database, Transaction } from '../store/database.ts';
import {
  confirmClosing,
  confirmUnsealing,
  type EndingActor,
  type Hearing,
  proposeClosing,
  proposeUnsealing,
} from '../store/matter-ending-store.ts';
import { findMatterOf, findMattersOf, type MatterRow } from '../store/matter-store.ts';
import { findSealedActs, unsealAct } from '../store/sealed-act-store.ts';

/**
 * How matters end (R11). Closing ends the protective flag: what comes later is ordinary again, and what was sealed stays
 * sealed. Unsealing is another act: of one consent or referral, once its person was heard. Each needs the lead and a second
 * human: another party, or the data protection officer of the controller.
 *
 * Every refusal is that of a matter which is not there (R12).
 */
export interface MatterEndings {
  /** @throws HubError BAD_USER_INPUT, FORBIDDEN */
  readonly proposeClosing: (caller: AgencyCaller, matter: string) => Promise<MatterRow>;
  readonly confirmClosing: (caller: AgencyCaller, matter: string) => Promise<MatterRow>;
  /** @param act a consent or referral that is sealed of somebody whom the matter protects or protected. */
  readonly proposeUnsealing: (
    caller: AgencyCaller,
    matter: string,
    act: string,
    heard: Hearing,
  ) => Promise<MatterRow>;
  readonly confirmUnsealing: (caller: AgencyCaller, matter: string, act: string) => Promise<MatterRow>;
}

export interface MatterEndingsInput {
  readonly database: Database;
  readonly clock: () => Date;
  /** Local date. */
  readonly today: () => string;
}

const longestName = 200;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** Makes the service. Each act is one short transaction. */
export const createMatterEndings = ({ database, clock, today }: MatterEndingsInput): MatterEndings => {
  const actorOf = (caller: AgencyCaller): EndingActor => {
    const { agency, actor } = caller;
    const self = selfHashOf(caller);
    if (self === null)
      throw new HubError('FORBIDDEN', { internal: 'a matter is ended by two who are somebody' });
    return { agency, actor, self, at: clock() };
  };

  const led = async (
    transaction: Transaction,
    { agency, actor }: AgencyCaller,
    id: string,
    closed: null | false,
  ): Promise<MatterRow> => {
    const [matter] = await findMattersOf(transaction, {
      ...{ agency, actor, id, role: 'LEAD', at: clock(), closed },
    });
    return matter ?? refuse('No such matter.');
  };

  /** A party, or the officer of the controller: whether it is another human than who proposed it, the store says. */
  const beside = async (
    transaction: Transaction,
    { agency, actor, roles }: AgencyCaller,
    id: string,
  ): Promise<MatterRow> => {
    const [matter] = await findMattersOf(transaction, { agency, actor, id, at: clock(), closed: null });
    const asOfficer = roles.includes('dpo')
      ? await findMatterOf(transaction, { id, controller: agency })
      : null;
    return matter ?? asOfficer ?? refuse('No such matter.');
  };

  return {
    proposeClosing: async (caller, id) =>
      await database.transaction(async (transaction) => {
        const matter = await led(transaction, caller, id, false);
        await proposeClosing(transaction, id, actorOf(caller));
        return matter;
      }),
    confirmClosing: async (caller, id) =>
      await database.transaction(async (transaction) => {
        const matter = await beside(transaction, caller, id);
        if (!(await confirmClosing(transaction, id, actorOf(caller)))) refuse('No such matter.');
        return matter;
      }),
    proposeUnsealing: async (caller, id, act, heard) =>
      await database.transaction(async (transaction) => {
        const matter = await led(transaction, caller, id, null);
        if (heard.on > today()) refuse('Nobody was heard in the future.');
        if (heard.by.trim() === '' || heard.by.length > longestName)
          refuse('A named person heard the protected person.');
        const sealed = await findSealedActs(transaction, matter);
        if (!sealed.some((each) => each.id === act)) refuse('Nothing sealed has this id.');
        await proposeUnsealing(transaction, { matter: id, act, heard }, actorOf(caller));
        return matter;
      }),
    confirmUnsealing: async (caller, id, act) =>
      await database.transaction(async (transaction) => {
        const matter = await beside(transaction, caller, id);
        if (!(await confirmUnsealing(transaction, { matter: id, act }, actorOf(caller))))
          refuse('No such matter.');
        await unsealAct(transaction, act, matter);
        return matter;
      }),
  };
};
