import type { EntityManager } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as PgliteOrm } from '@mikro-orm/pglite';
import { MikroORM as PostgresOrm, type SqlEntityManager } from '@mikro-orm/postgresql';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { askForPlan, createKeptPlans } from './kept-plans.ts';
import { Agreements } from './migrations/agreements.ts';
import { AssistedSessions } from './migrations/assisted-sessions.ts';
import { ConflictsAndAlerts } from './migrations/conflicts-and-alerts.ts';
import { ConsentEvidence } from './migrations/consent-evidence.ts';
import { ConsentsByRecipient } from './migrations/consents-by-recipient.ts';
import { DeclaredSince } from './migrations/declared-since.ts';
import { EmergencyAccesses } from './migrations/emergency-accesses.ts';
import { EndedConsents } from './migrations/ended-consents.ts';
import { Events } from './migrations/events.ts';
import { Extracts } from './migrations/extracts.ts';
import { FirstSlice } from './migrations/first-slice.ts';
import { Guardianships } from './migrations/guardianships.ts';
import { HouseholdDecisions } from './migrations/household-decisions.ts';
import { InPersonSessions } from './migrations/in-person-sessions.ts';
import { IntakeFindings } from './migrations/intake-findings.ts';
import { IntakeQueues } from './migrations/intake-queues.ts';
import { Journal } from './migrations/journal.ts';
import { LiftedRights } from './migrations/lifted-rights.ts';
import { LinkDecisions } from './migrations/link-decisions.ts';
import { LinkModels } from './migrations/link-models.ts';
import { MarksOfOnePerson } from './migrations/marks-of-one-person.ts';
import { MatterEndings } from './migrations/matter-endings.ts';
import { Matters } from './migrations/matters.ts';
import { ObjectBudget } from './migrations/object-budget.ts';
import { OpenRelationships } from './migrations/open-relationships.ts';
import { OwnLog } from './migrations/own-log.ts';
import { ProtectedPersons } from './migrations/protected-persons.ts';
import { ProtectiveBases } from './migrations/protective-bases.ts';
import { ReferencedRecords } from './migrations/referenced-records.ts';
import { Referrals } from './migrations/referrals.ts';
import { RequestIndex } from './migrations/request-index.ts';
import { RevocationMigration } from './migrations/revocation.ts';
import { RightsOfPersons } from './migrations/rights-of-persons.ts';
import { SealedActs } from './migrations/sealed-acts.ts';
import { Statistics } from './migrations/statistics.ts';
import { VersionInCompartment } from './migrations/version-in-compartment.ts';
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
      migrationsList: [
        { name: 'first-slice', class: FirstSlice },
        { name: 'second-conflicts-and-alerts', class: ConflictsAndAlerts },
        { name: 'open-relationships', class: OpenRelationships },
        { name: 'referrals', class: Referrals },
        { name: 'object-budget', class: ObjectBudget },
        { name: 'request-index', class: RequestIndex },
        { name: 'revocation', class: RevocationMigration },
        { name: 'agreements', class: Agreements },
        { name: 'version-in-compartment', class: VersionInCompartment },
        { name: 'consents-by-recipient', class: ConsentsByRecipient },
        { name: 'declared-since', class: DeclaredSince },
        { name: 'own-log', class: OwnLog },
        { name: 'guardianships', class: Guardianships },
        { name: 'ended-consents', class: EndedConsents },
        { name: 'matters', class: Matters },
        { name: 'consent-evidence', class: ConsentEvidence },
        { name: 'emergency-accesses', class: EmergencyAccesses },
        { name: 'rights-of-persons', class: RightsOfPersons },
        { name: 'assisted-sessions', class: AssistedSessions },
        { name: 'journal', class: Journal },
        { name: 'protected-persons', class: ProtectedPersons },
        { name: 'referenced-records', class: ReferencedRecords },
        { name: 'lifted-rights', class: LiftedRights },
        { name: 'sealed-acts', class: SealedActs },
        { name: 'in-person-sessions', class: InPersonSessions },
        { name: 'matter-endings', class: MatterEndings },
        { name: 'protective-bases', class: ProtectiveBases },
        { name: 'marks-of-one-person', class: MarksOfOnePerson },
        { name: 'intake-findings', class: IntakeFindings },
        { name: 'link-decisions', class: LinkDecisions },
        { name: 'link-models', class: LinkModels },
        { name: 'household-decisions', class: HouseholdDecisions },
        { name: 'intake-queues', class: IntakeQueues },
        { name: 'events', class: Events },
        { name: 'statistics', class: Statistics },
        { name: 'extracts', class: Extracts },
      ],
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
        role: 'hub_reader',
        variables: { 'hub.agencies': [...agencies].sort().join(','), ...settings },
      },
    } as never);
  const readAs: Database['readAs'] = async (agencies, sql, parameters) =>
    await reading(agencies, {}, async (inner) => await inner.execute(sql, [...parameters]));
  // Otherwise the first runs on each connection would be planned for their own values.
  const asKept = { plan_cache_mode: 'force_generic_plan' };

  return {
    connections: location.kind === 'PGLITE' ? 1 : location.connections,
    readAs: (agencies, sql, parameters) => guarded(async () => await readAs(agencies, sql, parameters)),
    readKeptAs: <Row>(agencies: readonly string[], sql: string, parameters: readonly unknown[]) =>
      guarded(
        async () =>
          await keptPlans.run<Row>(sql, {
            execute: async ({ execute }) =>
              await reading(agencies, asKept, async (inner) => await inner.execute(execute, [...parameters])),
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
