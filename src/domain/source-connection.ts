import type { FileDropConnection } from './file-drop.ts';

/** How often something is fetched. */
interface Fetched {
  /** Seconds between the end of one pull and the beginning of the next. */
  readonly everySeconds: number;
}

/** What every connection over a network has. */
interface Reached extends Fetched {
  /** Its name in the file of credentials, or null where the source asks for none. */
  readonly credential: string | null;
  /**
   * Whether its host may lie in a private network or on this machine. Where it is not said on purpose, nothing is connected
   * to there, whatever a name leads to (V4).
   */
  readonly internal: boolean;
  /** For one call, from the look-up of the name to the last byte (V1). */
  readonly deadlineMilliseconds: number;
  /** Of one answer: more is refused, and nothing of it is used (V4). */
  readonly mostBytes: number;
}

/** Where tokens are asked for by OAuth 2.0 client credentials (RFC 6749, 4.4). */
export interface TokenEndpoint {
  readonly url: string;
  readonly scope: string | null;
  readonly internal: boolean;
}

/** As whom, for whom and why a call over X-Road is made (message protocol for REST, 4.3). */
export interface XRoadCaller {
  /** `INSTANCE/CLASS/MEMBER/SUBSYSTEM`, each part percent-encoded. */
  readonly client: string;
  readonly userId: string | null;
  readonly issue: string | null;
}

export interface PostgresqlConnection extends Reached {
  readonly kind: 'POSTGRESQL';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Without it everything is read by whoever is between: inside one's own network alone. */
  readonly tls: boolean;
}

export interface RestConnection extends Reached {
  readonly kind: 'REST';
  /** What the shape's path is added to. */
  readonly url: string;
  readonly tokens: TokenEndpoint | null;
  readonly xRoad: XRoadCaller | null;
}

export interface GraphqlConnection extends Reached {
  readonly kind: 'GRAPHQL';
  readonly url: string;
  readonly tokens: TokenEndpoint | null;
}

/** A source that the hub asks over a network. */
export type NetworkConnection = PostgresqlConnection | RestConnection | GraphqlConnection;

/** Where one installation's source is. What it is like there says its adapter (`SourceShapes`). */
export type SourceConnection = NetworkConnection | FileDropConnection;
