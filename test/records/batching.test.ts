import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRowLoader } from '../../src/records/row-loader.ts';
import type { EntityKey } from '../../src/store/graph-rows.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';
import { careCase, member } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

const entries = Array.from({ length: 40 }, (_, index) => String(index + 1));
const query = `query ($id: ID!) { household(id: $id) { id address memberCount
  tenancies { contractNumber rent arrears rooms } careCases { employedCount memberCount }
  dwelling { id flat rooms } members { id givenName familyName tenantEntries { entryNumber } caseEntries { health } } } }`;

describe('twenty requests at once, of two agencies', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await openSmallHub({ housing: sampleTenants(...entries) });
  });
  afterAll(async () => await hub.close());

  test('are answered as if each had come alone, in fewer statements than requests', async () => {
    const asking = [
      { agency: 'berane.municipality', purpose: 'housing-welfare-management' },
      { agency: 'berane.centre', purpose: 'social-welfare-provision' },
    ];
    // The Centre works with every second contract's people: what one agency sees of a family, the other does not.
    await hub.running.hub.database.query(
      `update record set relationship_with = 'berane.centre', relationship_kind = 'CURRENT_RECORD' where kind = 'tenant-entry' and local_id::int % 2 = 0`,
    );
    const links = await hub.running.hub.database.query<{ id: string }>(
      `select distinct entity_id::text as id from link where entity = 'HOUSEHOLD' order by 1 limit 10`,
    );
    expect(links).toHaveLength(10);
    const requests = await Promise.all(
      asking.map(async ({ agency, purpose }) => {
        const token = await hub.agencyToken({ agency, purpose, actor: 'nada' });
        const households: string[] = [];
        for (const place of ['Park', 'Pešca', 'Hareme', 'Centar', 'Dolac', 'Buče', 'Rudeš']) {
          const list = await hub.ask(
            token,
            'query ($x: String!) { households(filter: { localCommunity: $x }) { edges { node { id } } } }',
            { x: place },
          );
          const page = list.body.data?.['households'] as { edges: { node: { id: string } }[] } | undefined;
          households.push(...(page?.edges ?? []).map((edge) => edge.node.id));
        }
        return households.slice(0, 10).map((id) => ({ token, id }));
      }),
    );
    const all = requests.flat().sort((one, other) => one.id.localeCompare(other.id));
    expect(requests.map((each) => each.length)).toEqual([10, 10]);
    const ask = async ({ token, id }: { token: string; id: string }): Promise<string> =>
      (await hub.ask(token, query, { id })).text;

    const alone: string[] = [];
    for (const request of all) alone.push(await ask(request));
    expect(new Set(alone).size).toBe(all.length);
    // A machine that is busy may let them come one after the other: then they are asked together again.
    let fewest = all.length;
    for (let round = 0; round < 10 && fewest === all.length; round += 1) {
      hub.statements.length = 0;
      const together = await Promise.all(all.map(ask));
      expect(together).toEqual(alone);
      const loads = hub.statements.filter((sql) => sql.includes('with key as materialized'));
      expect(loads.length).toBeGreaterThan(0);
      fewest = Math.min(fewest, loads.length);
    }
    expect(fewest).toBeLessThan(all.length);
    expect(hub.faults).toEqual([]);
  });
});

describe('the loader', () => {
  let store: TestStore;
  const persons: { id: string; localId: string }[] = [];
  beforeAll(async () => {
    store = await openTestStore();
    const cases = Array.from({ length: 12 }, (_, index) => {
      const localId = `C-${index}/1`;
      const own = member(localId, {
        givenName: `Ana ${'x'.repeat(index)}`,
        birthDate: `19${60 + index}-01-01`,
      });
      return careCase(1, { caseNumber: `C-${index}`, members: [own] });
    });
    await store.take('centre', cases);
    for (let index = 0; index < 12; index += 1) {
      const localId = `C-${index}/1`;
      persons.push({ localId, id: (await store.personOf('centre', localId)) ?? '' });
    }
  });
  afterAll(async () => await store.close());

  const instant = new Date('2026-11-21T10:00:00Z');
  const keyOf = (id: string, changes: Partial<EntityKey> = {}): EntityKey => ({
    entity: 'PERSON',
    id,
    agency: 'berane.centre',
    self: null,
    actor: null,
    kinds: ['case-entry'],
    municipalities: ['unresolved'],
    ...changes,
  });

  test('hands nobody the rows of another, where keys repeat in any order', async () => {
    const load = createRowLoader(
      store.database,
      () => '2026-11-21',
      () => instant,
    );
    const asked = Array.from({ length: 120 }, (_, index) => persons[(index * 7) % 12]).filter(
      (each) => each !== undefined,
    );
    store.statements.length = 0;
    const rows = await Promise.all(asked.map(async ({ id }) => await load(keyOf(id))));
    expect(rows.map((each) => each.records.map((record) => record.local_id))).toEqual(
      asked.map(({ localId }) => [localId]),
    );
    expect(store.statements.filter((sql) => sql.includes('with key'))).toHaveLength(1);
  });

  test('keeps agencies apart that ask for one person in one batch', async () => {
    const load = createRowLoader(
      store.database,
      () => '2026-11-21',
      () => instant,
    );
    const id = persons[0]?.id ?? '';
    const [centre, elsewhere, nothing, nobody] = await Promise.all([
      load(keyOf(id)),
      load(keyOf(id, { municipalities: ['petnjica'] })),
      load(keyOf(id, { kinds: [] })),
      load(keyOf('00000000-0000-4000-8000-000000000000')),
    ]);
    expect(centre?.records).toHaveLength(1);
    expect(centre?.persons[0]?.relationships).toMatchObject([{ established: true }]);
    for (const none of [elsewhere, nothing, nobody]) expect(none?.records).toEqual([]);
    const [own, other] = await Promise.all([load(keyOf(id)), load(keyOf(id, { agency: 'berane.support' }))]);
    expect(own?.persons[0]?.relationships).toMatchObject([{ established: true }]);
    expect(other?.persons[0]?.relationships).toEqual([]);
  });

  test('reads anew each time: nothing outlives its batch', async () => {
    const load = createRowLoader(
      store.database,
      () => '2026-11-21',
      () => instant,
    );
    const { id, localId } = persons[1] ?? { id: '', localId: '' };
    expect((await load(keyOf(id))).records).toHaveLength(1);
    await store.rows('update record set superseded_at = now() where local_id = ?', [localId]);
    expect((await load(keyOf(id))).records).toHaveLength(0);
  });

  test('gives rows that nobody can write into', async () => {
    const load = createRowLoader(
      store.database,
      () => '2026-11-21',
      () => instant,
    );
    const [one] = (await load(keyOf(persons[0]?.id ?? ''))).records;
    expect(() => Object.assign(one?.payload ?? {}, { givenName: 'Eva' })).toThrow(TypeError);
    expect(() => Object.assign(one ?? {}, { controller: 'somebody' })).toThrow(TypeError);
  });

  test('splits what is too much for one statement and still answers each', async () => {
    const load = createRowLoader(
      store.database,
      () => '2026-11-21',
      () => instant,
    );
    const asked = Array.from({ length: 450 }, (_, index) => persons[index % 12]).filter(
      (each) => each !== undefined,
    );
    store.statements.length = 0;
    const rows = await Promise.all(asked.map(async ({ id }) => await load(keyOf(id))));
    const found = rows.map((each) => each.records[0]?.local_id);
    expect(found).toEqual(asked.map(({ localId }) => (localId === 'C-1/1' ? undefined : localId)));
    expect(store.statements.filter((sql) => sql.includes('with key'))).toHaveLength(3);
  });

  test.each(['', 'x', "1' or true", '00000000-0000-4000-8000-00000000000'])(
    'takes no key that is no id: %j',
    async (id) => {
      store.statements.length = 0;
      await expect(
        createRowLoader(
          store.database,
          () => '2026-11-21',
          () => instant,
        )(keyOf(id)),
      ).rejects.toThrow('not an entity id');
      expect(store.statements).toEqual([]);
    },
  );
});
