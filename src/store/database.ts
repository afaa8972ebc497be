import type { EntityManager } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PgliteOrm } from '@mikro-orm/pglite';
import { MikroORM as PostgresOrm, type SqlEntityManager } from '@mikro-orm/postgresql';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { askForPlan, createKeptPlans } from './kept-plans.ts';
import { migrationList } from './migration-list.ts';
import { createOneTrip } from './one-trip.ts';
import { guarded } from './storage-fault.ts';
import { tables } from './tables.ts';

/** Where the store is: PostgreSQL in the process, in a directory or in memory, or a server. */
export type DatabaseLocation =
  | {
      readonly kind: 'PGLITE';
      readonly directory: string | null;
      /** PGlite's own kind of file system, in memory, where one is there already: a new cluster takes seconds to make. */
      readonly files?: object;
    }
  | { readonly kind: 'POSTGRESQL'; readonly url: string; readonly connections: number };

export interface DatabaseOptions {
  /** Told each SQL statement, without its values. */
  readonly onStatement?: (sql: string) => void;
  /** Whether the tables are brought up to date by somebody else: then this only looks whether they are. */
  readonly isPrepared?: boolean;
}

/** A transaction: everything inside it must go through it. On PGlite a query beside it would wait for ever. */
export interface Transaction {
  readonly query: <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;
  readonly insert: <Row extends object>(
    table: (typeof tables)[number],
    rows: readonly Row[],
  ) => Promise<void>;
  /** A part that is undone by itself where it throws; what was locked in it is let go of then as well. */
  readonly savepoint: <Result>(work: (part: Transaction) => Promise<Result>) => Promise<Result>;
}

/** The store's two doors: reads under the second net, and transactions. */
export interface Database {
  /** How many reads can run at once: what the batching loader flushes by. */
  readonly connections: number;
  /** One statement as the reader's role, restricted to what these agencies can reach at all. */
  readonly readAs: <Row>(
    agencies: readonly string[],
    sql: string,
    parameters: readonly unknown[],
  ) => Promise<Row[]>;
  /** The same for a long statement that is asked all the time: each connection plans it once. */
  readonly readKeptAs: Database['readAs'];
  readonly query: <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;
  readonly transaction: <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>;
  /**
   * Lets the planner count what the tables hold. After a load, because a plan made for empty tables costs thirty times as
   * much on a town's; and from time to time in the embedded store, where no autovacuum does it (PostgreSQL's manual, 14.4.4).
   */
  readonly analyze: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The role that reads for agencies, under the second net. */
const reader = 'hub_reader';

const agenciesOf = (agencies: readonly string[]) => ({ 'hub.agencies': [...agencies].sort().join(',') });

const transactionOf = (manager: SqlEntityManager): Transaction => ({
  query: async (sql, parameters = []) => await manager.execute(sql, [...parameters]),
  insert: async (table, rows) => {
    if (rows.length > 0) await manager.insertMany(table as never, rows as never);
  },
  savepoint: async (work) =>
    await manager.transactional(async (inner) => await work(transactionOf(inner as SqlEntityManager))),
});

/**
 * Opens the store and brings its tables up to date.
 *
 * @throws whatever the driver throws where the store cannot be opened.
 */
export const openDatabase = async (
  location: DatabaseLocation,
  options: DatabaseOptions = {},
): Promise<Database> => {
  const keptPlans = createKeptPlans();
  const shared = {
    entities: tables,
    extensions: [Migrator],
    migrations: {
      migrationsList: [...migrationList],
      snapshot: false,
      silent: true,
    },
    discovery: { warnWhenNoEntities: false },
    onQuery: (sql: string) => {
      const statement = keptPlans.statementOf(sql);
      if (statement !== null) options.onStatement?.(statement);
      return sql;
    },
  };
  const orm =
    location.kind === 'PGLITE'
      ? await PgliteOrm.init({
          ...shared,
          dbName: location.directory ?? 'memory://',
          ...(location.files ? { driverOptions: () => ({ fs: location.files }) } : {}),
        } as never)
      : await PostgresOrm.init({
          ...shared,
          clientUrl: location.url,
          pool: { min: 1, max: location.connections },
        } as never);
  const { migrator } = orm as unknown as {
    migrator: { up: () => Promise<unknown>; getPending: () => Promise<readonly unknown[]> };
  };
  if (!options.isPrepared) await migrator.up();
  else if ((await migrator.getPending()).length > 0) {
    await orm.close(true);
    throw new ConfigurationError(
      'DATABASE_URL: the tables are not those of this version. `npm run hub -- split prepare` makes them so.',
    );
  }
  const manager = (): SqlEntityManager => (orm.em as EntityManager).fork() as SqlEntityManager;

  /** A transaction that only reads, as the reader's role, restricted to what these agencies can reach at all. */
  const reading = async <Row>(
    agencies: readonly string[],
    settings: Readonly<Record<string, string>>,
    work: (inner: SqlEntityManager) => Promise<Row[]>,
  ): Promise<Row[]> =>
    await manager().transactional(async (inner) => await work(inner as SqlEntityManager), {
      readOnly: true,
      sessionContext: {
        role: reader,
        variables: { ...agenciesOf(agencies), ...settings },
      },
    } as never);
  const readAs: Database['readAs'] = async (agencies, sql, parameters) =>
    await reading(agencies, {}, async (inner) => await inner.execute(sql, [...parameters]));
  // Otherwise the first runs on each connection would be planned for their own values.
  const asKept = { plan_cache_mode: 'force_generic_plan' };
  // The embedded store has no round trips to save, and takes no message of several statements with rows.
  const oneTrip =
    location.kind === 'PGLITE'
      ? null
      : createOneTrip(await (orm as PostgresOrm).em.getConnection().getNativeClient(), reader);
  const runKept = async <Row>(
    agencies: readonly string[],
    execute: string,
    parameters: readonly unknown[],
  ): Promise<Row[]> => {
    if (oneTrip === null) {
      return await reading(agencies, asKept, async (inner) => await inner.execute(execute, [...parameters]));
    }
    shared.onQuery(execute);
    return await oneTrip.read({ ...agenciesOf(agencies), ...asKept }, execute, parameters);
  };

  return {
    connections: location.kind === 'PGLITE' ? 1 : location.connections,
    readAs: (agencies, sql, parameters) => guarded(async () => await readAs(agencies, sql, parameters)),
    readKeptAs: <Row>(agencies: readonly string[], sql: string, parameters: readonly unknown[]) =>
      guarded(
        async () =>
          await keptPlans.run<Row>(sql, {
            execute: async ({ execute }) => await runKept(agencies, execute, parameters),
            tellAndExecute: async ({ name, prepare, execute }) =>
              await reading(agencies, asKept, async (inner) => {
                const [known] = await inner.execute<{ old: boolean }[]>(askForPlan, [name]);
                if (known?.old) await inner.execute(`deallocate ${name}`);
                if (!known || known.old) await inner.execute(prepare);
                return await inner.execute(execute, [...parameters]);
              }),
            plainly: async () => await readAs(agencies, sql, parameters),
          }),
      ),
    query: (sql, parameters = []) => guarded(async () => await manager().execute(sql, [...parameters])),
    transaction: (work) =>
      guarded(
        async () =>
          await manager().transactional(
            async (inner) => await work(transactionOf(inner as SqlEntityManager)),
          ),
      ),
    analyze: async () => {
      await guarded(async () => {
        // The hub's own tables alone: the server's hundreds take ten times as long, and are the server's business.
        const [own] = await manager().execute<{ tables: string | null }[]>(
          `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables where schemaname = current_schema()`,
        );
        if (own?.tables) await manager().execute(`analyze ${own.tables}`);
      });
    },
    close: async () => await orm.close(true),
  };
};
