import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Credential } from '../../domain/credential.ts';
import type { PostgresqlConnection } from '../../domain/source-connection.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { AddressRule } from '../../outbound/checked-lookup.ts';
import { createAllowance, createCheckedSocket } from '../../outbound/checked-socket.ts';
import { faultOfDatabase } from './fault-of-database.ts';

/** A row by its columns, each as the register writes it: text, or null. */
export type Row = Readonly<Record<string, string | null>>;

/** Asks one statement. */
export type Ask = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

export interface SessionOptions {
  readonly place: PostgresqlConnection;
  readonly credential: Extract<Credential, { kind: 'PASSWORD' }>;
  readonly rule: AddressRule;
  readonly signal: AbortSignal;
}

/** The part of the driver's client that its types leave out. */
interface Inside {
  readonly connection: { readonly stream: Duplex; once(event: 'sslconnect', told: () => void): void };
}

/** For one client alone: the driver's own parsers would round numbers and shift dates. */
const asWritten = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

const settingsOf = ({ deadlineMilliseconds }: PostgresqlConnection): string =>
  Object.entries({
    default_transaction_read_only: 'on',
    statement_timeout: String(deadlineMilliseconds),
    idle_in_transaction_session_timeout: String(deadlineMilliseconds),
    DateStyle: 'ISO',
    TimeZone: 'UTC',
  })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/** Everything is said: what is left out, the driver takes from the environment and the home directory. */
const clientOf = ({ place, credential, rule }: SessionOptions): pg.Client => {
  const { authorities, certificate, key } = credential.tls ?? {};
  return new pg.Client({
    host: place.host,
    port: place.port,
    database: place.database,
    user: credential.user,
    password: credential.password,
    application_name: 'komsiluk',
    client_encoding: 'UTF8',
    options: settingsOf(place),
    types: asWritten,
    stream: () => createCheckedSocket(rule),
    ssl: place.tls
      ? {
          rejectUnauthorized: true,
          ...(authorities === undefined ? {} : { ca: authorities }),
          ...(certificate === undefined ? {} : { cert: certificate }),
          ...(key === undefined ? {} : { key }),
        }
      : false,
  });
};

/**
 * Asks a register's own database within one transaction that can only read, over a connection of its own: one that stayed open
 * would go on to an address that was checked long ago, and would hold a place in the register while the hub writes.
 *
 * @throws SourceFault
 */
export const inSession = async <Value>(
  options: SessionOptions,
  work: (ask: Ask) => Promise<Value>,
): Promise<Value> => {
  const { signal, place } = options;
  const client = clientOf(options);
  const { connection } = client as unknown as Inside;
  const raw = connection.stream;
  const allowance = createAllowance(place.mostBytes);
  allowance.hold(raw);
  connection.once('sslconnect', () => allowance.hold(connection.stream));
  const stop = (): void => {
    const fault = new SourceFault('ABORTED', 'it was no longer waited for');
    connection.stream.destroy(fault);
    raw.destroy(fault);
  };
  // Told by every statement's own promise; an error between two of them is told by the next.
  client.on('error', () => undefined);
  signal.addEventListener('abort', stop, { once: true });
  let connected = false;
  try {
    if (signal.aborted) throw new SourceFault('ABORTED', 'it was no longer waited for');
    await client.connect();
    connected = true;
    await client.query('begin transaction isolation level repeatable read read only');
    const value = await work(async (text, values) => (await client.query<Row>(text, [...values])).rows);
    await client.query('commit');
    return value;
  } catch (error) {
    throw faultOfDatabase(error, connected);
  } finally {
    signal.removeEventListener('abort', stop);
    client.end().catch(() => undefined);
    // The farewell is sent, and its answer not waited for.
    connection.stream.end(() => raw.destroy());
  }
};
