import type { FileShape } from './file-drop.ts';

/** Where something lies in JSON: the names that lead there, none for the whole. */
export type JsonPath = readonly string[];

/** What a register's own PostgreSQL is asked. */
export interface PostgresqlShape {
  /**
   * One SELECT without parameters, by which all rows can be had; the hub asks for those after its cursor, in their order. It
   * leaves out no row of a unit that it has others of: a contract that changed is read whole.
   */
  readonly query: string;
  /** Columns of the query, of any type that has an order. The first grows with each change of a row; the second is a key. */
  readonly cursorColumn: string;
  readonly idColumn: string;
  /**
   * Where the cursor is an instant: how old a change must be before it is read. A change whose transaction is longer than
   * another's appears with an earlier cursor than what was read already, and would never be read: longer than the longest.
   */
  readonly settledSeconds?: number;
  /** A boolean column of the query: the row stays in the register to say that it is gone. Without one, nothing ends. */
  readonly deletedColumn?: string;
}

/** Where an answer in JSON has its items, and an item what the hub must know of it. */
interface ItemPlaces {
  /** To the list, from the whole. */
  readonly items: JsonPath;
  /**
   * From an item: the unit's local id, text or a whole number; its version; and whether it is gone, a boolean. Where the
   * adapter's translation reads that by itself, `deleted` is not named.
   */
  readonly localId: JsonPath;
  readonly version?: JsonPath;
  readonly deleted?: JsonPath;
}

/** How one page leads to the next. */
export type RestPaging =
  /** By its address: in the answer, or in its `Link` header (RFC 8288) where no path is named. */
  | { readonly kind: 'NEXT_LINK'; readonly next?: JsonPath }
  /** By its number, until one is empty or shorter than `size`. */
  | {
      readonly kind: 'PAGE_NUMBER';
      readonly parameter: string;
      readonly first: number;
      readonly size: number;
    }
  /** By what the answer says to ask with next; null, nothing or an empty page is the end. */
  | { readonly kind: 'CURSOR'; readonly parameter: string; readonly next: JsonPath };

/** What a service that answers in JSON is asked. */
export interface RestShape extends ItemPlaces {
  /** Added to the connection's address. */
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly paging: RestPaging;
  /**
   * `CHANGES`: what changes is added at the end, so that a pull goes on from the last page; `SNAPSHOT`: everything from the
   * first page on, each time.
   */
  readonly order: 'CHANGES' | 'SNAPSHOT';
}

/** What a remote GraphQL service is asked. */
export interface GraphqlShape extends ItemPlaces {
  /** One query, with a variable for the cursor, which is null at first. */
  readonly document: string;
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  readonly cursorVariable: string;
  /** From `data`: the cursor after this page, and whether there is more. */
  readonly cursor: JsonPath;
  readonly more: JsonPath;
}

/** What an adapter's source is like, for each kind of connection that the adapter understands. */
export interface SourceShapes {
  readonly FILE_DROP?: FileShape;
  readonly POSTGRESQL?: PostgresqlShape;
  readonly REST?: RestShape;
  readonly GRAPHQL?: GraphqlShape;
}
