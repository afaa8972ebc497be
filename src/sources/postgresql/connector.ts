import type { Gather } from '../../domain/adapter.ts';
import type { Credential } from '../../domain/credential.ts';
import type { Connector, Page } from '../../domain/delivered.ts';
import type { PostgresqlConnection } from '../../domain/source-connection.ts';
import type { PostgresqlShape } from '../../domain/source-shape.ts';
import type { NameResolver } from '../../outbound/checked-lookup.ts';
import { addressRule } from '../../outbound/egress.ts';
import type { Guard } from '../../outbound/guard.ts';
import { type Position, readPage } from './read-page.ts';
import { inSession } from './session.ts';

export interface PostgresqlSource {
  readonly shape: PostgresqlShape;
  readonly gather: Gather | null;
  readonly place: PostgresqlConnection;
  readonly credential: Extract<Credential, { kind: 'PASSWORD' }>;
  readonly guard: Guard;
  readonly resolveName?: NameResolver | undefined;
  /** Units of one page. */
  readonly units?: number;
}

const usualUnits = 1000;

/** A cursor that is none of this connector's, as after a change of the adapter, begins anew: nothing is lost by it. */
const positionOf = (cursor: string | null): Position | null => {
  if (cursor === null) return null;
  try {
    const read: unknown = JSON.parse(cursor);
    if (!Array.isArray(read) || read.length !== 2 || !read.every((each) => typeof each === 'string'))
      return null;
    return read as unknown as Position;
  } catch {
    return null;
  }
};

/** Reaches a register in its own PostgreSQL: what changed since the cursor, in pages, a snapshot each. */
export const openPostgresqlConnector = (source: PostgresqlSource): Connector => {
  const { shape, gather, place, credential, guard, resolveName, units = usualUnits } = source;
  const rule = addressRule(place.internal, resolveName);

  const pages = async function* (from: string | null, signal: AbortSignal): AsyncGenerator<Page> {
    let position = positionOf(from);
    for (let isFirst = true; ; isFirst = false) {
      const asked = { shape, gather, units, isFirst };
      const at = position;
      const read = await guard.run(
        async (limit) =>
          await inSession(
            { place, credential, rule, signal: limit },
            async (ask) => await readPage(ask, at, asked),
          ),
        signal,
      );
      if (read.page.items.length > 0) yield read.page;
      if (read.isLast) return;
      position = read.position;
    }
  };
  return { pages, close: async () => undefined };
};
