import type { JsonPath } from './source-shape.ts';

/** What a register's own PostgreSQL is asked for some of its units. */
export interface LivePostgresqlShape {
  /** One SELECT without parameters; the hub asks for some columns of the rows that some units have. */
  readonly query: string;
  /** The column of the unit's local id; of several rows of one unit the adapter's `gather.by` is it. */
  readonly idColumn: string;
}

/** What a service that answers in JSON is asked for some of its units. */
export interface LiveRestShape {
  /** Added to the connection's address. */
  readonly path: string;
  /** The parameter of the ids, a comma between two. */
  readonly idsParameter: string;
  /** The parameter of the wanted columns; left out where the service gives everything, of which the hub drops the rest. */
  readonly fieldsParameter?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** To the list, from the whole; and from an item to its unit's local id. */
  readonly items: JsonPath;
  readonly localId: JsonPath;
}

/** How a source is asked at query time, for each kind of connection that the adapter understands. */
export interface LiveShapes {
  /** Columns without which nothing says which unit an item is, and whom it names: asked for always, and shown to nobody. */
  readonly keyColumns: readonly string[];
  readonly POSTGRESQL?: LivePostgresqlShape;
  readonly REST?: LiveRestShape;
}
