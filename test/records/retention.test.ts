import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { claimPush } from '../../src/store/push-store.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import { openTestStore, sourceOf, type TestStore, unitsOf } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  if (!store) store = await openTestStore();
  else await store.rows('truncate record, link, mention, mention_key, push, journal');
  store.clock.set('2026-10-01T10:00:00Z');
});
afterAll(async () => await store.close());

const count = async (what: string): Promise<number> =>
  (await store.rows<{ count: number }>(`select count(*)::int as count from ${what}`))[0]?.count ?? -1;

const triage = callerOf('berane.centre', 'social-welfare-provision', { roles: ['triage'] });

describe('an observation that nobody triages', () => {
  test('is there on the day before its term and gone on the day', async () => {
    await store.take('community', [observation()]);
    const household = (await store.householdOf('community', 'MZ-7')) ?? '';
    store.clock.set('2026-10-30T22:00:00Z');
    expect(await store.sweep()).toBe(0);
    const before = await store.reading(triage).view('HOUSEHOLD', household);
    expect(before?.records.map((record) => record.row.payload['note'])).toEqual(['Vlaga u sobi']);
    // Midnight of 31 October in Podgorica, an hour before it is in Greenwich.
    store.clock.set('2026-10-30T23:00:01Z');
    expect(await store.sweep()).toBe(1);
    expect(await store.reading(triage).view('HOUSEHOLD', household)).toBeNull();
    expect(await store.sweep()).toBe(0);
  });

  test('leaves a tombstone, and nothing by which it could be found or linked', async () => {
    await store.take('community', [observation()]);
    store.clock.set('2026-11-02T10:00:00Z');
    await store.sweep();
    expect(
      await store.rows(`select kind, local_id, version, payload, unit_hash, signatories, members, dwelling_id,
        relationship_with, erased_at is not null as erased from record`),
    ).toEqual([
      {
        kind: 'observation',
        local_id: 'MZ-7',
        version: 1,
        payload: null,
        // Keyed, so that the old file is known again and nobody can try contents against it.
        unit_hash: expect.any(String),
        signatories: [],
        members: [],
        dwelling_id: null,
        relationship_with: null,
        erased: true,
      },
    ]);
    expect(await count('mention')).toBe(0);
    expect(await count('mention_key')).toBe(0);
    expect(await count('link where ended_at is null')).toBe(0);
    for (const table of ['record', 'link', 'mention', 'push']) {
      expect(await count(`${table} where ${table}::text ~ 'Vlaga|Probić|Lipov'`), table).toBe(0);
    }
  });

  test('does not come back with the old file', async () => {
    await store.take('community', [observation()]);
    store.clock.set('2026-11-02T10:00:00Z');
    await store.sweep();
    expect((await store.take('community', [observation()]))[0]?.outcome).toBe('UNCHANGED');
    expect(await count('record where payload is not null')).toBe(0);
    // Other words under the same number are another observation, and are not lost.
    expect(
      (await store.take('community', [observation({ note: 'Vlaga u sobi i u kuhinji' })]))[0]?.outcome,
    ).toBe('UPDATED');
    expect(await count('record where payload is not null')).toBe(1);
  });

  test('goes in all its versions, each at its own time', async () => {
    await store.take('community', [observation()]);
    store.clock.set('2026-10-10T10:00:00Z');
    await store.take('community', [observation({ note: 'Vlaga u dvije sobe' })]);
    store.clock.set('2026-11-01T10:00:00Z');
    expect(await store.sweep()).toBe(1);
    expect(await store.rows('select version, payload is null as gone from record order by version')).toEqual([
      { version: 1, gone: true },
      { version: 2, gone: false },
    ]);
    expect(await count('mention')).toBe(1);
    store.clock.set('2026-11-10T10:00:00Z');
    expect(await store.sweep()).toBe(1);
    expect(await count('mention')).toBe(0);
  });

  test('takes nothing else of its household with it', async () => {
    await store.take('centre', [careCase(1)]);
    await store.take('housing', [tenant()]);
    await store.take('community', [observation()]);
    const kept = await store.rows(
      `select * from mention where source <> 'community' order by source, local_id`,
    );
    store.clock.set('2030-01-01T10:00:00Z');
    expect(await store.sweep()).toBe(1);
    expect(
      await store.rows(`select * from mention where source <> 'community' order by source, local_id`),
    ).toEqual(kept);
    expect(await count('record where payload is null')).toBe(1);
    expect(await count(`link where ended_at is not null and source <> 'community'`)).toBe(0);
  });
});

describe('what was written about a right', () => {
  const ask = async (record: boolean): Promise<string> => {
    await store.take('community', [observation()]);
    const id = randomUUID();
    await store.rows(
      `insert into rights_request (id, person_id, requested, controller, record_id, source, kind, unit, local_id, subject,
          statement, asked_at, asked_on, due_on)
        select ?, entity_id, 'ERASURE', 'berane.centre', r.id, r.source, r.kind, r.unit, r.local_id, r.unit, 'Vlaga',
          '2026-10-02T10:00:00Z', '2026-10-02', '2026-11-01'
        from link left join record r on ? and r.source = 'community' where link.source = 'community' limit 1`,
      [id, record],
    );
    return id;
  };
  const decide = async (id: string, at: string): Promise<unknown> =>
    await store.rows(
      `insert into rights_decision values (?, 'GRANTED', 'Vlaga nije utvrđena', '[]', 'berane.centre', 'nada', ?)`,
      [id, at],
    );
  const written = async (): Promise<unknown> =>
    await store.rows(
      `select statement, reason from rights_request left join rights_decision on request_id = rights_request.id`,
    );

  beforeEach(async () => void (await store.rows('truncate rights_request cascade')));

  test.each([true, false])(
    'goes a year after the decision, once nothing is held (one record: %s)',
    async (one) => {
      await decide(await ask(one), '2026-10-20T10:00:00Z');
      // The record is erased in November, and the year is over in October.
      store.clock.set('2027-10-20T10:00:00Z');
      await store.sweep();
      expect(await written()).toEqual([{ statement: 'Vlaga', reason: 'Vlaga nije utvrđena' }]);
      store.clock.set('2027-10-20T10:00:01Z');
      await store.sweep();
      expect(await written()).toEqual([{ statement: null, reason: null }]);
      expect(await count('rights_decision')).toBe(1);
    },
  );

  test('stays as long as the record does, and as long as nobody has decided', async () => {
    const id = await ask(true);
    store.clock.set('2029-01-01T10:00:00Z');
    await store.sweep();
    expect(await written()).toEqual([{ statement: 'Vlaga', reason: null }]);
    await decide(id, '2026-10-20T10:00:00Z');
    await store.rows(`update record set erased_at = null, payload = '{}', retain_until = null`);
    await store.sweep();
    expect(await written()).toEqual([{ statement: 'Vlaga', reason: 'Vlaga nije utvrđena' }]);
  });
});

describe('the term of a record', () => {
  const closed = (on: string | null) => {
    const [unit] = unitsOf(sourceOf('centre'), [careCase(1)], '2026-10-01');
    if (!unit) throw new Error('no unit');
    const records = unit.records.map((record) => ({ ...record, retainFrom: { closedOn: on } }));
    return { ...unit, records };
  };
  const terms = async (): Promise<unknown[]> => [
    ...new Set(
      (await store.rows<{ until: string }>('select retain_until::text as until from record')).map(
        (row) => row.until,
      ),
    ),
  ];

  test.each([
    ['2016-02-29', '2026-02-28'],
    ['2020-05-01', '2030-05-01'],
    [null, null],
  ])('is counted from the date that the contract names: closed on %s, kept until %s', async (on, until) => {
    await store.takeUnits('centre', [closed(on)]);
    expect(await terms()).toEqual([until]);
  });

  test('that has not begun does not end', async () => {
    await store.takeUnits('centre', [closed(null)]);
    store.clock.set('2199-01-01T10:00:00Z');
    expect(await store.sweep()).toBe(0);
  });

  test('that is over erases who was in it, with the keys and links of the person', async () => {
    await store.takeUnits('centre', [closed('2016-10-02')]);
    const person = (await store.personOf('centre', 'CSR-7/1')) ?? '';
    expect(await store.sweep()).toBe(0);
    store.clock.set('2026-10-02T10:00:00Z');
    expect(await store.sweep()).toBe(2);
    expect(await count('mention')).toBe(0);
    expect(await count('mention_key')).toBe(0);
    expect(await count('link where ended_at is null')).toBe(0);
    expect(await store.reading(triage).view('PERSON', person)).toBeNull();
  });

  test('whose date the translation does not hand over stops the intake, which would keep it for ever', async () => {
    const unit = closed(null);
    const records = unit.records.map((record) => ({ ...record, retainFrom: {} }));
    await expect(store.takeUnits('centre', [{ ...unit, records }])).rejects.toThrow('closedOn');
    expect(await count('record')).toBe(0);
  });
});

describe('what else ends', () => {
  const bearer = { kind: 'AGENCY', agency: 'berane.centre', actor: 'vesna', person: null } as const;
  const related = async (): Promise<number> => await count('record where relationship_with is not null');

  test('a relationship that its own agency declared, unconfirmed, after thirty days, whatever versions follow', async () => {
    await store.take('centre', [careCase(1)], bearer);
    store.clock.set('2026-10-20T10:00:00Z');
    await store.take('centre', [careCase(2, { members: [member('CSR-7/1', { employed: false })] })], bearer);
    store.clock.set('2026-10-31T09:59:59Z');
    await store.sweep();
    expect(await related()).toBe(2);
    store.clock.set('2026-10-31T10:00:01Z');
    await store.sweep();
    expect(await related()).toBe(0);
  });

  test('thirty days after a case was opened again, not after it was first declared', async () => {
    await store.take('centre', [careCase(1)], bearer);
    await store.rows(`update record set relationship_confirmed_by = 'nada'`);
    store.clock.set('2027-01-10T10:00:00Z');
    await store.take('centre', [careCase(2, { closedOn: '2026-11-01' })], bearer);
    store.clock.set('2027-06-10T10:00:00Z');
    await store.take('centre', [careCase(3, { closedOn: null })], bearer);
    store.clock.set('2027-07-09T10:00:00Z');
    await store.sweep();
    expect(await related()).toBeGreaterThan(0);
    expect(await count('record where erased_at is not null')).toBe(0);
    store.clock.set('2027-07-10T10:00:01Z');
    await store.sweep();
    expect(await count('record where relationship_with is not null and superseded_at is null')).toBe(0);
  });

  test('at the same instant whether or not a matter sealed the case before (R11)', async () => {
    const members = [member('CSR-7/1', { isProtected: false })];
    await store.take('centre', [careCase(1, { matter: 'M-1', members })], bearer);
    store.clock.set('2026-10-20T10:00:00Z');
    await store.take('centre', [careCase(1)], bearer);
    store.clock.set('2026-11-05T10:00:00Z');
    await store.sweep();
    expect(await count(`record where compartment = 'general' and relationship_with is not null`)).toBe(1);
    store.clock.set('2026-11-19T10:00:01Z');
    await store.sweep();
    expect(await count(`record where compartment = 'general' and relationship_with is not null`)).toBe(0);
  });

  test('not a relationship that a register states, nor one that was confirmed', async () => {
    await store.take('housing', [tenant()]);
    await store.take('centre', [careCase(1)], bearer);
    await store.rows(
      `update record set relationship_confirmed_by = 'nada' where relationship_declared_by is not null`,
    );
    store.clock.set('2027-10-31T10:00:00Z');
    await store.sweep();
    expect(await related()).toBe(2);
  });

  test('the memory of a push, after thirty days', async () => {
    const push = { agency: 'berane.centre', operation: 'pushCentreRecords', key: 'k', requestHash: 'h' };
    await claimPush(store.database, { ...push, at: store.clock.now() });
    store.clock.set('2026-10-31T09:00:00Z');
    await store.sweep();
    expect(await count('push')).toBe(1);
    store.clock.set('2026-10-31T10:00:01Z');
    await store.sweep();
    expect(await count('push')).toBe(0);
  });
});
