import type { Problem } from './record-draft.ts';

/** One thing that a source handed over. */
export type Delivered =
  /** In the register's own form: an object by columns, or a message. `row` is its 1-based place in what was handed over. */
  | { readonly kind: 'ITEM'; readonly row: number; readonly item: unknown }
  /** The source no longer has it: a tombstone, at the source's own version where it keeps one. */
  | { readonly kind: 'END'; readonly row: number; readonly localId: string; readonly version: number | null }
  /**
   * Its structure is unusable. `cells` is what of a table's row could be read, by column, so that a unit of several rows knows
   * itself to be short of one (R5). INVARIANT: nothing of it is taken over.
   */
  | {
      readonly kind: 'UNREADABLE';
      readonly row: number;
      readonly problem: Problem;
      readonly cells?: Readonly<Record<string, string>>;
    };

/** Some of what a source has, in its order, and where to go on from: kept in the transaction that stores the items. */
export interface Page {
  readonly items: readonly Delivered[];
  /** Null where the source keeps none: everything is asked for again the next time. */
  readonly cursor: string | null;
}

/** What reaches a source. The next page is asked for only when the last one is written, so memory holds one. */
export interface Connector {
  readonly pages: (from: string | null, signal: AbortSignal) => AsyncIterable<Page>;
  readonly close: () => Promise<void>;
}
