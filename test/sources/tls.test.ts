import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransportSecurity } from '../../src/domain/credential.ts';
import type { Connector } from '../../src/domain/delivered.ts';
import { openConnector } from '../../src/sources/open-connector.ts';
import { certificate, certificateKey } from '../access/untrusted-certificate.ts';
import { openPostgres, type TestPostgres } from '../harness/postgres.ts';
import { postgresqlAt, restAt } from './connections.ts';
import { faultOf, pull } from './read-all.ts';
import { linkShape } from './rest-source.ts';

const trusting: TransportSecurity = { authorities: certificate };

describe('a service over TLS', () => {
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = createServer(
      {
        cert: certificate,
        key: certificateKey,
        ca: certificate,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => {
        const { authorized } = request.socket as unknown as { authorized: boolean };
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ data: { cases: [{ number: authorized ? 'known' : 'unknown' }] } }));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  const open = (tls: TransportSecurity, host = 'localhost'): Connector =>
    openConnector({
      source: 'centre',
      adapter: { name: 'centre', connection: { REST: linkShape } },
      connection: restAt(`https://${host}:${port}`, { credential: 'centre' }),
      credential: { kind: 'CERTIFICATE', tls },
      now: () => performance.now(),
      createId: () => 'call',
    }).connector;

  test('is asked where somebody vouches for it, and is shown a certificate where there is one', async () => {
    expect((await pull(open(trusting))).items).toMatchObject([{ item: { number: 'unknown' } }]);
    const known = { ...trusting, certificate, key: certificateKey };
    expect((await pull(open(known))).items).toMatchObject([{ item: { number: 'known' } }]);
  });

  test.each([
    ['nobody vouches for', {}, 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that was given to another name', trusting, '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('with a certificate %s is not asked', async (_name, tls, host, detail) => {
    expect(await faultOf(pull(open(tls, host)))).toMatchObject({ kind: 'UNREACHABLE', detail });
  });
});

/** A server that speaks TLS with the test's certificate, or null where the server is not the test's own to set up. */
const withTls = async (server: TestPostgres, directory: string): Promise<string | null> => {
  if (server.kind !== 'READY' || process.env['DATABASE_URL']) return null;
  const url = await server.createDatabase();
  const owner = process.getuid?.() === 0 ? 'postgres' : null;
  for (const [name, text] of [
    ['server.crt', certificate],
    ['server.key', certificateKey],
  ] as const) {
    const file = join(directory, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (owner)
      chownSync(file, Number(execFileSync('id', ['-u', owner])), Number(execFileSync('id', ['-g', owner])));
  }
  chmodSync(directory, 0o755);
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`alter system set ssl_cert_file = '${join(directory, 'server.crt')}'`);
  await client.query(`alter system set ssl_key_file = '${join(directory, 'server.key')}'`);
  await client.query('alter system set ssl = on');
  await client.query('select pg_reload_conf()');
  await client.end();
  return url;
};

const directory = mkdtempSync(join(tmpdir(), 'hub-tls-'));
const server: TestPostgres = await openPostgres();
const url = await withTls(server, directory);
if (url === null) console.warn('no PostgreSQL of the test’s own, so TLS to a register is not tested');

describe.skipIf(url === null)("a register's PostgreSQL over TLS", () => {
  afterAll(async () => {
    if (server.kind === 'READY') await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = (tls: TransportSecurity, host = 'localhost', mostBytes = 1_000_000): Connector => {
    const { username: user, password } = new URL(url ?? '');
    const query = `select n as number, n as changed, (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as secret,
      repeat('x', 2000) as note from generate_series(1, 100) n`;
    return openConnector({
      source: 'housing',
      adapter: {
        name: 'housing',
        connection: { POSTGRESQL: { query, cursorColumn: 'changed', idColumn: 'number' } },
      },
      connection: postgresqlAt(url ?? '', { host, tls: true, credential: 'housing', mostBytes }),
      credential: { kind: 'PASSWORD', user, password, tls },
      now: () => performance.now(),
      createId: () => 'call',
    }).connector;
  };

  test('is read where somebody vouches for it', async () => {
    const { items } = await pull(open(trusting));
    expect(items).toHaveLength(100);
    expect(items[0]).toMatchObject({ item: { secret: 't' } });
  });

  test('is cut at its limit there too', async () => {
    expect((await faultOf(pull(open(trusting, 'localhost', 100_000)))).kind).toBe('TOO_LARGE');
  });

  test.each([
    ['nobody vouches for', {}, 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that was given to another name', trusting, '127.0.0.1', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('with a certificate %s is not read', async (_name, tls, host, detail) => {
    expect(await faultOf(pull(open(tls, host)))).toMatchObject({ kind: 'UNREACHABLE', detail });
  });
});
