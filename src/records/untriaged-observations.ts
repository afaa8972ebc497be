import { addDays } from '../domain/local-date.ts';
import { raiseAlert } from '../store/alert-store.ts';
import type { Database } from '../store/database.ts';
import { markUntriaged } from '../store/untriaged-store.ts';

export interface UntriagedObservationsInput {
  readonly database: Database;
  readonly timeZone: string;
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** R21: an untriaged observation is erased after thirty days; ten days before, the head hears of it. */
const daysUntilWarning = 20;

/**
 * Warns the head of each agency that has let observations lie, of each observation once, by their number and nothing of
 * whom they are about.
 *
 * @returns tells, and how many observations it told of.
 */
export const createUntriagedWarning =
  ({ database, timeZone, today, clock, createId }: UntriagedObservationsInput): (() => Promise<number>) =>
  async () =>
    await database.transaction(async (transaction) => {
      const at = clock();
      const cameBy = addDays(today(), -daysUntilWarning);
      // Of two processes that meet, one marks an observation, and that one tells.
      const untriaged = await markUntriaged(transaction, { cameBy, timeZone, at });
      for (const { controller, count } of untriaged) {
        await raiseAlert(transaction, {
          ...{ id: createId(), recipient: controller, role: 'head', kind: 'UNTRIAGED', matter: null },
          ...{ agency: null, actor: null, purpose: null, at, objects: count },
        });
      }
      return untriaged.reduce((sum, { count }) => sum + count, 0);
    });
