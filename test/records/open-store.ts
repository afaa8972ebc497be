import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { reachOf } from '../../src/access/reach.ts';
import type { Adapter } from '../../src/domain/adapter.ts';
import type { Source } from '../../src/domain/agency.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { localDateOf } from '../../src/domain/local-date.ts';
import type { UnitDraft } from '../../src/domain/record-draft.ts';
import type { Bearer } from '../../src/records/bearer.ts';
import { createDisclosureCollector, type DisclosureCollector } from '../../src/records/disclosures.ts';
import { createIntake, type Intake } from '../../src/records/intake.ts';
import { createProjection, type Projection } from '../../src/records/projection.ts';
import { createQuarantine } from '../../src/records/quarantine.ts';
import { createReception, type ItemReceipt, type Reception } from '../../src/records/reception.ts';
import { createRowLoader } from '../../src/records/row-loader.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../../src/store/database.ts';
import { writeReach } from '../../src/store/reach-store.ts';
import { sweepRetention } from '../../src/store/retention-store.ts';
import { gathered } from '../adapters/read-through.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { type Clock, createClock } from '../harness/clock.ts';
import { matterKeys } from '../harness/matter-keys.ts';
import { memoryStore } from '../harness/memory-store.ts';
import type { TenantRow } from '../harness/registers.ts';
import { agreements, graph, registry, rulesetOf } from '../policy/demo-house.ts';

/** A store with an intake and no server: what is below HTTP, on a clock in the test's hand. */
export interface TestStore {
  readonly database: Database;
  readonly clock: Clock;
  readonly statements: string[];
  readonly intake: Intake;
  readonly reception: Reception;
  readonly take: (
    source: string,
    items: readonly unknown[],
    bearer?: Bearer,
  ) => Promise<readonly ItemReceipt[]>;
  readonly takeUnits: (
    source: string,
    units: readonly UnitDraft[],
    bearer?: Bearer,
  ) => Promise<readonly ItemReceipt[]>;
  /** What a caller sees, by the demo's agreements. */
  readonly reading: (caller: AgencyCaller) => Projection & { readonly disclosures: DisclosureCollector };
  readonly personOf: (source: string, localId: string) => Promise<string | null>;
  readonly householdOf: (source: string, unit: string) => Promise<string | null>;
  readonly rows: <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;
  readonly sweep: () => Promise<number>;
  readonly close: () => Promise<void>;
}

const adapters: Readonly<Record<string, Adapter>> = {
  housing: housingAdapter,
  centre: centreAdapter,
  community: communityAdapter,
};

/** Under which these stores hash national ids. */
export const hashingKey = new Uint8Array(32).fill(7);

/** The source of the demo under this name. */
export const sourceOf = (id: string): Source => {
  const source = registry.sources.get(id);
  if (!source) throw new Error(`no source ${id}`);
  return source;
};

/** The units that a source's translation makes of its items; one that cannot be read fails the test. */
export const unitsOf = (source: Source, items: readonly unknown[], today: string): readonly UnitDraft[] => {
  const adapter = adapters[source.adapter];
  const context = { controller: source.controller, today };
  if (!adapter) throw new Error(`no adapter ${source.adapter}`);
  const { gather, translate } = adapter;
  const whole = gather ? gathered(items as readonly TenantRow[], gather.by) : items;
  return whole.map((item, index) => {
    const unit = translate(item, index, context);
    if (!('records' in unit)) throw new Error('the item cannot be read');
    return unit;
  });
};

export interface TestStoreOptions {
  readonly location?: DatabaseLocation;
  readonly now?: string;
  /** Instead of the demo's order of sources. */
  readonly preferred?: ReadonlyMap<string, readonly string[]>;
  readonly configuredCommunities?: ReadonlyMap<string, readonly string[]>;
  /** Another store's clock, where two processes share a database. */
  readonly clock?: Clock;
}

export const openTestStore = async (options: TestStoreOptions = {}): Promise<TestStore> => {
  const clock = options.clock ?? createClock(options.now ?? '2026-11-21T10:00:00Z');
  const statements: string[] = [];
  const database = await openDatabase(options.location ?? memoryStore(), {
    onStatement: (sql) => statements.push(sql),
  });
  const today = (): string => localDateOf(clock.now(), registry.timeZone);
  await database.transaction(
    async (transaction) =>
      await writeReach(transaction, reachOf(graph.catalogue, registry.sources.values(), agreements)),
  );
  const intake = createIntake({
    reached: () => undefined,
    catalogue: graph.catalogue,
    timeZone: registry.timeZone,
    configuredCommunities: options.configuredCommunities ?? new Map(),
    hashingKey,
    matterKeys,
    clock: clock.now,
    createId: randomUUID,
    scoring: createScoringSource(projectNicknames),
  });
  const loadRows = createRowLoader(database, today, clock.now);
  const entityOf = async (entity: string, source: string, localId: string): Promise<string | null> => {
    const [link] = await database.query<{ id: string }>(
      `select entity_id::text as id from link where entity = ? and source = ? and local_id = ? and ended_at is null`,
      [entity, source, localId],
    );
    return link?.id ?? null;
  };
  const quarantine = createQuarantine({
    ...{ catalogue: graph.catalogue, adapters: new Map(Object.entries(adapters)), matterKeys, hashingKey },
    ...{ timeZone: registry.timeZone, clock: clock.now, createId: randomUUID },
  });
  const faults: unknown[] = [];
  const reception = createReception({
    ...{ intake, quarantine, clock: clock.now, reached: () => undefined },
    onFault: (error) => faults.push(error),
  });
  const takeUnits: TestStore['takeUnits'] = async (source, units, bearer = { kind: 'REGISTER' }) => {
    faults.length = 0;
    const items = units.map((unit) => ({ unit, original: { form: 'UNIT', unit } }) as const);
    const receipts = await database.transaction(
      async (transaction) =>
        await reception.receive(transaction, sourceOf(source), items, { bearer, mode: 'PARTIAL' }),
    );
    // What breaks is put by and the rest goes on; a test that does not expect it must fail.
    for (const fault of faults) throw fault;
    return receipts;
  };
  return {
    database,
    clock,
    statements,
    intake,
    reception,
    takeUnits,
    take: async (source, items, bearer = { kind: 'REGISTER' }) =>
      await takeUnits(source, unitsOf(sourceOf(source), items, today()), bearer),
    reading: (caller) => {
      const disclosures = createDisclosureCollector();
      const municipalities = registry.agencies.get(caller.agency)?.municipalities ?? [];
      const projection = createProjection({
        caller,
        municipalities: [...municipalities, 'unresolved'],
        catalogue: graph.catalogue,
        ruleset: rulesetOf(caller),
        preferred: options.preferred ?? registry.preferred,
        loadRows,
        disclosures,
        fill: async (records) => records,
      });
      return { ...projection, disclosures };
    },
    personOf: async (source, localId) => await entityOf('PERSON', source, localId),
    householdOf: async (source, unit) => await entityOf('HOUSEHOLD', source, unit),
    rows: async (sql, parameters = []) => await database.query(sql, parameters),
    sweep: async () => await sweepRetention(database, today(), clock.now()),
    close: async () => await database.close(),
  };
};
