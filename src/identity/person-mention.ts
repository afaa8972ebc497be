import type { AddressKey } from './address-key.ts';

/** One person as one source names them in one contract, case or other unit. */
export interface PersonMention {
  readonly source: string;
  /** The source's own id of this mention. */
  readonly localId: string;
  /** The contract or case the mention stands in. */
  readonly unit: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** `YYYY-MM-DD`, as the source states it: never derived from the national id, or it would prove itself. */
  readonly birthDate: string | null;
  /** Set only for an id that passed its check (`nationalIdHashes`). */
  readonly nationalIdHash: string | null;
  /** Also set for an id that did not pass: how a mistyped one is recognised. */
  readonly nationalIdDeletionHashes: readonly string[];
  readonly address: AddressKey | null;
  readonly municipality: string;
}

/** A mention that is linked already. */
export interface LinkedMention extends PersonMention {
  readonly person: string;
}
