import type { LinkScoring } from './link-scoring.ts';

/** What a linker needs besides the transaction. */
export interface LinkerInput {
  readonly createId: () => string;
  readonly now: Date;
  /** Under which names are marked. */
  readonly hashingKey: Uint8Array;
  /** Weighs lines beside the rules of R20. */
  readonly scoring: LinkScoring;
}

/** The same where a person decides, and nothing is weighed. */
export type DecidedLinking = Omit<LinkerInput, 'scoring'>;
