import type { Database } from '../store/database.ts';
import { type Change, findChange, findChanges, positionBefore } from '../store/outbox-store.ts';
import { type GovernedRecord, openingOfField } from './governed-record.ts';
import type { EntityView } from './projection.ts';

/** What has changed, in its order. INVARIANT: says nothing of who may know it: each is judged when it is told. */
export interface RecordedChanges {
  readonly after: (position: number, limit: number) => Promise<readonly Change[]>;
  /** Null where there is none, or it is kept no longer. */
  readonly of: (id: string) => Promise<Change | null>;
  /** After which everything is that comes from now on, or from an instant on. */
  readonly positionBefore: (from: Date | null) => Promise<number>;
}

export const createRecordedChanges = (database: Database): RecordedChanges => ({
  after: async (position, limit) => await findChanges(database, position, limit),
  of: async (id) => await findChange(database, id),
  positionBefore: async (from) => await positionBefore(database, from),
});

/**
 * The records by which a reader may know of a change: those it sees of which a field that it may read is not as it was.
 *
 * INVARIANT: a change of what is closed to the reader is no change to them: its time alone would tell of it (THREATS.md S9).
 */
export const recordsThatTell = (view: EntityView, change: Change): readonly GovernedRecord[] =>
  view.records.filter(
    (record) =>
      record.row.source === change.source &&
      record.row.unit === change.unit &&
      change.changed.some(
        ({ kind, localId, fields }) =>
          kind === record.row.kind &&
          localId === record.row.local_id &&
          fields.some((field) => openingOfField(record, field) !== null),
      ),
  );
