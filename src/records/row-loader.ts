import DataLoader from 'dataloader';
import type { Database } from '../store/database.ts';
import { type EntityKey, type EntityRows, loadEntityRows } from '../store/graph-rows.ts';

/** Loads raw rows for any request; what a caller may see of them is decided afterwards, per request. */
export type RowLoader = (key: EntityKey) => Promise<EntityRows>;

/** Keys a batch may hold: a bound on one statement's size. */
const largestBatch = 200;

const freeze = (rows: EntityRows): EntityRows => {
  for (const record of rows.records) {
    Object.freeze(record.payload);
    Object.freeze(record);
  }
  Object.freeze(rows.records);
  return Object.freeze(rows);
};

const validate = (key: EntityKey): void => {
  // INVARIANT: a key that is not a UUID never reaches the statement; ids of callers are decoded long before.
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key.id)) throw new Error('not an entity id');
};

/**
 * Batches raw rows across requests: the loader's cache is off, so nothing outlives its batch and nobody is handed what was
 * read for another. A batch is sent when a connection is free; under load it grows meanwhile (DESIGN.md, "Speed comes from
 * shape").
 *
 * @param today gives the hub's local date for each batch, and `clock` its instant.
 */
export const createRowLoader = (database: Database, today: () => string, clock: () => Date): RowLoader => {
  let running = 0;
  const waiting: (() => void)[] = [];
  const dispatchNext = (): void => {
    if (running >= database.connections) return;
    const next = waiting.shift();
    if (!next) return;
    running += 1;
    next();
  };
  const loader = new DataLoader<EntityKey, EntityRows>(
    async (keys) => {
      try {
        return (await loadEntityRows(database, keys, today(), clock())).map(freeze);
      } finally {
        running -= 1;
        dispatchNext();
      }
    },
    {
      cache: false,
      maxBatchSize: largestBatch,
      batchScheduleFn: (dispatch) => {
        waiting.push(dispatch);
        // Once the current jobs are through: keys that one answer resolves together travel together.
        setImmediate(dispatchNext);
      },
    },
  );
  return async (key) => {
    validate(key);
    return await loader.load(key);
  };
};
