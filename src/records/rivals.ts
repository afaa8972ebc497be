import DataLoader from 'dataloader';
import type { Database } from '../store/database.ts';
import { findRivals } from '../store/quarantine-store.ts';

/** A unit at the version that is held, and whose it is. */
export interface HeldVersion {
  readonly controller: string;
  readonly source: string;
  readonly unit: string;
  readonly version: number;
}

/** Since when a register has said something else under a version that is held; null where it has not. */
export type Rivals = (held: HeldVersion) => Promise<Date | null>;

const nameOf = ({ source, unit, version }: HeldVersion): string => `${source} ${unit} ${version}`;

/** Makes the question. It is asked only where somebody reads it, and together: nothing outlives its batch. */
export const createRivals = (database: Pick<Database, 'readAs'>): Rivals => {
  const loader = new DataLoader<HeldVersion, Date | null>(
    async (all) => {
      const found = new Map<string, Date>();
      for (const [controller, some] of Map.groupBy(all, (each) => each.controller))
        for (const [name, since] of await findRivals(database, controller, some)) found.set(name, since);
      return all.map((each) => found.get(nameOf(each)) ?? null);
    },
    { cache: false },
  );
  return async (held) => await loader.load(held);
};
