import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { policyVersion } from '../access/agreement-file.ts';
import { createCursors } from '../access/cursor.ts';
import { createPairwiseIds } from '../access/pairwise-id.ts';
import { reachOf } from '../access/reach.ts';
import { issuerOf } from '../access/registry.ts';
import { createRevocations, type Revocations } from '../access/revocations.ts';
import type { TokenVerifier } from '../access/token-verifier.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { openFileHeadStore } from '../audit/head-store.ts';
import { createSealer } from '../audit/sealer.ts';
import type { Agreement } from '../domain/agreement.ts';
import { localDateOf } from '../domain/local-date.ts';
import { createCompiledOperations } from '../graph/compiled-operations.ts';
import { createRequestContext } from '../graph/create-request-context.ts';
import { createExecution } from '../graph/execute-operation.ts';
import { createStandings } from '../graph/standings.ts';
import type { OperationPlan } from '../policy/operation-plan.ts';
import { createConsents } from '../records/consents.ts';
import { createDeclaredLimit } from '../records/declared-limit.ts';
import { createHouseholdList } from '../records/household-list.ts';
import { createPersonSearch } from '../records/person-search.ts';
import { createPopulationCounts } from '../records/population-counts.ts';
import { createPushes } from '../records/pushes.ts';
import { createRelationships } from '../records/relationships.ts';
import { createRowLoader } from '../records/row-loader.ts';
import { createTokenRevocation } from '../records/token-revocation.ts';
import { replaceReach } from '../store/reach-store.ts';
import { sweepRetention } from '../store/record-store.ts';
import { type Configuration, readSetting } from './configuration.ts';
import { faultOf } from './fault-of.ts';
import { openAccess, openTrustedIssuers, type TrustedIssuers } from './open-access.ts';
import { type Core, openCore, type World } from './open-core.ts';

/** A hub that answers operations. */
export interface Hub extends Core {
  readonly verifier: TokenVerifier;
  readonly revocations: Revocations;
  readonly execute: ReturnType<typeof createExecution>;
  /** Seals what the log holds now; the timer does it every second. */
  readonly seal: () => Promise<number>;
  readonly sweep: () => Promise<number>;
  readonly policyVersion: string;
}

const sealMilliseconds = 1000;
const sweepMilliseconds = 3_600_000;

/** Opens a hub: the composition root. */
export const openHub = async (configuration: Configuration, world: World): Promise<Hub> => {
  // Before the store: a hub that may not start with these keys touches nothing.
  const issuers = await openTrustedIssuers(configuration, world);
  const core = await openCore(configuration, world);
  try {
    return await openOver(core, issuers, world);
  } catch (error) {
    await core.close();
    throw error;
  }
};

const openOver = async (core: Core, issuers: TrustedIssuers, world: World): Promise<Hub> => {
  const { configuration, registry, agreements, graph, database, secrets } = core;
  await replaceReach(database, reachOf(graph.catalogue, registry.sources.values(), agreements));
  const today = (): string => localDateOf(world.clock(), registry.timeZone);
  const version = policyVersion(agreements, readSetting('HUB_AGENCIES', configuration.agenciesFile));

  const pairwise = createPairwiseIds({
    masterKeys: secrets.pairwise.keys,
    current: secrets.pairwise.current,
  });
  const cursors = createCursors(pairwise, secrets.cursor);
  const inForce = (): readonly Agreement[] =>
    agreements.filter(
      (each) => each.validFrom <= today() && (each.validUntil === null || today() < each.validUntil),
    );
  const audit = createAuditLog(database);
  const revocations = createRevocations({ database, clock: world.clock });
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
    tokenRevocation: createTokenRevocation({
      revocations,
      audit,
      issuerOf: (agency) => issuerOf(registry, agency),
      clock: world.clock,
      createId: world.createId,
    }),
    sources: [...registry.sources.values()],
  };

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
  await revocations.refresh();
  const access = openAccess(core, issuers, revocations, world);
  sealer.start(sealMilliseconds);
  const sweeping = setInterval(() => {
    sweep().catch((error: unknown) =>
      world.logger.error({ fault: faultOf(error) }, 'retention could not be swept'),
    );
  }, sweepMilliseconds);
  sweeping.unref();

  return {
    ...core,
    verifier: access.verifier,
    revocations,
    execute,
    policyVersion: version,
    seal: sealer.sealOnce,
    sweep,
    close: async () => {
      clearInterval(sweeping);
      await access.close();
      await sealer.stop();
      await sealer.sealOnce().catch(() => 0);
      await heads.close();
      await core.close();
    },
  };
};
