import type { Agency } from '../domain/agency.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { addDays, localDateOf } from '../domain/local-date.ts';
import { isProject } from '../policy/ruleset.ts';
import { raiseAlert } from '../store/alert-store.ts';
import type { Database } from '../store/database.ts';
import {
  confirmEnd,
  type EndedConsentRow,
  findEndedConsents,
  findEndedConsentsOf,
  findUnconfirmed,
  markTold,
  type UnderPurpose,
} from '../store/ended-consent-store.ts';

/** A consent that has ended, what its recipient had got under it, and what it owes (R7). */
export interface EndedConsent extends EndedConsentRow {
  /** Local date: the last day on which the recipient confirms. */
  readonly confirmBy: string;
}

/** What follows a withdrawal: every recipient that got something stops, erases, and says so within thirty days (R7). */
export interface EndedConsents {
  /** What the calling agency has still to confirm. */
  readonly owed: (caller: AgencyCaller) => Promise<readonly EndedConsent[]>;
  /** A named person of the recipient says that it was stopped and erased. @throws HubError BAD_USER_INPUT */
  readonly confirm: (caller: AgencyCaller, id: string) => Promise<Date>;
  /** Of a person: who has confirmed what. */
  readonly of: (person: string) => Promise<readonly EndedConsent[]>;
  /** What is overdue, for the data protection officer of the recipient or of the controller. */
  readonly overdue: (agency: string) => Promise<readonly EndedConsent[]>;
  /** Tells both officers of what has become overdue, once each. @returns how many consents. */
  readonly tellOverdue: () => Promise<number>;
}

export interface EndedConsentsInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly timeZone: string;
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const daysToConfirm = 30;
const mostAtOnce = 200;

/** Makes the service. */
export const createEndedConsents = (input: EndedConsentsInput): EndedConsents => {
  const withDay = (row: EndedConsentRow): EndedConsent => ({
    ...row,
    confirmBy: addDays(localDateOf(row.endedAt, input.timeZone), daysToConfirm),
  });
  const isOverdue = ({ confirmBy }: EndedConsent): boolean => confirmBy < input.today();
  /** No later instant can be overdue, whatever the time zone's offset that day. */
  const latest = (): Date => new Date(input.clock().getTime() - (daysToConfirm - 1) * 86_400_000);

  const underOf = ({ agency, purpose }: AgencyCaller): UnderPurpose => {
    const projects = [...(input.agencies.get(agency)?.registrations ?? [])].flatMap(([term, registration]) =>
      isProject(registration.class) ? [term] : [],
    );
    return [projects.includes(purpose), purpose, JSON.stringify(projects)];
  };

  return {
    owed: async (caller) => {
      const asked = {
        recipient: caller.agency,
        self: selfHashOf(caller),
        under: underOf(caller),
        limit: mostAtOnce,
      };
      return (await findEndedConsents(input.database, asked)).map(withDay);
    },
    confirm: async (caller, id) => {
      const at = input.clock();
      const was = await input.database.transaction(
        async (transaction) =>
          await confirmEnd(transaction, {
            ...{ id, recipient: caller.agency, self: selfHashOf(caller) },
            ...{ under: underOf(caller), by: caller.actor, at },
          }),
      );
      if (!was) throw new HubError('BAD_USER_INPUT', { publicMessage: 'Nothing of this consent is owed.' });
      return at;
    },
    of: async (person) => (await findEndedConsentsOf(input.database, person)).map(withDay),
    overdue: async (agency) => {
      const rows = await findUnconfirmed(input.database, { agency, endedBefore: latest(), untold: false });
      return rows.map(withDay).filter(isOverdue);
    },
    tellOverdue: async () =>
      await input.database.transaction(async (transaction) => {
        // One process at a time: two that met would each tell.
        const [{ got } = { got: false }] = await transaction.query<{ got: boolean }>(
          `select pg_try_advisory_xact_lock(7305414203) as got`,
        );
        if (!got) return 0;
        const rows = await findUnconfirmed(transaction, {
          agency: null,
          endedBefore: latest(),
          untold: true,
        });
        const overdue = rows.map(withDay).filter(isOverdue);
        const at = input.clock();
        for (const { id, recipient, controller, purpose } of overdue) {
          for (const officer of new Set([recipient, controller])) {
            await raiseAlert(transaction, {
              ...{
                id: input.createId(),
                recipient: officer,
                role: 'dpo',
                kind: 'ERASURE_OVERDUE',
                matter: null,
              },
              ...{ agency: recipient, actor: null, purpose, at, objects: 1 },
            });
          }
          await markTold(transaction, id, at);
        }
        return overdue.length;
      }),
  };
};
