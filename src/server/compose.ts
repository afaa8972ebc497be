import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { policyVersion, readAgreements } from '../access/agreement-file.ts';
import { createCursors } from '../access/cursor.ts';
import { type DemoKeys, openDemoKeys } from '../access/demo-keys.ts';
import { createPairwiseIds } from '../access/pairwise-id.ts';
import { reachOf } from '../access/reach.ts';
import { type Registry, readRegistry } from '../access/registry.ts';
import { openDemoSecrets, readSecrets, type Secrets } from '../access/secrets.ts';
import { createTokenVerifier, type TokenVerifier } from '../access/token-verifier.ts';
import { openIssuers, type TrustedIssuer } from '../access/trusted-issuer.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { openFileHeadStore } from '../audit/head-store.ts';
import { createSealer } from '../audit/sealer.ts';
import type { Adapter } from '../domain/adapter.ts';
import type { Agreement } from '../domain/agreement.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { localDateOf } from '../domain/local-date.ts';
import { purposes } from '../domain/purpose.ts';
import { assembleGraph, type Graph } from '../graph/assemble-graph.ts';
import { createCompiledOperations } from '../graph/compiled-operations.ts';
import { createRequestContext } from '../graph/create-request-context.ts';
import { createExecution } from '../graph/execute-operation.ts';
import { createStandings } from '../graph/standings.ts';
import { checkNationalId, hashNationalId } from '../identity/national-id.ts';
import type { OperationPlan } from '../policy/operation-plan.ts';
import { createConsents } from '../records/consents.ts';
import { createDeclaredLimit } from '../records/declared-limit.ts';
import { createHouseholdList } from '../records/household-list.ts';
import { createIntake, type Intake } from '../records/intake.ts';
import { createPersonSearch } from '../records/person-search.ts';
import { createPopulationCounts } from '../records/population-counts.ts';
import { createPushes } from '../records/pushes.ts';
import { createRelationships } from '../records/relationships.ts';
import { createRowLoader } from '../records/row-loader.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../store/database.ts';
import { replaceReach } from '../store/reach-store.ts';
import { sweepRetention } from '../store/record-store.ts';
import { type StoreLock, takeStoreLock } from '../store/store-lock.ts';
import { type Configuration, projectFile, readSetting } from './configuration.ts';

/** What the hub takes from the world besides its configuration. */
export interface World {
  readonly clock: () => Date;
  readonly createId: () => string;
  readonly logger: Logger;
  readonly pid: number;
  readonly onStatement?: DatabaseOptions['onStatement'];
}

/** What both the server and the commands stand on. */
export interface Core {
  readonly configuration: Configuration;
  readonly registry: Registry;
  readonly agreements: readonly Agreement[];
  readonly graph: Graph;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly intake: Intake;
  readonly close: () => Promise<void>;
}

/** A hub that answers operations. */
export interface Hub extends Core {
  readonly verifier: TokenVerifier;
  readonly execute: ReturnType<typeof createExecution>;
  /** Seals what the log holds now; the timer does it every second. */
  readonly seal: () => Promise<number>;
  readonly sweep: () => Promise<number>;
  readonly policyVersion: string;
}

const adapters: readonly Adapter[] = [housingAdapter, centreAdapter, communityAdapter];

/** The graph of the contracts that lie under `schema/`. */
export const loadGraph = (): Graph =>
  assembleGraph(
    readFileSync(projectFile('schema', 'directives.graphql'), 'utf8'),
    adapters.map(({ name }) => ({
      name,
      sdl: readFileSync(projectFile('schema', `${name}.graphql`), 'utf8'),
    })),
  );

/** The registry that the configuration names. */
export const loadRegistry = (configuration: Configuration): { registry: Registry; text: string } => {
  const text = readSetting('HUB_AGENCIES', configuration.agenciesFile);
  return { registry: readRegistry(text, configuration.agenciesFile), text };
};

/** The demo's keys, or null where the profile is another: then nothing of them can be reached. */
export const demoKeysOf = (configuration: Configuration): DemoKeys | null =>
  configuration.profile === 'demo' ? openDemoKeys(join(configuration.dataDirectory, 'keys')) : null;

const secretsOf = async (configuration: Configuration): Promise<Secrets> =>
  configuration.secretsFile === null
    ? await openDemoSecrets(join(configuration.dataDirectory, 'keys', 'hub.json'))
    : readSecrets(configuration.secretsFile);

const lockOf = (configuration: Configuration, pid: number): StoreLock | null =>
  configuration.database.kind === 'PGLITE' && configuration.database.directory !== null
    ? takeStoreLock(configuration.dataDirectory, pid)
    : null;

/**
 * Opens the store with everything that reads and writes it. Fails, and leaves nothing open, where anything is missing.
 *
 * @throws ConfigurationError
 */
export const openCore = async (configuration: Configuration, world: World): Promise<Core> => {
  const graph = loadGraph();
  const { registry } = loadRegistry(configuration);
  const agreements = readAgreements(
    readSetting('HUB_AGREEMENTS', configuration.agreementsFile),
    configuration.agreementsFile,
    registry,
    (coordinate) => graph.catalogue.governed.get(coordinate)?.category,
  );
  const secrets = await secretsOf(configuration);
  const lock = lockOf(configuration, world.pid);
  try {
    const database = await openDatabase(
      configuration.database,
      world.onStatement ? { onStatement: world.onStatement } : {},
    );
    await replaceReach(database, reachOf(graph.catalogue, registry.sources.values(), agreements));
    const intake = createIntake({
      database,
      catalogue: graph.catalogue,
      timeZone: registry.timeZone,
      configuredCommunities: registry.localCommunities,
      hashingKey: secrets.hashing,
      clock: world.clock,
      createId: world.createId,
    });
    const close = async (): Promise<void> => {
      await database.close();
      lock?.release();
    };
    const byName = new Map(adapters.map((adapter) => [adapter.name, adapter]));
    return { configuration, registry, agreements, graph, database, secrets, adapters: byName, intake, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
};

const issuersOf = async (configuration: Configuration): Promise<ReadonlyMap<string, TrustedIssuer>> => {
  try {
    return await openIssuers(loadRegistry(configuration).registry.issuers, {
      demoKeys: demoKeysOf(configuration),
      readKeyFile: (name) => readFileSync(resolve(dirname(configuration.agenciesFile), name), 'utf8'),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError) || error.message.startsWith('HUB_AGENCIES')) throw error;
    throw new ConfigurationError(`HUB_AGENCIES: ${error.message}`);
  }
};

const sealMilliseconds = 1000;
const sweepMilliseconds = 3_600_000;

/** Opens a hub: the composition root. */
export const openHub = async (configuration: Configuration, world: World): Promise<Hub> => {
  // Before the store: a hub that may not start with these keys touches nothing.
  const issuers = await issuersOf(configuration);
  const core = await openCore(configuration, world);
  const { registry, agreements, graph, database, secrets } = core;
  const today = (): string => localDateOf(world.clock(), registry.timeZone);
  const version = policyVersion(agreements, readSetting('HUB_AGENCIES', configuration.agenciesFile));

  const verifier = createTokenVerifier({
    issuers,
    audience: configuration.audience,
    clock: world.clock,
    maxLifetimeSeconds: configuration.tokenSeconds,
    isRevoked: () => false,
    hashNationalId: (compact) => hashNationalId(compact, secrets.hashing),
    checkNationalId: (value) => {
      const check = checkNationalId(value);
      return check.ok ? check.compact : null;
    },
    purposesKnown: new Set(purposes.map((purpose) => purpose.term)),
  });

  const pairwise = createPairwiseIds({
    masterKeys: secrets.pairwise.keys,
    current: secrets.pairwise.current,
  });
  const cursors = createCursors(pairwise, secrets.cursor);
  const inForce = (): readonly Agreement[] =>
    agreements.filter(
      (each) => each.validFrom <= today() && (each.validUntil === null || today() < each.validUntil),
    );
  const services = {
    consents: createConsents({
      database,
      termsContext: () => ({
        agencies: registry.agencies,
        agreements: inForce(),
        catalogue: graph.catalogue,
        today: today(),
      }),
      clock: world.clock,
      createId: world.createId,
    }),
    search: createPersonSearch(database, secrets.hashing),
    households: createHouseholdList(database),
    population: createPopulationCounts(database, inForce),
    pushes: createPushes({
      database,
      intake: core.intake,
      adapters: core.adapters,
      timeZone: registry.timeZone,
      clock: world.clock,
    }),
    relationships: createRelationships(database),
    sources: [...registry.sources.values()],
  };

  const audit = createAuditLog(database);
  mkdirSync(configuration.headsDirectory, { recursive: true, mode: 0o700 });
  const heads = await openFileHeadStore(join(configuration.headsDirectory, 'heads.jsonl'));
  const sealer = createSealer({
    database,
    signingKey: secrets.signing,
    keyId: secrets.signing.kid ?? '',
    heads,
    clock: world.clock,
    onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'the log could not be sealed'),
  });

  const execute = createExecution({
    graph,
    operations: createCompiledOperations(graph.schema),
    audit,
    standingOf: createStandings({
      registry,
      catalogue: graph.catalogue,
      agreements,
      policyVersion: version,
      today,
    }),
    createContext: createRequestContext({
      graph,
      registry,
      services,
      pairwise,
      cursors,
      loadRows: createRowLoader(database, today),
    }),
    checkDeclared: createDeclaredLimit({ database, timeZone: registry.timeZone, clock: world.clock }),
    planCache: new LRUCache<string, OperationPlan>({ max: 5000 }),
    policyVersion: version,
    clock: world.clock,
    createReference: () => randomUUID(),
    log: { fault: (reference, error) => world.logger.error({ reference, fault: faultOf(error) }, 'fault') },
  });

  const sweep = async (): Promise<number> => await sweepRetention(database, today(), world.clock());
  await sweep();
  sealer.start(sealMilliseconds);
  const sweeping = setInterval(() => {
    sweep().catch((error: unknown) =>
      world.logger.error({ fault: faultOf(error) }, 'retention could not be swept'),
    );
  }, sweepMilliseconds);
  sweeping.unref();

  return {
    ...core,
    verifier,
    execute,
    policyVersion: version,
    seal: sealer.sealOnce,
    sweep,
    close: async () => {
      clearInterval(sweeping);
      await sealer.stop();
      await sealer.sealOnce().catch(() => 0);
      await heads.close();
      await core.close();
    },
  };
};

/** The internal half of a fault, for the log: the error's kind and place, and the hub's own internal text. */
const faultOf = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { kind: typeof error };
  // INVARIANT: a driver's message can hold the values of a statement, so it is not logged, not as the internal half of the
  // error that it caused either; the stack's places are.
  const internal = error.cause === undefined ? (error as { internal?: string }).internal : undefined;
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  return { kind: error.name, ...(internal ? { internal } : {}), places };
};
