// The statements of R22 on both stores: PostgreSQL decides types that the embedded one lets pass.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCorrectedValues, insertConfirmation } from '../../src/store/correction-store.ts';
import { findNamedRecord, type NamedRecord } from '../../src/store/named-record-store.ts';
import { findOverdueRequests, raiseOverdueAlerts } from '../../src/store/overdue-store.ts';
import { findRightPeriods } from '../../src/store/right-history-store.ts';
import {
  findOwnRequests,
  findRequestTo,
  findWaitingRequests,
  insertRightsDecision,
  insertRightsRequest,
  type NewRightsRequest,
} from '../../src/store/rights-store.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { openPostgres } from '../harness/postgres.ts';
import { tenant } from '../records/make-case.ts';
import { openTestStore, type TestStore } from '../records/open-store.ts';

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

describe.each(stores)('what persons ask, on $name', ({ name, location, missing }) => {
  if (missing !== null) {
    test.skip(`there is no ${name}: ${missing}`, () => undefined);
    return;
  }
  let town: TestStore;
  let person: string;
  let record: NamedRecord;
  beforeAll(async () => {
    town = await openTestStore({ location: await location(), now: '2026-05-01T10:00:00Z' });
    await town.take('housing', [tenant({ jmbg: '1405987275476', dug_eur: '598,52' })]);
    person = (await town.personOf('housing', '1')) ?? '';
    const [row] = await town.rows<{ id: string }>(`select id::text as id from record where kind = 'tenancy'`);
    record = (await findNamedRecord(town.database, person, row?.id ?? '')) as NamedRecord;
  });
  afterAll(async () => await town.close());

  const request = (changes: Partial<NewRightsRequest> = {}): NewRightsRequest => ({
    id: randomUUID(),
    personId: person,
    requested: 'CONTEST',
    controller: 'berane.municipality',
    mine: false,
    record,
    field: 'Tenancy.arrears',
    recipient: null,
    reference: null,
    statement: 'Plaćeno je.',
    askedAt: new Date('2026-09-10T08:00:00Z'),
    askedOn: '2026-09-10',
    dueOn: '2026-10-10',
    ...changes,
  });
  const noLimit = { since: new Date('2026-09-09T08:00:00Z'), most: 50 };
  const mine = { controller: 'berane.municipality', self: null };

  test('a record is named by who is in it with certainty, and by nobody else', async () => {
    expect(record).toMatchObject({ source: 'housing', kind: 'tenancy', subject: '1' });
    expect(await findNamedRecord(town.database, randomUUID(), record.recordId)).toBeNull();
    expect(await findNamedRecord(town.database, person, randomUUID())).toBeNull();
  });

  test('a request is stored, listed for its controller and its person, decided once, and told when it is late', async () => {
    const asked = request();
    expect(await insertRightsRequest(town.database, asked, noLimit)).toBe(true);
    expect(await insertRightsRequest(town.database, request(), { ...noLimit, most: 1 })).toBe(false);
    const [waiting, ...more] = await findWaitingRequests(town.database, {
      ...mine,
      dueBefore: null,
      limit: 5,
    });
    expect(more).toEqual([]);
    expect(waiting).toMatchObject({
      ...{ id: asked.id, person, statement: 'Plaćeno je.', due_on: '2026-10-10', decision: null },
      ...{ asked_at: asked.askedAt, lines: [{ source: 'housing', localId: '1' }] },
    });
    const late = async (today: string) =>
      await findOverdueRequests(town.database, { controller: 'berane.municipality', today, limit: 5 });
    expect(await late('2026-10-10')).toEqual([]);
    expect(await late('2026-10-11')).toMatchObject([{ id: asked.id, asked_on: '2026-09-10' }]);
    for (let hour = 0; hour < 2; hour += 1)
      await raiseOverdueAlerts(town.database, '2026-10-11', new Date('2026-10-11T00:00:00Z'));
    expect(await town.rows('select id::text as id, recipient, role, kind from alert')).toEqual([
      { id: asked.id, recipient: 'berane.municipality', role: 'dpo', kind: 'OVERDUE' },
    ]);
    const at = new Date('2026-10-12T08:00:00Z');
    const decision = {
      outcome: 'GRANTED',
      reason: 'Da.',
      citations: [],
      agency: 'berane.municipality',
      at,
    } as const;
    const decide = async (): Promise<void> =>
      await town.database.transaction(async (transaction) => {
        expect(await findRequestTo(transaction, { ...mine, id: asked.id })).toMatchObject({ id: asked.id });
        expect(await findRequestTo(transaction, { ...mine, controller: 'x', id: asked.id })).toBeNull();
        await insertRightsDecision(transaction, { ...decision, requestId: asked.id, actor: 'Milena' });
      });
    await decide();
    await expect(decide()).rejects.toThrow();
    expect(await findOwnRequests(town.database, person)).toMatchObject([{ id: asked.id, decision }]);
    expect(await late('2027-01-01')).toEqual([]);
  });

  test('what rested is told for the time that it did', async () => {
    const of = { record: null, field: null, statement: null };
    await insertRightsRequest(town.database, request({ ...of, requested: 'OBJECTION' }), noLimit);
    const link = request({ field: null, requested: 'LINK' });
    await insertRightsRequest(town.database, link, noLimit);
    const restriction = request({ field: null, requested: 'RESTRICTION' });
    await insertRightsRequest(town.database, restriction, noLimit);
    const periods = await findRightPeriods(town.database.query, [person, 'nobody']);
    const since = '2026-09-10T08:00:00.000Z';
    expect(periods).toHaveLength(2);
    expect(periods).toContainEqual(
      expect.objectContaining({ requested: 'OBJECTION', source: null, kind: null, since, until: null }),
    );
    expect(periods).toContainEqual(
      expect.objectContaining({ requested: 'LINK', source: 'housing', kind: null, since, until: null }),
    );
  });

  test('what was read before it was corrected is found by the log, the decision and the versions', async () => {
    const household = await town.householdOf('housing', record.unit);
    const read = async (at: string, changes: object = {}): Promise<void> => {
      const body = {
        ...{
          source: 'housing',
          recordKind: 'tenancy',
          purpose: 'ps:SocialWelfareProvision',
          roles: ['psychologist'],
        },
        ...{
          person: randomUUID(),
          household,
          fields: ['Household.tenancies', 'Tenancy.arrears'],
          ...changes,
        },
      };
      await town.rows(
        `insert into audit_entry (kind, at, agency, body) values ('DISCLOSURE', ?, 'berane.support', ?::jsonb)`,
        [at, JSON.stringify(body)],
      );
    };
    const found = async (changes: object = {}) =>
      await findCorrectedValues(town.database, {
        ...{
          agency: 'berane.support',
          purpose: 'ps:SocialWelfareProvision',
          roles: ['psychologist'],
          self: null,
        },
        fields: { 'Tenancy.arrears': { named: ['Tenancy.arrears'], ofPerson: false } },
        ...{ at: new Date('2026-10-13T08:00:00Z'), timeZone: 'Europe/Podgorica', ...changes },
      });
    await read('2026-04-30T10:00:00Z');
    await read('2026-09-11T10:00:00Z', { fields: ['Tenancy.rent'] });
    await read('2026-09-11T10:00:00Z', { household: randomUUID() });
    await read('2026-10-13T07:00:00Z');
    town.clock.set('2026-10-12T10:00:00Z');
    await town.take('housing', [tenant({ jmbg: '1405987275476', dug_eur: '0,00' })]);
    // Before it was held, of something else, of somebody else, and after it was corrected.
    expect(await found()).toEqual([]);
    // The household in which its contract stood then is another one since; after that it was of other people.
    const former = randomUUID();
    await town.rows(
      `insert into link (id, entity, source, local_id, entity_id, certainty, evidence, linked_at, ended_at)
         values (gen_random_uuid(), 'HOUSEHOLD', 'housing', ?, ?, 'CERTAIN', '{}', '2026-05-01T10:00:00Z', '2026-06-01T10:00:00Z')`,
      [record.unit, former],
    );
    await read('2026-07-01T10:00:00Z', { household: former });
    expect(await found()).toEqual([]);
    await read('2026-05-15T10:00:00Z', { household: former });
    expect(await found()).toMatchObject([{ read_on: '2026-05-15' }]);
    await read('2026-09-11T23:00:00Z');
    const [value] = await found();
    expect(value).toMatchObject({
      field: 'Tenancy.arrears',
      read_on: '2026-09-12',
      corrected_on: '2026-10-12',
    });
    expect(await found({ roles: [] })).toEqual([]);
    expect(await found({ purpose: 'ps:SocialWelfareManagement' })).toEqual([]);
    expect(await found({ agency: 'berane.centre' })).toEqual([]);
    expect(await found({ at: new Date('2027-10-12T10:00:01Z') })).toEqual([]);
    const confirmation = {
      ...{ requestId: value?.id ?? '', agency: 'berane.support', purpose: 'ps:SocialWelfareProvision' },
      ...{ actor: 'Vesna', at: new Date('2026-10-14T08:00:00Z') },
    };
    await insertConfirmation(town.database, confirmation);
    await insertConfirmation(town.database, { ...confirmation, at: new Date('2026-10-15T08:00:00Z') });
    expect((await found())[0]?.confirmed_at).toEqual(confirmation.at);
  });

  test('what was written goes in its time', async () => {
    await town.rows(`update record set erased_at = now(), payload = null`);
    town.clock.set('2027-10-13T08:00:00Z');
    await town.sweep();
    expect(
      await town.rows(
        `select statement, reason from rights_request join rights_decision on request_id = rights_request.id`,
      ),
    ).toEqual([{ statement: null, reason: null }]);
  });
});
