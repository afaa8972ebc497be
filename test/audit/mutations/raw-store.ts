import { PGlite } from '@electric-sql/pglite';
import { inject } from 'vitest';
import type { Transaction } from '../../../src/store/database.ts';
import { copiedFiles } from '../../harness/store-in-memory.ts';

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
  const store = await PGlite.create({ fs: copiedFiles(inject('images').empty) });
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
