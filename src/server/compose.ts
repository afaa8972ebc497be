import { createEventSigner, type EventSigner } from '../access/event-signer.ts';
import { createPairwiseIds, type PairwiseIds } from '../access/pairwise-id.ts';
import type { PolicySnapshot } from '../access/policy-snapshot.ts';
import { postEvent } from '../access/post-event.ts';
import type { RegisteredDocuments } from '../access/registered-documents.ts';
import { issuerOf } from '../access/registry.ts';
import { createRevocations, type Revocations } from '../access/revocations.ts';
import type { TokenVerifier } from '../access/token-verifier.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { createSealer } from '../audit/sealer.ts';
import { createTripwire } from '../audit/tripwire.ts';
import type { Agreement } from '../domain/agreement.ts';
import { localDateOf } from '../domain/local-date.ts';
import { type AccessEvaluations, createAccessEvaluations } from '../graph/access-evaluations.ts';
import { createAccessPlans } from '../graph/access-plans.ts';
import { createExtractCopies, type ExtractCopies } from '../graph/extract-copies.ts';
import { createStandings } from '../graph/standings.ts';
import { awaitKept } from '../records/await-kept.ts';
import { createEmergencies } from '../records/emergencies.ts';
import { createEndedConsents } from '../records/ended-consents.ts';
import { createPersonSearch } from '../records/person-search.ts';
import { createRowLoader } from '../records/row-loader.ts';
import type { StatisticsReleases } from '../records/statistics-releases.ts';
import { createUntriagedWarning } from '../records/untriaged-observations.ts';
import { sweepAssistedSessions } from '../store/assisted-session-store.ts';
import { countConsentActs } from '../store/ended-consent-store.ts';
import { sweepInPersonSessions } from '../store/in-person-session-store.ts';
import { raiseOverdueAlerts } from '../store/overdue-store.ts';
import { sweepRetention } from '../store/retention-store.ts';
import { sweepDeliveries } from '../store/webhook-store.ts';
import { beginDuties } from './begin-duties.ts';
import type { Configuration } from './configuration.ts';
import { faultOf } from './fault-of.ts';
import { loadDocuments } from './load-documents.ts';
import { openAccess, openTrustedIssuers, type TrustedIssuers } from './open-access.ts';
import { type Core, openCore, type World } from './open-core.ts';
import { openExecution } from './open-execution.ts';
import { openExtracts } from './open-extracts.ts';
import { openHeads } from './open-heads.ts';
import { openPart, type Part } from './open-part.ts';
import { openPolicy } from './open-policy.ts';
import { openServices } from './open-services.ts';
import { openStatistics } from './open-statistics.ts';
import { createPulling, type Pulling } from './pulling.ts';
import { runsCore } from './runs-core.ts';
import { createStreams, type Streams } from './streams.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** A hub that answers operations. */
export interface Hub extends Core, Part {
  readonly verifier: TokenVerifier;
  readonly revocations: Revocations;
  readonly pairwise: PairwiseIds;
  readonly accessEvaluations: AccessEvaluations;
  /** Every open subscription; the timer looks twice a second for what is new. */
  readonly streams: Streams;
  /** Rings agencies' addresses; the timer does it every second. */
  readonly webhooks: Webhooks;
  readonly eventSigner: EventSigner;
  /** Seals what the log holds now; the timer does it every second. */
  readonly seal: () => Promise<number>;
  /** Tells those who must know what the sealed log holds; the timer does it every second. */
  readonly watch: () => Promise<void>;
  /** Erases what is over, and tells of what is overdue; the timer does it every hour. */
  readonly sweep: () => Promise<number>;
  /** The only operations that run, or null where every one does that a purpose is registered for. */
  readonly documents: RegisteredDocuments | null;
  /** Fetches what is new in the sources that the hub asks itself. */
  readonly pulling: Pulling;
  /** What is agreed, as this process knows it. */
  readonly policy: PolicySnapshot;
  /** What statistics are answered from. */
  readonly releases: StatisticsReleases;
  /** Copies of extracts, with their lines in the log. */
  readonly extractCopies: ExtractCopies;
}

/** A receiver says that it has it, and works on it afterwards. */
const receiverMilliseconds = 10_000;
/** Longer than a consent's end can be owed and replayed. */
const deliveryDays = 60;
const policyMilliseconds = 1000;

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
  const { configuration, registry, graph, database, secrets, journal } = core;
  const { policy, agreements, agreementsAt } = await openPolicy(core, world);
  const documents = loadDocuments(configuration, registry, graph.schema);
  const today = (): string => localDateOf(world.clock(), registry.timeZone);

  const pairwise = createPairwiseIds({
    masterKeys: secrets.pairwise.keys,
    current: secrets.pairwise.current,
  });
  const inForce = (): readonly Agreement[] =>
    policy
      .current()
      .agreements.filter(
        (each) => each.validFrom <= today() && (each.validUntil === null || today() < each.validUntil),
      );
  const standings = { registry, catalogue: graph.catalogue, policy: policy.current, today };
  const standingOf = createStandings({ ...standings, kept: 1000 });
  const plannedStandingOf = createStandings({ ...standings, kept: 50 });
  const loadRows = createRowLoader(database, today, world.clock);
  const accessPlans = createAccessPlans({
    graph,
    registry,
    agreements: () => policy.current().agreements,
    rulesetOf: (caller) => standingOf(caller)?.ruleset ?? null,
    plannedRulesetOf: (caller) => plannedStandingOf(caller)?.ruleset ?? null,
    today,
  });
  const audit = createAuditLog(database);
  const revocations = createRevocations({ database, clock: world.clock });
  const { clock, createId } = world;
  const acting = { database, timeZone: registry.timeZone, today, clock, createId };
  const endedConsents = createEndedConsents({ ...acting, agencies: registry.agencies });
  const warnOfUntriaged = createUntriagedWarning(acting);
  const emergencies = createEmergencies({
    ...{ database, timeZone: registry.timeZone, clock, createId },
    seek: createPersonSearch(database, secrets.hashing).seek,
    agreements: inForce,
  });
  const { releases, statistics, projectIndicators } = openStatistics(core, world, {
    inForce,
    version: () => policy.current().version,
  });
  const { extracts, downloads } = openExtracts(core, world, {
    ...{ pairwise, loadRows, inForce, today, newestRelease: releases.newest },
  });
  const services = openServices({
    core,
    world,
    audit,
    pairwise,
    policy,
    agreements,
    agreementsAt,
    accessPlans,
    revocations,
    loadRows,
    endedConsents,
    emergencies,
    statistics,
    projectIndicators,
    extracts,
    inForce,
    today,
  });

  const isCore = runsCore(configuration);
  const heads = await openHeads(configuration);
  const { d: _private, ...publicKey } = secrets.signing;
  const sealer = createSealer({
    database,
    signingKey: secrets.signing,
    publicKey,
    keyId: secrets.signing.kid ?? '',
    heads,
    clock: world.clock,
    onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'the log could not be sealed'),
  });

  const { executing, judging } = openExecution({
    ...{ core, world, audit, pairwise, policy, standingOf, services, loadRows },
    keepJournal: isCore ? journal.keep : awaitKept(database, world.timer),
  });
  const executeWhole = executing(graph.schema);
  const part = openPart(core, world, { executing, judging, executeWhole });

  const streams = createStreams({
    ...{ execute: executeWhole, changes: services.changes, endedConsents },
    consentActs: async () => await countConsentActs(database),
    now: () => performance.now(),
    onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'a stream broke'),
  });

  const eventSigner = createEventSigner(secrets.receipts);
  const webhooks = createWebhooks({
    ...{ database, execute: executeWhole, changes: services.changes, clock, signer: eventSigner },
    agencies: registry.agencies,
    issuerOf: (agency) => issuerOf(registry, agency),
    consentActs: async () => await countConsentActs(database),
    isDisabled: async (issuer) =>
      await revocations.isRevoked(issuer, 'webhook', Math.floor(clock().getTime() / 1000)),
    post: async (url, message) =>
      await postEvent(url, message, {
        allowsLoopback: configuration.profile === 'demo',
        deadlineMilliseconds: receiverMilliseconds,
      }),
    publicUrl: configuration.publicUrl,
    random: Math.random,
    onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'webhooks could not be rung'),
  });

  const tripwire = createTripwire({
    database,
    createId: world.createId,
    onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'the log could not be watched'),
    controllersFor: (agency) => [
      ...new Set(inForce().flatMap((each) => (each.recipient === agency ? [each.controller] : []))),
    ],
  });
  const sweep = async (): Promise<number> => {
    await endedConsents.tellOverdue();
    await emergencies.tellOverdue();
    await sweepAssistedSessions(database, world.clock(), today());
    await sweepInPersonSessions(database, world.clock());
    await warnOfUntriaged();
    await sweepDeliveries(database, new Date(world.clock().getTime() - deliveryDays * 86_400_000));
    const erased = await sweepRetention(database, today(), world.clock());
    await raiseOverdueAlerts(database, today(), world.clock());
    return erased;
  };
  if (isCore) {
    await sweep();
    await journal.keep();
  }
  await revocations.refresh();
  const access = openAccess(core, issuers, revocations, world);
  const pulling = createPulling(core, world);
  policy.start(policyMilliseconds);
  const tidy = async (): Promise<void> => {
    await sweep();
    await releases.drawDue();
    if (configuration.database.kind === 'PGLITE') await database.analyze();
  };
  const endDuties = isCore
    ? beginDuties({ ...{ pulling, sealer, tripwire, streams, webhooks, journal }, tidy }, world)
    : null;

  return {
    ...core,
    verifier: access.verifier,
    revocations,
    ...part,
    streams,
    webhooks,
    eventSigner,
    accessEvaluations: createAccessEvaluations({
      accessPlans,
      audit,
      policyVersion: () => policy.current().version,
      clock: world.clock,
    }),
    extractCopies: createExtractCopies({
      ...{ downloads, audit, pairwise, clock, freshPolicy: async () => await policy.fresh(null) },
      agencies: registry.agencies,
      policyVersion: () => policy.current().version,
    }),
    pairwise,
    documents,
    pulling,
    policy,
    releases,
    seal: sealer.sealOnce,
    watch: tripwire.catchUp,
    sweep,
    close: async () => {
      await endDuties?.();
      await access.close();
      await policy.stop();
      await sealer.stop();
      if (isCore) await sealer.sealOnce().catch(() => 0);
      await heads.close();
      await core.close();
    },
  };
};
