import type { JsonValue } from './json-value.ts';
import type { RelationshipEvidence } from './relationship.ts';

/** Something of an item that could not be taken over as it was. INVARIANT: holds no value, only where and why. */
export interface Problem {
  /** 1-based row or line of the file, or index of the pushed item. */
  readonly row: number;
  readonly column: string;
  readonly reason: string;
}

/** A person as one source writes them. The national id is handed over apart and never enters a payload. */
export interface PersonDraft {
  readonly localId: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** `yyyy-mm-dd`. */
  readonly birthDate: string | null;
  readonly nationalId: { readonly value: string; readonly row: number; readonly column: string } | null;
}

/** One statement of a source about a person, a household or a dwelling, before it is stored. */
export interface RecordDraft {
  readonly kind: string;
  readonly localId: string;
  /** The person it is about, by the source's local id; null for household data. */
  readonly personLocalId: string | null;
  /**
   * Local ids of those who signed and of those who lived there at the observation date (R5). Where a source does not
   * tell them all, one more id that is nobody's stands for the rest, so that the known ones alone cannot consent.
   */
  readonly signatories: readonly string[];
  readonly members: readonly string[];
  /** `yyyy-mm-dd`: when what it says was so. */
  readonly observedOn: string | null;
  /** The open relationship of its person that this record is evidence of (R10), or null. */
  readonly relationshipWith: RelationshipEvidence | null;
  /** Dates by the names that the kind's `@retain(from:)` uses; a missing one means the clock has not started. */
  readonly retainFrom: Readonly<Record<string, string | null>>;
  readonly payload: { readonly [key: string]: JsonValue };
}

/** What one item of a source becomes: a contract with its tenants, a case with its members, one observation. */
export interface UnitDraft {
  readonly localId: string;
  /** The source's own version; null where it keeps none and the hub counts contents. */
  readonly version: number | null;
  /** ISO 8601 instant, or null. */
  readonly recordedAt: string | null;
  /** `general`, or the one matter that seals all of it (R11). */
  readonly compartment: string;
  /** Local ids of those whom the matter protects, of all whom its unit names; empty outside a matter. */
  readonly protects: readonly string[];
  readonly localCommunity: string | null;
  readonly address: string | null;
  readonly flat: string | null;
  /** A household named only by its head, as a neighbour does; null where the persons say it. */
  readonly headName: string | null;
  readonly persons: readonly PersonDraft[];
  readonly records: readonly RecordDraft[];
  readonly problems: readonly Problem[];
  /** The rows of the file, or the index of the push, that it came from. */
  readonly rows: readonly number[];
}
