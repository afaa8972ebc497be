import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { MatterParty, PartyRole, PublicKey, SealedRecipient } from '../domain/matter.ts';
import type { ProtectiveBasis, StatedBasis } from '../domain/protective-basis.ts';
import type { Database } from '../store/database.ts';
import {
  addRecipient,
  endParties,
  findMattersOf,
  findParties,
  findSealedUnits,
  insertMatter,
  insertParty,
  isSealedUnder,
  type MatterRow,
  type SealedUnitRow,
} from '../store/matter-store.ts';
import { findBases } from '../store/protective-basis-store.ts';
import { findSealedActs, type SealedAct } from '../store/sealed-act-store.ts';
import { findUnreviewed, reviewLine, type SealedLine } from '../store/sealed-review-store.ts';

/** A matter as its parties see it. */
export interface OpenMatter extends MatterRow {
  readonly parties: readonly MatterParty[];
  readonly units: readonly SealedUnitRow[];
  /** Consents and referrals of those whom it protects (R11). */
  readonly acts: readonly SealedAct[];
  /** On which law its lead says that protective readings rest. */
  readonly bases: readonly StatedBasis[];
}

/** Whom a lead names, and until when. */
export interface NamedParty {
  readonly agency: string;
  readonly actor: string;
  readonly role: PartyRole;
  readonly until: Date | null;
  /** A public key for which what comes later is sealed, too; null where the party opens nothing by itself. */
  readonly key: PublicKey | null;
}

/** What was done in a matter: for the sealed log. */
export interface MatterAct {
  readonly act:
    | 'TAKE'
    | 'READ'
    | 'NAME_PARTY'
    | 'END_PARTY'
    | 'SHARE'
    | 'PROPOSE_CLOSING'
    | 'CLOSE'
    | 'PROPOSE_UNSEALING'
    | 'UNSEAL'
    | 'STATE_BASIS'
    | 'OPEN_IN_PERSON'
    | 'CONFIRM_IN_PERSON'
    | 'SHOW_IN_PERSON'
    | 'WITHDRAW_IN_PERSON';
  readonly controller: string;
  /** Null where it is about none, as a session in person is until something is shown in it. */
  readonly matter: string | null;
  /** Ids of sealed units, and of consents and referrals. */
  readonly units: readonly string[];
  /** What was stated, where that was the act. */
  readonly basis?: ProtectiveBasis;
}

/**
 * Sealed matters (R11, R12): named parties are the only key, no purpose opens one, and what lies in it only the holders of
 * its keys can read. Whoever is not party is answered as for a matter that does not exist.
 */
export interface Matters {
  /** Who answers for protection at the controller takes what was sealed there and nobody leads. @throws HubError */
  readonly take: (caller: AgencyCaller, reference: string, key: PublicKey | null) => Promise<MatterRow>;
  /** Those to which the actor is party now; or those that are closed, which their leads alone are shown. */
  readonly of: (caller: AgencyCaller, closed: boolean) => Promise<readonly OpenMatter[]>;
  /** @throws HubError BAD_USER_INPUT, the same for a matter that the actor does not lead and one that is not there. */
  readonly name: (caller: AgencyCaller, matter: string, party: NamedParty) => Promise<MatterRow>;
  readonly end: (
    caller: AgencyCaller,
    matter: string,
    party: { readonly agency: string; readonly actor: string },
  ) => Promise<MatterRow>;
  /** A party wraps a unit's content key for somebody whom the lead has named: the hub sees neither key nor content. */
  readonly share: (
    caller: AgencyCaller,
    matter: string,
    unit: string,
    recipient: SealedRecipient,
  ) => Promise<MatterRow>;
  /** What the controller's data protection officer has still to look over. */
  readonly unreviewed: (caller: AgencyCaller) => Promise<readonly SealedLine[]>;
  /** @throws HubError BAD_USER_INPUT */
  readonly review: (caller: AgencyCaller, line: string) => Promise<void>;
}

export interface MattersInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, unknown>;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const mostLines = 200;
const longestName = 200;

const noSuchMatter = (): HubError => new HubError('BAD_USER_INPUT', { publicMessage: 'No such matter.' });
const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** Makes the service. Each act is one short transaction. */
export const createMatters = ({ database, agencies, clock, createId }: MattersInput): Matters => {
  const led = async (
    query: Pick<Database, 'query'>,
    { agency, actor }: AgencyCaller,
    id: string,
  ): Promise<MatterRow> => {
    const [matter] = await findMattersOf(query, { agency, actor, id, role: 'LEAD', at: clock() });
    if (!matter) throw noSuchMatter();
    return matter;
  };

  return {
    take: async (caller, reference, key) => {
      const { agency, actor } = caller;
      const opened = { id: createId(), controller: agency, reference, openedAt: clock() };
      await database.transaction(async (transaction) => {
        const isFree =
          caller.roles.includes('lead') &&
          (await isSealedUnder(transaction, agency, reference)) &&
          (await insertMatter(transaction, opened));
        if (!isFree) throw noSuchMatter();
        await insertParty(transaction, {
          ...{ id: createId(), matter: opened.id, agency, actor, role: 'LEAD', key },
          ...{ from: opened.openedAt, until: null, addedBy: actor },
        });
      });
      return { ...opened, closedAt: null };
    },
    of: async ({ agency, actor }, closed) => {
      const asked = { agency, actor, at: clock(), closed };
      const matters = await findMattersOf(database, closed ? { ...asked, role: 'LEAD' } : asked);
      return await Promise.all(
        matters.map(async (matter) => ({
          ...matter,
          parties: await findParties(database, matter.id),
          units: await findSealedUnits(database, matter),
          acts: await findSealedActs(database, matter),
          bases: await findBases(database, matter.id),
        })),
      );
    },
    name: async (caller, id, party) => {
      const at = clock();
      return await database.transaction(async (transaction) => {
        const matter = await led(transaction, caller, id);
        if (!agencies.has(party.agency)) refuse('This agency is not known.');
        if (party.actor.trim() === '' || party.actor.length > longestName)
          refuse('A party is a named person.');
        if (party.until !== null && party.until <= at) refuse('A party is one until a later time.');
        await insertParty(transaction, {
          ...party,
          id: createId(),
          matter: id,
          from: at,
          addedBy: caller.actor,
        });
        return matter;
      });
    },
    end: async (caller, id, party) =>
      await database.transaction(async (transaction) => {
        const matter = await led(transaction, caller, id);
        const isSelf = party.agency === caller.agency && party.actor === caller.actor;
        // A matter without a lead would have nobody who hears that somebody looked for its people (R16).
        if (isSelf) refuse('Another lead ends what a lead is.');
        const ended = await endParties(transaction, { ...party, matter: id, at: clock() });
        if (ended === 0) refuse('This is nobody who is party to the matter.');
        return matter;
      }),
    share: async ({ agency, actor }, id, unit, recipient) =>
      await database.transaction(async (transaction) => {
        const [matter] = await findMattersOf(transaction, { agency, actor, id, at: clock() });
        if (!matter) throw noSuchMatter();
        if (!(await addRecipient(transaction, { matter, id: unit, recipient }))) throw noSuchMatter();
        return matter;
      }),
    unreviewed: async ({ agency, actor }) =>
      await findUnreviewed(database, { controller: agency, reader: actor, limit: mostLines }),
    review: async ({ agency, actor }, line) => {
      const isThere = await database.transaction(
        async (transaction) =>
          await reviewLine(transaction, { id: line, controller: agency, by: actor, at: clock() }),
      );
      if (!isThere) refuse('No such line waits to be looked over.');
    },
  };
};
