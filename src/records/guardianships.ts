import type { Agency } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import {
  childhoodEnd,
  type Guardianship,
  type GuardianshipIssuer,
  type GuardianshipScope,
  isChild,
  isOpenOn,
} from '../domain/guardianship.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Database } from '../store/database.ts';
import { endGuardianships, findWards, insertGuardianship } from '../store/guardianship-store.ts';
import { birthDatesOf } from '../store/search-store.ts';

/** What an authority's record says. */
export interface GuardianshipDecision {
  readonly scope: GuardianshipScope;
  readonly issuer: GuardianshipIssuer;
  readonly reference: string;
  /** Local dates: from included, until excluded; null for as long as the ward is a child. */
  readonly from: string;
  readonly until: string | null;
}

/** A child for whom a person decides. */
export interface Ward {
  readonly person: string;
  readonly scopes: readonly GuardianshipScope[];
  /** Local date: the first day on which it has ended. */
  readonly until: string | null;
}

/** Who decides for a child: by an authority's record alone (R9). Persons are the hub's own ids. */
export interface Guardianships {
  /**
   * Takes down what a court or a guardianship authority decided.
   *
   * @param certain whether the agency knows ward and guardian over certain links.
   * @throws HubError BAD_USER_INPUT, FORBIDDEN
   */
  readonly record: (
    caller: AgencyCaller,
    parties: { ward: string; guardian: string | null; guardianAgency: string | null; certain: boolean },
    decision: GuardianshipDecision,
  ) => Promise<{ readonly id: string; readonly at: Date }>;
  /** Ends what a decision that this agency took down says, on a day. @throws HubError BAD_USER_INPUT */
  readonly end: (caller: AgencyCaller, ward: string, reference: string, on: string) => Promise<void>;
  /** The children for whom a person decides today. */
  readonly wardsOf: (guardian: string) => Promise<readonly Ward[]>;
}

export interface GuardianshipsInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const longestReference = 100;

export const createGuardianships = (input: GuardianshipsInput): Guardianships => {
  const authority = ({ agency, named }: AgencyCaller): void => {
    if (named && input.agencies.get(agency)?.guardianshipAuthority === true) return;
    throw new HubError('FORBIDDEN', { internal: 'a guardianship is taken down by an authority' });
  };

  const wardOf = async (person: string, held: readonly Guardianship[]): Promise<Ward | null> => {
    const today = input.today();
    const open = held.filter((each) => each.scope !== 'COLLISION' && isOpenOn(each, today));
    const born = await birthDatesOf(input.database, person);
    const ofAge = childhoodEnd(born);
    // An age that is not known is nobody's childhood: the view stays closed.
    if (open.length === 0 || !isChild(born, today) || ofAge === null || ofAge <= today) return null;
    const [last] = open
      .map(({ until }) => until ?? ofAge)
      .sort()
      .reverse();
    return {
      person,
      scopes: [...new Set(open.map(({ scope }) => scope))].sort(),
      until: last !== undefined && last < ofAge ? last : ofAge,
    };
  };

  return {
    record: async (caller, { ward, guardian, guardianAgency, certain }, decision) => {
      authority(caller);
      if ((guardian === null) === (guardianAgency === null))
        refuse('One guardian is named, a person or an agency.');
      if (guardianAgency !== null && !input.agencies.has(guardianAgency)) refuse('This agency is not known.');
      if (guardian === ward) refuse('Nobody is their own guardian.');
      const { reference, from, until } = decision;
      if (reference.trim() === '' || reference.length > longestReference)
        refuse('The number of the decision is missing.');
      if (until !== null && until <= from) refuse('A guardianship ends after it begins.');
      const [id, at] = [input.createId(), input.clock()];
      await input.database.transaction(
        async (transaction) =>
          await insertGuardianship(transaction, {
            // R20: who is only probably the one that the decision names decides for nobody, which the answer must not tell.
            ...{ id, ward, guardian, guardianAgency, certain, ...decision },
            ...{ agency: caller.agency, actor: caller.actor, recordedAt: at },
          }),
      );
      return { id, at };
    },
    end: async (caller, ward, reference, on) => {
      authority(caller);
      const ended = await input.database.transaction(
        async (transaction) =>
          await endGuardianships(transaction, { ward, agency: caller.agency, reference, on }),
      );
      if (ended === 0) refuse('No open guardianship of yours has this number.');
    },
    wardsOf: async (guardian) => {
      const held = await findWards(input.database, guardian);
      const children = [...new Set(held.map(({ ward }) => ward))];
      const wards = await Promise.all(
        children.map(
          async (child) =>
            await wardOf(
              child,
              held.filter(({ ward }) => ward === child),
            ),
        ),
      );
      return wards.filter((ward) => ward !== null);
    },
  };
};
