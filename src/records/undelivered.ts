import { type Agency, webhookName } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { Database } from '../store/database.ts';
import { type DeadDelivery, findDeadDeliveries, replayDeliveries } from '../store/webhook-store.ts';

/** What an agency's own webhooks of the caller's purpose could not be told. */
export interface Undelivered {
  readonly of: (caller: AgencyCaller) => Promise<readonly DeadDelivery[]>;
  /** Tries again: one event, or all. Each is judged anew when it is sent. @returns how many. */
  readonly replay: (caller: AgencyCaller, event: string | null) => Promise<number>;
}

const mostAtOnce = 200;

export const createUndelivered = (input: {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly clock: () => Date;
}): Undelivered => {
  const namesOf = ({ agency, purpose }: AgencyCaller): readonly string[] =>
    (input.agencies.get(agency)?.webhooks ?? [])
      .filter((webhook) => webhook.purpose === purpose)
      .map((webhook) => webhookName(agency, webhook));
  return {
    of: async (caller) => await findDeadDeliveries(input.database, namesOf(caller), mostAtOnce),
    replay: async (caller, event) =>
      await replayDeliveries(input.database, namesOf(caller), event, input.clock()),
  };
};
