import type { LiveShapes } from './live-shape.ts';
import type { Problem, UnitDraft } from './record-draft.ts';
import type { SourceShapes } from './source-shape.ts';

/** What a translation may know besides its input. */
export interface TranslationContext {
  /** The controller of the source, an agency id. */
  readonly controller: string;
  /** Local date of the hub, `yyyy-mm-dd`, for values that cannot lie in the future. */
  readonly today: string;
}

/** How rows become units, where a register has several rows of one: a tenant a row, and the contract is the unit. */
export interface Gather {
  /** The column that the rows of one unit share: its value is the unit's local id. */
  readonly by: string;
}

/** One row of a gathered item: its 1-based place in what was handed over, and its values by column. */
export interface GatheredRow {
  readonly row: number;
  readonly columns: Readonly<Record<string, unknown>>;
  /** Stands for one or more rows of the unit that are there and could not be read: whoever they are about is not known (R5). */
  readonly isMissing?: true;
}

/**
 * A translation between one agency's form and records. Pure: items in, drafts out; how a file or an answer becomes items is declared.
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
  /** LIVE: the hub keeps an index of whom the source knows, and asks for values at query time. */
  readonly delivery: 'SYNCED' | 'PUSHED' | 'LIVE';
  /** How a live source is asked: there where `delivery` is LIVE. */
  readonly live?: LiveShapes;
  /**
   * The contract's field that each column is read into, by the column's name as problems give it, with `[]` for a place in a
   * list: `members[].birthDate` is `CaseEntry.birthDate`. A column that is left out here is read into no field.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** What its source is like, for each kind of connection that it can be reached by. A registry that names another is refused. */
  readonly connection: SourceShapes;
  /** Where it is there, an item is a list of `GatheredRow`, all rows of one unit, whoever gathers them. */
  readonly gather?: Gather;
  /** Translates one item, pushed, out of a file or handed over by a connector. */
  readonly translate: (item: unknown, index: number, context: TranslationContext) => UnitDraft | Problem;
}
