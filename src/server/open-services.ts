import type { Agreements } from '../access/agreements.ts';
import type { PairwiseIds } from '../access/pairwise-id.ts';
import type { PolicyHistory } from '../access/policy-history.ts';
import type { PolicySnapshot } from '../access/policy-snapshot.ts';
import { createReceiptSigner } from '../access/receipt-signer.ts';
import { issuerOf } from '../access/registry.ts';
import type { Revocations } from '../access/revocations.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Agreement } from '../domain/agreement.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { AccessPlans } from '../graph/access-plans.ts';
import type { RequestContextInput } from '../graph/create-request-context.ts';
import { createAccessExplanations } from '../records/access-explanations.ts';
import { createAssistedSessions } from '../records/assisted-sessions.ts';
import { createCardCheck } from '../records/checked-card.ts';
import { createConflicts } from '../records/conflicts.ts';
import type { ConsentInput } from '../records/consent-input.ts';
import { createConsentRequests } from '../records/consent-requests.ts';
import { createConsents } from '../records/consents.ts';
import { createCorrections } from '../records/corrections.ts';
import type { Emergencies } from '../records/emergencies.ts';
import { createEmergencyGuardians } from '../records/emergency-guardians.ts';
import type { EndedConsents } from '../records/ended-consents.ts';
import type { Extracts } from '../records/extracts.ts';
import { createGuardianships } from '../records/guardianships.ts';
import { createHouseholdList } from '../records/household-list.ts';
import { createInPersonSessions } from '../records/in-person-sessions.ts';
import { createLiftings } from '../records/liftings.ts';
import { createLinkDecisions } from '../records/link-decisions.ts';
import { createLiveOwnRecords } from '../records/live-own-records.ts';
import { createMatterEndings } from '../records/matter-endings.ts';
import { createMatters } from '../records/matters.ts';
import { createMemberships } from '../records/memberships.ts';
import { createOwnFile } from '../records/own-file.ts';
import { createPersonExplanations } from '../records/person-explanations.ts';
import { createPersonSearch } from '../records/person-search.ts';
import type { ProjectIndicators } from '../records/project-indicators.ts';
import type { Projection } from '../records/projection.ts';
import { createProtectiveBases } from '../records/protective-bases.ts';
import { createPushes } from '../records/pushes.ts';
import { createQuarantineQueue } from '../records/quarantine-queue.ts';
import { createRecordedChanges } from '../records/recorded-changes.ts';
import { createRecordedConsents } from '../records/recorded-consents.ts';
import { createReferrals } from '../records/referrals.ts';
import { createRelationships } from '../records/relationships.ts';
import { createRights } from '../records/rights.ts';
import { createRivals } from '../records/rivals.ts';
import type { RowLoader } from '../records/row-loader.ts';
import { createRulesOfRequest } from '../records/rules-of-request.ts';
import { createOwnSourceQuality, createSourceQuality } from '../records/source-quality.ts';
import type { Statistics } from '../records/statistics.ts';
import { createStewardHouseholdReviews } from '../records/steward-household-reviews.ts';
import { createStewardReviews } from '../records/steward-reviews.ts';
import { createTokenRevocation } from '../records/token-revocation.ts';
import { createUndelivered } from '../records/undelivered.ts';
import { createVisibleHouseholds } from '../records/visible-households.ts';
import { createVisibleLines } from '../records/visible-lines.ts';
import { findAlerts } from '../store/alert-store.ts';
import { faultOf } from './fault-of.ts';
import { type Core, reachedOf, type World } from './open-core.ts';
import { openLiveSources } from './open-live-sources.ts';

/** What services are made of besides the core. */
export interface ServicesInput {
  readonly core: Core;
  readonly world: World;
  readonly audit: AuditLog;
  readonly pairwise: PairwiseIds;
  readonly policy: PolicySnapshot;
  readonly agreements: Agreements;
  readonly agreementsAt: PolicyHistory;
  readonly accessPlans: AccessPlans;
  readonly revocations: Revocations;
  readonly loadRows: RowLoader;
  readonly endedConsents: EndedConsents;
  readonly emergencies: Emergencies;
  readonly statistics: Statistics;
  readonly projectIndicators: ProjectIndicators;
  readonly extracts: Extracts;
  /** Agreements in force today. */
  readonly inForce: () => readonly Agreement[];
  /** Local date. */
  readonly today: () => string;
}

/** Makes what resolvers may call besides the projection: a part of the composition, and of nothing else. */
export const openServices = ({
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
}: ServicesInput): RequestContextInput['services'] => {
  const { registry, graph, database, secrets } = core;
  const consentInput: ConsentInput = {
    database,
    termsContext: () => ({
      agencies: registry.agencies,
      agreements: inForce(),
      catalogue: graph.catalogue,
      notices: registry.notices,
      today: today(),
    }),
    clock: world.clock,
    createId: world.createId,
  };
  const search = createPersonSearch(database, secrets.hashing);
  const checkCard = createCardCheck(search, secrets.hashing);
  const linesFor = (projection: Projection) => createVisibleLines(projection, graph.catalogue, database);
  return {
    accessPlans,
    accessExplanations: createAccessExplanations({
      database,
      agencies: registry.agencies,
      rulesOf: createRulesOfRequest({ catalogue: graph.catalogue, registry, agreementsAt }),
    }),
    personExplanations: createPersonExplanations({ database, loadRows, hashingKey: secrets.hashing }),
    agencies: registry.agencies,
    recordKinds: [...graph.catalogue.kinds.keys()],
    policyVersion: () => policy.current().version,
    decodeOperational: (agency: string, id: string) =>
      pairwise.decode('PERSON', id, { agency, purposeClass: 'operational' }),
    consents: createConsents({ ...consentInput, sources: [...registry.sources.values()] }),
    recordedConsents: createRecordedConsents(consentInput),
    consentRequests: createConsentRequests({ ...consentInput, timeZone: registry.timeZone }),
    guardianships: createGuardianships({
      database,
      agencies: registry.agencies,
      today,
      clock: world.clock,
      createId: world.createId,
    }),
    endedConsents,
    emergencies,
    emergencyGuardians: createEmergencyGuardians({
      ...{ database, timeZone: registry.timeZone, clock: world.clock },
      agreements: inForce,
    }),
    matters: createMatters({
      database,
      agencies: registry.agencies,
      clock: world.clock,
      createId: world.createId,
    }),
    accessRestrictions: [...core.accessRestrictions.values()].filter(({ jurisdiction }) =>
      [...registry.agencies.values()].some((agency) => agency.jurisdiction === jurisdiction),
    ),
    matterEndings: createMatterEndings({ database, clock: world.clock, today }),
    protectiveBases: createProtectiveBases({
      database,
      agencies: registry.agencies,
      legalBases: core.legalBases,
      catalogue: graph.catalogue,
      clock: world.clock,
      createId: world.createId,
    }),
    ownFile: createOwnFile({
      database,
      timeZone: registry.timeZone,
      catalogue: graph.catalogue,
      ages: core.counsellingAges,
      today,
      policy: () => ({
        agreements: inForce(),
        agencies: registry.agencies,
        catalogue: graph.catalogue,
        sources: [...registry.sources.values()],
      }),
      fillOwn: createLiveOwnRecords(openLiveSources(core, world)),
      signReceipt: createReceiptSigner(secrets.receipts),
      receiptContext: () => ({
        agencies: registry.agencies,
        operator: registry.operator,
        notices: registry.notices,
        sources: [...registry.sources.values()],
        catalogue: graph.catalogue,
        today: today(),
      }),
    }),
    liftings: createLiftings({ database, clock: world.clock }),
    rights: createRights({
      database,
      agencies: registry.agencies,
      catalogue: graph.catalogue,
      sources: [...registry.sources.values()],
      inForce,
      today,
      clock: world.clock,
      hashingKey: secrets.hashing,
      createId: world.createId,
    }),
    corrections: createCorrections({
      database,
      catalogue: graph.catalogue,
      clock: world.clock,
      timeZone: registry.timeZone,
    }),
    noticeAddress: (controller, version) =>
      registry.notices.find((notice) => notice.version === version && notice.controllers.includes(controller))
        ?.address ?? null,
    today,
    dayOf: (instant) => localDateOf(instant, registry.timeZone),
    search,
    assistedSessions: createAssistedSessions({
      database,
      checkCard,
      timeZone: registry.timeZone,
      today,
      clock: world.clock,
      createId: world.createId,
    }),
    inPersonSessions: createInPersonSessions({
      database,
      checkCard,
      timeZone: registry.timeZone,
      today,
      clock: world.clock,
      createId: world.createId,
    }),
    households: createHouseholdList(database),
    statistics,
    projectIndicators,
    extracts,
    sourceQuality: createOwnSourceQuality(
      createSourceQuality({
        readAs: (controller) => async (sql, parameters) =>
          await database.readAs([controller], sql, parameters),
        catalogue: graph.catalogue,
        adapters: core.adapters,
      }),
      registry.sources,
    ),
    linkDecisions: createLinkDecisions({
      ...{ database, clock: world.clock, createId: world.createId, hashingKey: secrets.hashing },
    }),
    memberships: createMemberships(database, registry.timeZone),
    stewardReviews: createStewardReviews(database, core.scoring, secrets.hashing),
    stewardHouseholdReviews: createStewardHouseholdReviews(database),
    linesFor,
    householdsFor: (projection) => createVisibleHouseholds(projection, graph.catalogue, linesFor(projection)),
    pushes: createPushes({
      database,
      reception: core.reception,
      adapters: core.adapters,
      timeZone: registry.timeZone,
      clock: world.clock,
      reached: reachedOf(world),
      onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'an item could not be translated'),
    }),
    rivals: createRivals(database),
    changes: createRecordedChanges(database),
    undelivered: createUndelivered({ database, agencies: registry.agencies, clock: world.clock }),
    quarantineQueue: createQuarantineQueue({
      ...{ database, reception: core.reception, quarantine: core.quarantine, adapters: core.adapters },
      ...{ sources: registry.sources, timeZone: registry.timeZone, clock: world.clock },
      onFault: (error) => world.logger.error({ fault: faultOf(error) }, 'an item could not be translated'),
    }),
    relationships: createRelationships(database),
    conflicts: createConflicts({ database, hashingKey: secrets.hashing, clock: world.clock }),
    alerts: async (question) => await findAlerts(database, question),
    referrals: createReferrals({
      database,
      agencies: registry.agencies,
      today,
      clock: world.clock,
      createId: world.createId,
    }),
    words: {
      languages: core.languages,
      agencies: registry.agencies,
      municipalityNames: registry.municipalityNames,
      legalBases: core.legalBases,
      catalogue: graph.catalogue,
      sources: [...registry.sources.values()],
    },
    tokenRevocation: createTokenRevocation({
      revocations,
      audit,
      issuerOf: (agency) => issuerOf(registry, agency),
      clock: world.clock,
      createId: world.createId,
    }),
    agreements,
    sources: [...registry.sources.values()],
  };
};
