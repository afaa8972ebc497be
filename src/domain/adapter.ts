import type { Problem, UnitDraft } from './record-draft.ts';

/** What a translation may know besides its input. */
export interface TranslationContext {
  /** The controller of the source, an agency id. */
  readonly controller: string;
  /** Local date of the hub, `yyyy-mm-dd`, for values that cannot lie in the future. */
  readonly today: string;
}

/** A file read whole: units that could be read, and rows that could not. */
export interface FileReading {
  readonly rowsRead: number;
  readonly units: readonly UnitDraft[];
  /** Quarantined rows: their key or their structure was unusable. */
  readonly rowProblems: readonly Problem[];
}

/**
 * A translation between one agency's form and records. Pure: bytes or items in, drafts out.
 * A value that cannot be read costs that value, a row that cannot be read costs that row.
 */
export interface Adapter {
  readonly name: string;
  /** Whether an item can name a matter that seals it (R11): then its controller must have a key for matters. */
  readonly seals: boolean;
  /**
   * Whether a matter may seal this item, which could not be taken over: one that names a matter, in whatever way, and one of which
   * that cannot be told. Absent where nothing is ever sealed.
   */
  readonly mayBeSealed?: (item: unknown) => boolean;
  readonly delivery: 'SYNCED' | 'PUSHED';
  /**
   * The contract's field that each column is read into, by the column's name as problems give it, with `[]` for a place in a
   * list: `members[].birthDate` is `CaseEntry.birthDate`. A column that is left out here is read into no field.
   */
  readonly columns: Readonly<Record<string, string>>;
  readonly readFile: (content: Uint8Array, context: TranslationContext) => FileReading;
  /** Translates one item of the contract's push input; absent where nothing is pushed. */
  readonly translate?: (item: unknown, index: number, context: TranslationContext) => UnitDraft | Problem;
}
