import { HubError } from '../domain/hub-error.ts';
import type { Transaction } from '../store/database.ts';
import { countSubmitted } from '../store/record-store.ts';

/** What one submitter may hand over in a day (THREATS.md G14): far more than anybody sees, and far less than drowns a triage. */
export const mostSubmissions = 100;

const day = 86_400_000;

/**
 * Stops a submitter who hands over more than anybody sees. What was accepted before stays, and nobody is rated for it (R19).
 *
 * @param submitter under which the submitter's own items are stored: a prefix of their ids.
 * @throws HubError RATE_LIMITED
 */
export const checkSubmissions = async (
  transaction: Transaction,
  {
    source,
    submitter,
    items,
    at,
  }: {
    readonly source: string;
    readonly submitter: string;
    readonly items: number;
    readonly at: Date;
  },
): Promise<void> => {
  const since = new Date(at.getTime() - day);
  const submitted = await countSubmitted(transaction, { source, submitter, since });
  if (submitted + items > mostSubmissions)
    throw new HubError('RATE_LIMITED', { retryAfterSeconds: day / 1000 });
};
