import type { About } from '../domain/about.ts';
import type { Category } from '../domain/category.ts';
import type { CountedInput } from '../domain/counted-input.ts';
import type { Appeal } from '../domain/relationship.ts';

/** A field that reads one value of a record: what its contract's labels say of it. */
export interface GovernedField {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly field: string;
  readonly kind: string;
  readonly category: Category;
  readonly about: About;
  /** For its controller alone (R23). */
  readonly naturalKey: boolean;
  /** What statistics are counted by it, or null. */
  readonly counted: CountedInput | null;
}

/** How long a kind of record is kept (R21). */
export interface Retention {
  /** ISO 8601 period. */
  readonly period: string;
  /** `received`, or a date that the translation hands over under this name. */
  readonly from: string;
  readonly citation: string;
}

/** One kind of record: the adapter that states it and the type that shows it. */
export interface RecordKind {
  readonly kind: string;
  readonly adapter: string;
  readonly typeName: string;
  readonly retention: Retention;
  /** How long a relationship that such a record is evidence of outlives its closing (R10). */
  readonly appeal: Appeal;
  readonly fields: readonly GovernedField[];
}

/** The words that a field's value is one of: an enumeration of the contract's. */
export interface Choices {
  /** The enumeration's name. */
  readonly name: string;
  readonly values: readonly string[];
}

/** What the contracts' labels say, read once when the graph is assembled. */
export interface Catalogue {
  readonly kinds: ReadonlyMap<string, RecordKind>;
  /** Governed fields by coordinate. */
  readonly governed: ReadonlyMap<string, GovernedField>;
  /** Of governed fields whose value is one of a list, by coordinate. */
  readonly choices: ReadonlyMap<string, Choices>;
  /** Fields of the hub's own, and lists of records: each with the governed coordinates whose union of rules it has. */
  readonly derived: ReadonlyMap<string, readonly string[]>;
  /** Those of them that are the hub's own fields, and no lists. */
  readonly stated: ReadonlySet<string>;
  /** Those of these that are a value, and no way to another entity. */
  readonly values: ReadonlySet<string>;
  /** The field each input position names, by `Type.field(argument:)` or `Input.field`; null where it names none. */
  readonly names: ReadonlyMap<string, string | null>;
}

/** The governed coordinates a field of the graph stands for: itself, its inputs, or none where it is open. */
export const inputsOf = (catalogue: Catalogue, coordinate: string): readonly string[] =>
  catalogue.governed.has(coordinate) ? [coordinate] : (catalogue.derived.get(coordinate) ?? []);
