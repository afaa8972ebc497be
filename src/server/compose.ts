import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LRUCache } from 'lru-cache';
import { createCursors } from '../access/cursor.ts';
import { createPairwiseIds } from '../access/pairwise-id.ts';
import type { PolicySnapshot } from '../access/policy-snapshot.ts';
import { createTokenVerifier, type TokenVerifier } from '../access/token-verifier.ts';
import { openIssuers, type TrustedIssuer } from '../access/trusted-issuer.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { openFileHeadStore } from '../audit/head-store.ts';
import { createSealer } from '../audit/sealer.ts';
import type { Agreement } from '../domain/agreement.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { localDateOf } from '../domain/local-date.ts';
import { purposes } from '../domain/purpose.ts';
import { createCompiledOperations } from '../graph/compiled-operations.ts';
import { createRequestContext } from '../graph/create-request-context.ts';
import { createExecution } from '../graph/execute-operation.ts';
import { createStandings } from '../graph/standings.ts';
import { checkNationalId, hashNationalId } from '../identity/national-id.ts';
import type { OperationPlan } from '../policy/operation-plan.ts';
import { createConsents } from '../records/consents.ts';
import { createDeclaredLimit } from '../records/declared-limit.ts';
import { createHouseholdList } from '../records/household-list.ts';
import { createPersonSearch } from '../records/person-search.ts';
import { createPopulationCounts } from '../records/population-counts.ts';
import { createPushes } from '../records/pushes.ts';
import { createRelationships } from '../records/relationships.ts';
import { createRowLoader } from '../records/row-loader.ts';
import { sweepRetention } from '../store/record-store.ts';
import type { Configuration } from './configuration.ts';
import { faultOf } from './fault-of.ts';
import { type Core, demoKeysOf, loadRegistry, openCore, type World } from './open-core.ts';
import { openPolicy } from './open-policy.ts';

/** A hub that answers operations. */
export interface Hub extends Core {
  readonly verifier: TokenVerifier;
  readonly execute: ReturnType<typeof createExecution>;
  /** Seals what the log holds now; the timer does it every second. */
  readonly seal: () => Promise<number>;
  readonly sweep: () => Promise<number>;
  /** What is agreed, as this process knows it. */
  readonly policy: PolicySnapshot;
}

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

const policyMilliseconds = 1000;
const sealMilliseconds = 1000;
const sweepMilliseconds = 3_600_000;

/** Opens a hub: the composition root. */
export const openHub = async (configuration: Configuration, world: World): Promise<Hub> => {
  // Before the store: a hub that may not start with these keys touches nothing.
  const issuers = await issuersOf(configuration);
  const core = await openCore(configuration, world);
  try {
    return await openOver(core, issuers, world);
  } catch (error) {
    await core.close();
    throw error;
  }
};

const openOver = async (
  core: Core,
  issuers: ReadonlyMap<string, TrustedIssuer>,
  world: World,
): Promise<Hub> => {
  const { configuration, registry, graph, database, secrets } = core;
  const { policy, agreements } = await openPolicy(core, world);
  const today = (): string => localDateOf(world.clock(), registry.timeZone);

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
    policy
      .current()
      .agreements.filter(
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
    population: createPopulationCounts({ database, agreements: inForce, catalogue: graph.catalogue }),
    pushes: createPushes({
      database,
      intake: core.intake,
      adapters: core.adapters,
      timeZone: registry.timeZone,
      clock: world.clock,
    }),
    relationships: createRelationships(database),
    agreements,
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
      policy: policy.current,
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
    freshPolicy: policy.fresh,
    clock: world.clock,
    createReference: () => randomUUID(),
    log: { fault: (reference, error) => world.logger.error({ reference, fault: faultOf(error) }, 'fault') },
  });

  const sweep = async (): Promise<number> => await sweepRetention(database, today(), world.clock());
  await sweep();
  sealer.start(sealMilliseconds);
  policy.start(policyMilliseconds);
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
    policy,
    seal: sealer.sealOnce,
    sweep,
    close: async () => {
      clearInterval(sweeping);
      policy.stop();
      await sealer.stop();
      await sealer.sealOnce().catch(() => 0);
      await heads.close();
      await core.close();
    },
  };
};
