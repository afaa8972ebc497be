import DataLoader from 'dataloader';
import type { Database } from '../store/database.ts';
import { findMembershipStarts, type NamingRecord } from '../store/membership-store.ts';
import type { GovernedRecord } from './governed-record.ts';

/** Since when registers name somebody in a household. */
export interface Memberships {
  /** Local date, for a current record that names a person; null for any other. */
  readonly since: (record: GovernedRecord) => Promise<string | null>;
}

/** Records of one statement. */
const largestBatch = 200;

/**
 * Makes the service. Starts are read when they are asked for, and together: nothing outlives its batch.
 *
 * INVARIANT: asked of a record that is open to its caller, and answered from that register's own general versions of it (R2).
 */
export const createMemberships = (database: Pick<Database, 'query'>, timeZone: string): Memberships => {
  const loader = new DataLoader<NamingRecord, string | null>(
    async (records) => await findMembershipStarts(database, records, timeZone),
    { cache: false, maxBatchSize: largestBatch },
  );
  return {
    since: async ({ row }) =>
      row.person_local_id === null
        ? null
        : await loader.load({
            ...{ source: row.source, kind: row.kind, unit: row.unit, localId: row.local_id },
            personLocalId: row.person_local_id,
          }),
  };
};
