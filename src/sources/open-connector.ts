import type { Adapter } from '../domain/adapter.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Credential } from '../domain/credential.ts';
import type { Connector } from '../domain/delivered.ts';
import type { LiveConnector } from '../domain/live-connector.ts';
import type {
  GraphqlConnection,
  NetworkConnection,
  PostgresqlConnection,
  RestConnection,
} from '../domain/source-connection.ts';
import type { SourceState } from '../domain/source-fault.ts';
import { type BoundedFetch, createBoundedFetch } from '../outbound/bounded-fetch.ts';
import { createEgress } from '../outbound/egress.ts';
import { createGuard } from '../outbound/guard.ts';
import { openGraphqlConnector } from './graphql/connector.ts';
import { openPostgresqlLive } from './live/postgresql.ts';
import { openRestLive } from './live/rest.ts';
import { openPostgresqlConnector } from './postgresql/connector.ts';
import { openRestConnector } from './rest/connector.ts';

/** A source that can be asked, and whether it can be asked now. */
export interface OpenedSource {
  readonly connector: Connector;
  /** Null where the source is not asked at query time. */
  readonly live: LiveConnector | null;
  readonly state: () => SourceState;
}

export interface SourceOptions {
  /** For messages at the start. */
  readonly source: string;
  readonly adapter: Pick<Adapter, 'name' | 'connection' | 'gather' | 'live'>;
  readonly connection: NetworkConnection;
  /** Its own, and nobody else's (O4); null where the registry names none. */
  readonly credential: Credential | null;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  readonly createId: () => string;
}

const fetchOf = (
  connection: RestConnection | GraphqlConnection,
  credential: Credential | null,
): BoundedFetch =>
  createBoundedFetch({
    egress: createEgress([connection, ...(connection.tokens ? [connection.tokens] : [])]),
    mostBytes: connection.mostBytes,
    tls: credential?.tls,
  });

/**
 * Opens what reaches a source: nothing is asked yet.
 *
 * @throws ConfigurationError where the adapter does not understand the connection, or the credential is none for it.
 */
export const openConnector = (options: SourceOptions): OpenedSource => {
  const { source, adapter, connection, credential, now } = options;
  const refuse = (reason: string): never => {
    throw new ConfigurationError(`The source ${source} ${reason}.`);
  };
  const shapeOf = <Shape>(shape: Shape | undefined): Shape =>
    shape ??
    refuse(`has a connection ${connection.kind}, which the adapter ${adapter.name} has no shape for`);
  const guard = createGuard({ deadlineMilliseconds: connection.deadlineMilliseconds, now });

  const passwordOf = () =>
    credential?.kind === 'PASSWORD' ? credential : refuse('needs a credential of kind PASSWORD');
  const openPostgresql = (place: PostgresqlConnection): Connector =>
    openPostgresqlConnector({
      shape: shapeOf(adapter.connection.POSTGRESQL),
      gather: adapter.gather ?? null,
      place,
      credential: passwordOf(),
      guard,
    });
  const service = (place: RestConnection | GraphqlConnection) => {
    if ((place.tokens !== null) !== (credential?.kind === 'CLIENT'))
      refuse('needs a credential of kind CLIENT and the address that gives tokens for it, or neither');
    return { credential, fetch: fetchOf(place, credential), guard, now };
  };
  const open = (): Connector => {
    switch (connection.kind) {
      case 'POSTGRESQL':
        return openPostgresql(connection);
      case 'REST':
        return openRestConnector({
          shape: shapeOf(adapter.connection.REST),
          place: connection,
          createId: options.createId,
          ...service(connection),
        });
      case 'GRAPHQL':
        return openGraphqlConnector({
          shape: shapeOf(adapter.connection.GRAPHQL),
          place: connection,
          ...service(connection),
        });
    }
  };
  const openLive = (): LiveConnector | null => {
    const shapes = adapter.live;
    if (shapes === undefined) return null;
    switch (connection.kind) {
      case 'POSTGRESQL':
        return openPostgresqlLive({
          shape: shapeOf(shapes.POSTGRESQL),
          gather: adapter.gather ?? null,
          place: connection,
          credential: passwordOf(),
          guard,
        });
      case 'REST':
        return openRestLive({
          shape: shapeOf(shapes.REST),
          place: connection,
          createId: options.createId,
          ...service(connection),
        });
      case 'GRAPHQL':
        return refuse('is live, and a GraphQL service is not asked at query time');
    }
  };
  return { connector: open(), live: openLive(), state: guard.state };
};
