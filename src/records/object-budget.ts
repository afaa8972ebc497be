import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Lease } from '../store/object-budget-store.ts';

export interface ObjectBudgetInput {
  readonly lease: (lease: Lease) => Promise<boolean>;
  /** What an agency may look up and be shown in an hour. */
  readonly objectsPerHour: (agency: string) => number;
  readonly clock: () => Date;
}

/** Takes objects out of the calling agency's hour. */
export type ObjectBudget = (caller: Caller, objects: number) => Promise<void>;

/** What this process holds of an agency's hour. */
interface Stock {
  readonly hour: number;
  left: number;
  /** The smallest part that was refused in this hour: what is handed out only grows, so as much is refused again unasked. */
  refused: number;
  /** A lease under way: others wait for it, so that a rush of requests leases one block and not one each. */
  leasing: Promise<boolean> | null;
}

const hourMilliseconds = 3_600_000;

/** A hundredth of the budget: that much a process can hold unused, or lose when it ends. */
const blockOf = (most: number): number => Math.max(1, Math.floor(most / 100));

/**
 * The budget of objects per hour and agency (THREATS.md S5): it counts whom a caller looked up or was shown, not requests, and
 * fifteen aliases are fifteen. It is the agency's, over every process of the hub; a process leases it in blocks, so that a
 * request has no statement of its own for it. Never more than the budget is given, whatever fails.
 *
 * @throws HubError RATE_LIMITED, with the seconds to the next hour.
 */
export const createObjectBudget = (input: ObjectBudgetInput): ObjectBudget => {
  const stocks = new Map<string, Stock>();

  const stockOf = (agency: string, hour: number): Stock => {
    const known = stocks.get(agency);
    if (known?.hour === hour) return known;
    const stock: Stock = { hour, left: 0, refused: Number.POSITIVE_INFINITY, leasing: null };
    stocks.set(agency, stock);
    return stock;
  };

  const lease = async (agency: string, stock: Stock, missing: number): Promise<boolean> => {
    const most = input.objectsPerHour(agency);
    const block = blockOf(most);
    const hour = new Date(stock.hour * hourMilliseconds);
    // The end of the budget is seldom a whole block.
    for (const objects of new Set([Math.ceil(missing / block) * block, missing])) {
      if (await input.lease({ agency, hour, objects, most })) {
        stock.left += objects;
        return true;
      }
    }
    stock.refused = Math.min(stock.refused, missing);
    return false;
  };

  return async (caller, objects) => {
    if (caller.kind !== 'AGENCY' || objects === 0) return;
    const now = input.clock().getTime();
    const stock = stockOf(caller.agency, Math.floor(now / hourMilliseconds));
    while (stock.left < objects) {
      if (stock.leasing) {
        await stock.leasing.catch(() => false);
        continue;
      }
      const missing = objects - stock.left;
      if (missing < stock.refused) {
        stock.leasing = lease(caller.agency, stock, missing).finally(() => {
          stock.leasing = null;
        });
        await stock.leasing;
      } else {
        throw new HubError('RATE_LIMITED', {
          publicMessage: 'Too many persons, households and dwellings in one hour.',
          retryAfterSeconds: Math.ceil(((stock.hour + 1) * hourMilliseconds - now) / 1000),
        });
      }
    }
    stock.left -= objects;
  };
};
