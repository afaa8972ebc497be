import type { RequestedRight } from '../domain/rights-request.ts';
import type { Database } from './database.ts';

/** A request whose time is over, as the controller's data protection officer is told it: nobody's name and no words. */
export interface OverdueRequest {
  readonly id: string;
  readonly requested: RequestedRight;
  readonly kind: string | null;
  readonly asked_on: string;
  readonly due_on: string;
}

const overdue = `from rights_request asked where asked.due_on < ?::date
  and not exists (select from rights_decision said where said.request_id = asked.id)
  and not exists (select from rights_lifting lifted where lifted.request_id = asked.id)`;

/** What a controller has not decided in time, the oldest first. */
export const findOverdueRequests = async (
  database: Pick<Database, 'query'>,
  asked: { readonly controller: string; readonly today: string; readonly limit: number },
): Promise<readonly OverdueRequest[]> =>
  await database.query<OverdueRequest>(
    `select asked.id::text as id, asked.requested, asked.kind, asked.asked_on::text, asked.due_on::text ${overdue}
       and asked.controller = ? order by asked.due_on, asked.id limit ?`,
    [asked.today, asked.controller, asked.limit],
  );

/**
 * Tells the data protection officer of each controller what became overdue. INVARIANT: once for each request, whichever
 * process sweeps and however often: the alert has the request's own id.
 *
 * @param today local date.
 */
export const raiseOverdueAlerts = async (
  database: Pick<Database, 'query'>,
  today: string,
  at: Date,
): Promise<void> => {
  await database.query(
    `insert into alert (id, recipient, role, kind, first_at, last_at, objects)
       select asked.id, asked.controller, 'dpo', 'OVERDUE', ?::timestamptz, ?::timestamptz, 1 ${overdue}
       on conflict (id) do nothing`,
    [at, at, today],
  );
};
