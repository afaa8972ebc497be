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
  readonly delivery: 'SYNCED' | 'PUSHED';
  readonly readFile: (content: Uint8Array, context: TranslationContext) => FileReading;
  /** Translates one item of the contract's push input; absent where nothing is pushed. */
  readonly translate?: (item: unknown, index: number, context: TranslationContext) => UnitDraft | Problem;
}
