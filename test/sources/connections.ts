import type { PostgresqlConnection, RestConnection } from '../../src/domain/source-connection.ts';
import { createGuard, type Guard, type GuardOptions } from '../../src/outbound/guard.ts';

/** What all connections of tests have: on this machine, with time for a machine that is busy. */
const reached = {
  everySeconds: 3600,
  credential: null,
  internal: true,
  deadlineMilliseconds: 20_000,
  mostBytes: 1_000_000,
};

export const postgresqlAt = (
  url: string,
  changed: Partial<PostgresqlConnection> = {},
): PostgresqlConnection => {
  const { hostname, port, pathname } = new URL(url);
  const database = pathname.slice(1);
  return {
    ...reached,
    kind: 'POSTGRESQL',
    host: hostname,
    port: Number(port),
    database,
    tls: false,
    ...changed,
  };
};

export const restAt = (url: string, changed: Partial<RestConnection> = {}): RestConnection => ({
  ...reached,
  kind: 'REST',
  url,
  tokens: null,
  xRoad: null,
  ...changed,
});

export const guardOf = (options: Partial<GuardOptions> = {}): Guard =>
  createGuard({
    deadlineMilliseconds: reached.deadlineMilliseconds,
    now: () => performance.now(),
    ...options,
  });
