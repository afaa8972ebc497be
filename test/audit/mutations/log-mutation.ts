import type { Transaction } from '../../../src/store/database.ts';
import type { Random } from '../../proof/random.ts';

/** The log that is attacked. */
export interface SealedLog {
  /** Entries, all of them sealed. */
  readonly length: number;
  /** Entries from one signed head to the next. */
  readonly betweenHeads: number;
  /** Its signed heads, as the store outside the database holds them. */
  readonly heads: readonly string[];
}

/** What the verifier must say. */
export type Finding =
  /** It does not hold, and this is the first bad position. */
  | { readonly position: number }
  /** The chain holds and the heads do not: the reason ends with these words. */
  | { readonly heads: RegExp }
  /** Nothing is wrong but that so many entries are vouched for by no head. */
  | { readonly beyondLastHead: number };

/** One thing done to the log, or to the store of its heads. */
export interface LogMutation {
  /** The kind, as the report counts it. */
  readonly kind: string;
  /** What was done, with its numbers. */
  readonly name: string;
  readonly mutate: ((transaction: Pick<Transaction, 'query'>) => Promise<void>) | null;
  /** The heads afterwards; those of the log where it is left out. */
  readonly heads?: readonly string[];
  readonly found: Finding;
}

/** A kind of mutation. Null where what was drawn would change nothing. */
export interface MutationKind {
  readonly kind: string;
  readonly weight: number;
  readonly draw: (random: Random, log: SealedLog) => LogMutation | Promise<LogMutation | null> | null;
}

/** The last position before this one that a head vouches for. */
export const vouchedBefore = (position: number, { betweenHeads }: SealedLog): number =>
  Math.floor((position - 1) / betweenHeads) * betweenHeads;
