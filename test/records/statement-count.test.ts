import { randomUUID } from 'node:crypto';
import { execute, parse, validate } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { createCursors } from '../../src/access/cursor.ts';
import { createPairwiseIds } from '../../src/access/pairwise-id.ts';
import { reachOf } from '../../src/access/reach.ts';
import type { Source } from '../../src/domain/agency.ts';
import type { UnitDraft } from '../../src/domain/record-draft.ts';
import type { Graph } from '../../src/graph/assemble-graph.ts';
import { createRequestContext } from '../../src/graph/create-request-context.ts';
import { planOperation } from '../../src/policy/operation-plan.ts';
import { buildRuleset } from '../../src/policy/ruleset.ts';
import { createIntake } from '../../src/records/intake.ts';
import { createRowLoader } from '../../src/records/row-loader.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { writeReach } from '../../src/store/reach-store.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { matterKeys } from '../harness/matter-keys.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { sampleCases, sampleTenants } from '../harness/registers.ts';
import { agreements, callerOf, graph as ownGraph, registry, today } from '../policy/demo-house.ts';
import { extraUnit, moreRegisters } from './more-registers.ts';
import { sourceOf, unitsOf } from './open-store.ts';

const key = new Uint8Array(32).fill(3);
const clock = (): Date => new Date('2026-11-21T10:00:00Z');

/** All that a municipal clerk can ask of a household, with each register's own lists. */
const status = (extras: readonly Source[]): string => `query ($id: ID!) { household(id: $id) {
  id address localCommunity memberCount
  tenancies { contractNumber status rent arrears memberCount provenance { source version linkCertainty } }
  careCases { address memberCount employedCount } rights { title } aidPlans { goal } observations { note }
  ${extras.map(({ id }) => `${id}Notes { text }`).join(' ')}
  dwelling { address flat localCommunity floorArea rooms condition }
  members { id givenName familyName birthDate nationalIdChecked
    tenantEntries { entryNumber relation } caseEntries { relation employed } referrals { agency }
    ${extras.map(({ id }) => `${id}Entries { text }`).join(' ')} } } }`;

let database: Database | undefined;
afterEach(async () => await database?.close());

interface Answered {
  readonly data: Record<string, unknown>;
  /** Without the frame of each transaction. */
  readonly statements: readonly string[];
}

const answer = async (graph: Graph, extras: readonly Source[]): Promise<Answered> => {
  const statements: string[] = [];
  const store = await openDatabase(memoryStore(), { onStatement: (sql) => statements.push(sql) });
  database = store;
  const sources = [...registry.sources.values(), ...extras];
  await store.transaction(
    async (transaction) => await writeReach(transaction, reachOf(graph.catalogue, sources, agreements)),
  );
  const { catalogue } = graph;
  const configuredCommunities = new Map<string, readonly string[]>();
  const intake = createIntake({
    reached: () => undefined,
    catalogue,
    timeZone: registry.timeZone,
    configuredCommunities,
    hashingKey: key,
    matterKeys,
    clock,
    createId: randomUUID,
    scoring: createScoringSource(projectNicknames),
  });
  const take = async (source: Source, units: readonly UnitDraft[]) =>
    await store.transaction(
      async (transaction) => await intake.take(transaction, source, units, { kind: 'REGISTER' }),
    );
  const tenancies = unitsOf(sourceOf('housing'), sampleTenants('1', '2', '3'), today);
  await take(sourceOf('housing'), tenancies);
  await take(sourceOf('centre'), unitsOf(sourceOf('centre'), sampleCases('CSR-00001'), today));
  const [tenancy] = tenancies;
  if (!tenancy) throw new Error('no tenancy');
  for (const source of extras) await take(source, [extraUnit(source, tenancy)]);

  const caller = callerOf('berane.municipality', 'housing-welfare-management');
  const agency = registry.agencies.get(caller.agency);
  const registration = agency?.registrations.get(caller.purpose);
  if (!agency || !registration) throw new Error('no agency');
  const purposeClass = registration.class;
  const ruleset = buildRuleset({ caller, agency, purposeClass, catalogue, agreements, sources, today });
  const pairwise = createPairwiseIds({ masterKeys: [{ version: 1, key }], current: 1 });
  const document = parse(status(extras));
  expect(validate(graph.schema, document)).toEqual([]);
  const plan = planOperation(graph.schema, document, null, catalogue, ruleset);
  if (!plan) throw new Error('no plan');
  const context = createRequestContext({
    graph,
    registry,
    services: { sources } as never,
    pairwise,
    cursors: createCursors(pairwise, key),
    loadRows: createRowLoader(store, () => today, clock),
    liveValuesFor: () => ({ isAsking: false, fill: async (records) => records, settle: async () => [] }),
  })(
    { caller, idempotencyKey: null } as never,
    { registration, ruleset, granted: true, policyVersion: '', key: '' },
    plan,
  );
  const [link] = await store.query<{ id: string }>(
    `select entity_id::text as id from link where entity = 'HOUSEHOLD' and source = 'housing'`,
  );
  const id = pairwise.encode('HOUSEHOLD', link?.id ?? '', { agency: caller.agency, purposeClass });
  statements.length = 0;
  const result = await execute({
    schema: graph.schema,
    document,
    contextValue: context,
    variableValues: { id },
  });
  expect(result.errors ?? []).toEqual([]);
  return {
    data: JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>,
    statements: statements.filter((sql) => !/^\s*(begin|commit|set |select set_config)/i.test(sql)),
  };
};

describe("a household's status", () => {
  test('with the three registers takes two statements', async () => {
    const { data, statements } = await answer(ownGraph, []);
    expect(data).toMatchObject({
      household: {
        memberCount: 3,
        tenancies: [{ arrears: '598.52' }],
        careCases: [{ memberCount: 3 }],
        dwelling: { flat: '7' },
      },
    });
    const household = data['household'] as { members: { givenName: string; tenantEntries: unknown[] }[] };
    expect(household.members.map((member) => member.givenName).sort()).toEqual(['Ana', 'Rifat', 'Sara']);
    expect(household.members.every((member) => member.tenantEntries.length === 1)).toBe(true);
    expect(statements).toHaveLength(2);
  });

  test('with ten registers takes two statements', async () => {
    const { graph, sources } = moreRegisters(7);
    const { data, statements } = await answer(graph, sources);
    const household = data['household'] as Record<string, unknown[]> & {
      members: Record<string, unknown[]>[];
    };
    for (const { id } of sources) {
      expect(household[`${id}Notes`]).toEqual([{ text: `said by ${id}` }]);
      expect(household.members.map((member) => member[`${id}Entries`])).toEqual(
        Array.from({ length: 3 }, () => [{ text: `said by ${id}` }]),
      );
    }
    expect(statements).toHaveLength(2);
  });
});
