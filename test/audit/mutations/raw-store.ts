import { PGlite } from '@electric-sql/pglite';
import type { Transaction } from '../../../src/store/database.ts';
import { memoryStore } from '../../harness/memory-store.ts';

type Query = Transaction['query'];

/** A store as its owner has it: plain SQL, and nothing of the hub between. */
export interface RawStore {
  readonly query: Query;
  readonly transaction: <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

const queryOf =
  (target: Pick<PGlite, 'query'>): Query =>
  async <Row>(sql: string, parameters: readonly unknown[] = []) => {
    let number = 0;
    // The hub's placeholders are question marks.
    const numbered = sql.replaceAll('?', () => {
      number += 1;
      return `$${number}`;
    });
    return (await target.query<Row>(numbered, [...parameters])).rows;
  };

/** Opens an empty store with the hub's tables, in memory. */
export const openRawStore = async (): Promise<RawStore> => {
  const location = await memoryStore();
  if (location.kind !== 'PGLITE' || !location.image) throw new Error('the empty store is an image');
  const store = await PGlite.create({ loadDataDir: location.image });
  return {
    query: queryOf(store),
    transaction: async (work) =>
      await store.transaction(async (transaction) => {
        const query = queryOf(transaction as unknown as Pick<PGlite, 'query'>);
        return await work({ query } as Transaction);
      }),
    close: async () => await store.close(),
  };
};
