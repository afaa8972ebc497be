import { randomUUID } from 'node:crypto';
import { type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { LRUCache } from 'lru-cache';
import { createCursors } from '../access/cursor.ts';
import type { PairwiseIds } from '../access/pairwise-id.ts';
import type { PolicySnapshot } from '../access/policy-snapshot.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { EntityKind } from '../domain/entity-kind.ts';
import type { AdmissionInput } from '../graph/admit-operation.ts';
import { createCompiledOperations } from '../graph/compiled-operations.ts';
import { createRequestContext, type RequestContextInput } from '../graph/create-request-context.ts';
import { deniedMarks } from '../graph/denied-marks.ts';
import { createExecution } from '../graph/execute-operation.ts';
import { createJudgement } from '../graph/judge-operation.ts';
import type { OperationPlan } from '../policy/operation-plan.ts';
import { createDeclaredLimit } from '../records/declared-limit.ts';
import { createLiveValues } from '../records/live-values.ts';
import { createObjectBudget } from '../records/object-budget.ts';
import type { RowLoader } from '../records/row-loader.ts';
import { leaseObjects } from '../store/object-budget-store.ts';
import { faultOf } from './fault-of.ts';
import { type Core, reachedOf, type World } from './open-core.ts';
import { openLiveSources } from './open-live-sources.ts';

/** What executing is made of besides the core. */
export interface ExecutionParts {
  readonly core: Core;
  readonly world: World;
  readonly audit: AuditLog;
  readonly pairwise: PairwiseIds;
  readonly policy: PolicySnapshot;
  readonly standingOf: AdmissionInput['standingOf'];
  readonly services: RequestContextInput['services'];
  readonly loadRows: RowLoader;
  /** Resolves once what a mutation ended or erased is kept outside the database. */
  readonly keepJournal: () => Promise<void>;
}

/** Whether a coordinate is of a scalar or an enumeration. */
const isValueIn = (schema: GraphQLSchema, coordinate: string): boolean => {
  const [typeName = '', field = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const found = isObjectType(type) ? type.getFields()[field] : undefined;
  return found !== undefined && isLeafType(getNamedType(found.type));
};

/** Makes what runs and what judges operations, each on a schema of this graph: a part of the composition, and of nothing else. */
export const openExecution = ({
  core,
  world,
  audit,
  pairwise,
  policy,
  standingOf,
  services,
  loadRows,
  keepJournal,
}: ExecutionParts) => {
  const { configuration, database, graph, registry, secrets } = core;
  const idsUnder = (agency: string, kind: EntityKind, text: string): string[] => {
    const registrations = registry.agencies.get(agency)?.registrations.values() ?? [];
    const classes = new Set([...registrations].map((registration) => registration.class));
    return [...classes].flatMap(
      (purposeClass) => pairwise.decode(kind, text, { agency, purposeClass }) ?? [],
    );
  };
  // One for everything that runs in this process: an agency's hour is one.
  const takeObjects = createObjectBudget({
    lease: async (lease) => await leaseObjects(database, lease),
    // Nothing for an agency that is not there.
    objectsPerHour: (agency) => registry.agencies.get(agency)?.objectsPerHour ?? 0,
    clock: world.clock,
  });
  const checkDeclared = createDeclaredLimit({ database, timeZone: registry.timeZone, clock: world.clock });
  const cursors = createCursors(pairwise, secrets.cursor);
  const liveValuesFor = createLiveValues({
    ...openLiveSources(core, world),
    catalogue: graph.catalogue,
    isValue: (coordinate) => isValueIn(graph.schema, coordinate),
    createId: world.createId,
  });

  const admitting = (schema: GraphQLSchema): AdmissionInput => ({
    graph: { ...graph, schema },
    audit,
    standingOf,
    soughtBy: (caller, plan, variables) =>
      deniedMarks({
        plan,
        variables,
        catalogue: graph.catalogue,
        decode: (kind, text) => (caller.kind === 'AGENCY' ? idsUnder(caller.agency, kind, text) : []),
        hashingKey: secrets.hashing,
      }),
    takeObjects,
    // The schema's text holds every field's name: in production for a gateway's own registration alone.
    openRootFields: new Set(configuration.profile === 'demo' ? ['_service'] : []),
    planCache: new LRUCache<string, OperationPlan>({ max: 5000 }),
    freshPolicy: policy.fresh,
    clock: world.clock,
    createReference: () => randomUUID(),
    log: { fault: (reference, error) => world.logger.error({ reference, fault: faultOf(error) }, 'fault') },
  });

  return {
    executing: (schema: GraphQLSchema) =>
      createExecution({
        ...admitting(schema),
        operations: createCompiledOperations(schema),
        createContext: createRequestContext({
          ...{ graph, registry, services, pairwise, cursors, loadRows, liveValuesFor },
        }),
        checkDeclared,
        timer: world.timer,
        reached: reachedOf(world),
        keepJournal,
      }),
    judging: (schema: GraphQLSchema) => createJudgement(admitting(schema)),
  };
};
