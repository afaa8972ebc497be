import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryStore } from '../harness/memory-store.ts';
import { openPostgres } from '../harness/postgres.ts';
import { graph, registry } from '../policy/demo-house.ts';
import type { TestStore } from '../records/open-store.ts';
import { mayReach, openReaderTown } from './reader-town.ts';

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

const stores = [
  { name: 'PGlite', location: memoryStore, missing: null },
  {
    name: 'PostgreSQL',
    location: async () => {
      if (postgres.kind === 'MISSING') throw new Error(postgres.reason);
      return { kind: 'POSTGRESQL' as const, url: await postgres.createDatabase(), connections: 4 };
    },
    missing: postgres.kind === 'MISSING' ? postgres.reason : null,
  },
];

const agencies = [...registry.agencies.keys()];

interface Row {
  readonly controller: string;
  readonly kind: string;
  readonly compartment: string;
  readonly relationship_with: string | null;
}

describe.each(stores)('with the first net off, on $name', ({ name, location, missing }) => {
  if (missing !== null) {
    test.skip(`there is no ${name}: ${missing}`, () => undefined);
    return;
  }
  let town: TestStore;
  let all: readonly Row[];
  beforeAll(async () => {
    town = await openReaderTown({ location: await location() });
    all = await town.rows<Row>('select * from record');
    for (const agency of agencies) {
      const [consent] = await town.rows<{ id: string }>(
        `insert into consent (id, person_id, controller, recipient, purpose, categories, fields, notice_version, language,
            script, valid_until, binding, created_at)
          values (gen_random_uuid(), gen_random_uuid(), 'berane.centre', ?, 'ps:SocialWelfareProvision', '{}', '{}', '1',
            'cnr', 'Latn', '2027-01-01', true, now()) returning id`,
        [agency],
      );
      await town.rows(
        `insert into consent_event (consent_id, state, at, actor) values (?, 'ConsentGiven', now(), ?)`,
        [consent?.id, `for ${agency}`],
      );
      await town.rows(
        `insert into prohibition (id, person_id, recipient, since) values (gen_random_uuid(), gen_random_uuid(), ?, now())`,
        [agency],
      );
      // Of everything that the Centre holds, against this one reader.
      await askedOf({ requested: 'OBJECTION', recipient: agency, statement: `against ${agency}` });
    }
    for (const source of registry.sources.values()) {
      for (const kind of graph.catalogue.kinds.values()) {
        if (kind.adapter !== source.adapter) continue;
        const record = {
          controller: source.controller,
          kind: kind.kind,
          statement: `${source.controller} ${kind.kind}`,
        };
        await askedOf({ requested: 'CONTEST', ...record });
        await askedOf({ requested: 'LINK', ...record, statement: `link ${source.controller}` });
      }
    }
  });
  afterAll(async () => await town.close());

  const askedOf = async (asked: {
    requested: string;
    controller?: string;
    kind?: string;
    recipient?: string;
    statement: string;
  }): Promise<void> => {
    const { requested, controller = 'berane.centre', kind = null, recipient = null, statement } = asked;
    const name = kind === null ? null : 'x';
    const [made] = await town.rows<{ id: string }>(
      `insert into rights_request (id, person_id, requested, controller, record_id, source, kind, unit, local_id, subject,
          recipient, statement, asked_at, asked_on, due_on)
        values (gen_random_uuid(), gen_random_uuid(), ?, ?, case when ?::text is null then null else gen_random_uuid() end,
          ?, ?, ?, ?, ?, ?, ?, now(), current_date, current_date) returning id::text as id`,
      [requested, controller, kind, name, kind, name, name, name, recipient, statement],
    );
    await town.rows(`insert into rights_decision values (?, 'GRANTED', ?, '[]', ?, 'somebody', now())`, [
      made?.id,
      statement,
      controller,
    ]);
  };

  const readAs = async (who: readonly string[], sql: string): Promise<readonly Row[]> =>
    await town.database.readAs<Row>(who, sql, []);
  const keyOf = (row: Row): string => `${row.controller} ${row.kind}`;

  test('the town has records of every controller, and sealed ones', () => {
    expect(new Set(all.map((row) => row.controller)).size).toBe(3);
    expect(all.filter((row) => row.compartment !== 'general').length).toBeGreaterThan(0);
  });

  test.each(agencies)('%s is given what it can reach, or what names it, and nothing else', async (agency) => {
    const reach = mayReach(agency);
    const rows = await readAs([agency], 'select * from record');
    const expected = all.filter(
      (row) => row.compartment === 'general' && (reach.has(keyOf(row)) || row.relationship_with === agency),
    );
    expect(rows.map(keyOf).sort()).toEqual(expected.map(keyOf).sort());
  });

  test.each(agencies)('%s is given nothing from a compartment, by no condition', async (agency) => {
    for (const sql of [
      `select * from record where compartment <> 'general'`,
      `select * from record where unit = 'CSR-900'`,
      `select * from record where relationship_with is not null and unit = 'CSR-900'`,
    ]) {
      expect(await readAs([agency], sql)).toEqual([]);
    }
  });

  // THREATS.md I8: whom else somebody allowed, or forbade, is a secret like the data itself.
  test.each(agencies)('%s is given what people allowed and forbade it, and nobody else', async (agency) => {
    for (const table of ['consent', 'prohibition'])
      expect(await readAs([agency], `select recipient from ${table}`), table).toEqual([
        { recipient: agency },
      ]);
    expect(await readAs([agency], 'select actor from consent_event')).toEqual([{ actor: `for ${agency}` }]);
  });

  // R22: whose words stand beside what nobody here may read is nobody's business here.
  test.each(agencies)('%s is given what rests of the records it can reach, and no other', async (agency) => {
    const reach = mayReach(agency);
    const controllers = new Set([...reach].map((each) => each.split(' ')[0]));
    const expected = [
      ...reach,
      ...[...registry.sources.values()].flatMap(({ controller, adapter }) =>
        [...graph.catalogue.kinds.values()]
          .filter((kind) => kind.adapter === adapter && controllers.has(controller))
          .map(() => `link ${controller}`),
      ),
      ...(controllers.has('berane.centre') ? [`against ${agency}`] : []),
    ].sort();
    const said = async (sql: string): Promise<unknown> =>
      (await town.database.readAs<{ said: string }>([agency], sql, [])).map(({ said: text }) => text).sort();
    expect(await said('select statement as said from rights_request')).toEqual(expected);
    expect(await said('select reason as said from rights_decision')).toEqual(expected);
  });

  // R8: who confirms a form names it; no question of an agency comes near what is on it.
  test('nobody is given what staff held in hand of a consent', async () => {
    for (const column of ['evidence', 'notice_version', 'language', 'stated_until'])
      await expect(readAs(agencies, `select ${column} from consent`), column).rejects.toThrow(/permission/);
  });

  test('nobody is given nothing', async () => {
    for (const who of [[], [''], ['somebody'], ['berane.centr'], ['berane.centre%']]) {
      for (const table of [
        'record',
        'consent',
        'consent_event',
        'prohibition',
        'referral',
        'rights_request',
        'rights_decision',
      ])
        expect(
          await readAs(who, `select ${table === 'consent' ? 'recipient' : '*'} from ${table}`),
          `${who} ${table}`,
        ).toEqual([]);
    }
  });

  test('a batch of two agencies is given what either can reach', async () => {
    const [one, other] = ['berane.municipality', 'berane.support'].map(mayReach);
    const rows = await readAs(['berane.municipality', 'berane.support'], 'select * from record');
    const expected = all.filter(
      (row) =>
        row.compartment === 'general' &&
        (one?.has(keyOf(row)) || other?.has(keyOf(row)) || row.relationship_with === 'berane.support'),
    );
    expect(rows.map(keyOf).sort()).toEqual(expected.map(keyOf).sort());
  });

  test.each(['mention', 'mention_key', 'push', 'audit_entry', 'correction_confirmation'])(
    'the reader is not given %s at all',
    async (table) => {
      await expect(readAs(['berane.centre'], `select * from ${table}`)).rejects.toThrow(/permission denied/);
    },
  );

  test.each(['delete from record', `update record set payload = '{}'`, 'delete from link'])(
    'the reader cannot %s',
    async (sql) => {
      await expect(readAs(['berane.centre'], sql)).rejects.toThrow(/read-only|permission denied/);
    },
  );

  test('a reading leaves neither its role nor its agencies on the connection', async () => {
    for (let round = 0; round < 6; round += 1) {
      await readAs(['berane.centre'], 'select 1');
      const [who] = await town.rows<{ role: string; agencies: string | null }>(
        `select current_user = 'hub_reader' as role, current_setting('hub.agencies', true) as agencies`,
      );
      expect(who?.role).toBe(false);
      expect(who?.agencies ?? '').toBe('');
    }
  });
});
