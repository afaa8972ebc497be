// R10: "Per person, kind, evidence, from-to." What records are evidence of, from which day, until which.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  if (!store) store = await openTestStore();
  else await store.rows('truncate record, link, mention, mention_key, push, referral');
  store.clock.set('2026-10-01T10:00:00Z');
});
afterAll(async () => await store.close());

const centre = callerOf('berane.centre', 'social-welfare-provision');
const municipality = callerOf('berane.municipality', 'housing-welfare-management');
const clerk = { kind: 'AGENCY', agency: 'berane.centre', actor: 'vesna', person: null } as const;

/** The sources whose records of Ana an agency sees. */
const sourcesSeenBy = async (caller: AgencyCaller): Promise<readonly string[]> => {
  const person = (await store.personOf('housing', '1')) ?? (await store.personOf('centre', 'CSR-7/1')) ?? '';
  const view = await store.reading(caller).view('PERSON', person);
  return [...new Set(view?.records.map((record) => record.row.source))].sort();
};

const evidence = async (source: string): Promise<readonly unknown[]> =>
  await store.rows(
    `select relationship_kind as kind, relationship_from::text as from, relationship_until::text as until from record
      where source = ? and superseded_at is null and relationship_with is not null order by local_id`,
    [source],
  );

describe('a relationship says what it rests on, from when and until when', () => {
  test('a tenancy in force is a current record, an open case an open case, an accepted referral one', async () => {
    await store.take('housing', [tenant()]);
    const referrals = [{ member: 'CSR-7/1', agency: 'berane.support', acceptedOn: '2026-01-15' }];
    await store.take('centre', [careCase(2, { referrals })]);
    expect(await evidence('housing')).toEqual([{ kind: 'CURRENT_RECORD', from: '2019-03-01', until: null }]);
    expect(await evidence('centre')).toEqual([
      { kind: 'OPEN_CASE', from: null, until: null },
      { kind: 'ACCEPTED_REFERRAL', from: '2026-01-15', until: null },
    ]);
  });

  test('it ends at closing plus the appeal period, at local midnight', async () => {
    await store.take('housing', [tenant()]);
    await store.take('centre', [careCase(1)]);
    expect(await sourcesSeenBy(centre)).toEqual(['centre', 'housing']);
    await store.take('centre', [careCase(2, { closedOn: '2026-09-20' })]);
    expect(await evidence('centre')).toMatchObject([{ until: '2026-10-05' }]);
    // 23:59:59 and 00:00:00 in Podgorica.
    store.clock.set('2026-10-04T21:59:59Z');
    expect(await sourcesSeenBy(centre)).toEqual(['centre', 'housing']);
    store.clock.set('2026-10-04T22:00:00Z');
    expect(await sourcesSeenBy(centre)).toEqual(['centre']);
  });

  test('it begins with its first day, at local midnight', async () => {
    await store.take('centre', [careCase(1)]);
    await store.take('housing', [tenant({ datum_useljenja: '15.10.2026.' })]);
    store.clock.set('2026-10-14T21:59:59Z');
    expect(await sourcesSeenBy(municipality)).toEqual(['housing']);
    store.clock.set('2026-10-14T22:00:00Z');
    expect(await sourcesSeenBy(municipality)).toEqual(['centre', 'housing']);
  });

  test('a register that does not say on which day it closed: the term runs from the day the hub learns of it', async () => {
    await store.take('centre', [careCase(1)]);
    await store.take('housing', [tenant()]);
    store.clock.set('2026-10-02T10:00:00Z');
    await store.take('housing', [tenant({ status_ugovora: 'istekao' })]);
    // Another version of what has ended does not begin the term anew.
    store.clock.set('2026-10-10T10:00:00Z');
    await store.take('housing', [tenant({ status_ugovora: 'istekao', dug_eur: '12' })]);
    expect(await evidence('housing')).toMatchObject([{ kind: 'CURRENT_RECORD', until: '2026-10-17' }]);
    store.clock.set('2026-10-16T21:59:59Z');
    expect(await sourcesSeenBy(municipality)).toEqual(['centre', 'housing']);
    store.clock.set('2026-10-16T22:00:00Z');
    expect(await sourcesSeenBy(municipality)).toEqual(['housing']);
  });

  test('nor does a day of closing that cannot be read leave a case open for ever', async () => {
    await store.take('centre', [careCase(1)]);
    const [receipt] = await store.take('centre', [careCase(2, { closedOn: 'last spring' })]);
    expect(receipt?.problems).toMatchObject([{ column: 'closedOn' }]);
    expect(await evidence('centre')).toMatchObject([{ kind: 'OPEN_CASE', until: '2026-10-16' }]);
    // A case that was never seen open is evidence of nothing then.
    await store.take('centre', [
      careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1')], closedOn: 'last spring' }),
    ]);
    expect(await evidence('centre')).toHaveLength(1);
  });

  test('a tenancy that was over when the hub first saw it is none', async () => {
    await store.take('housing', [tenant({ status_ugovora: 'raskinut' })]);
    expect(await evidence('housing')).toEqual([]);
  });

  test('what remains of a closed one does not pass to somebody else whom its line comes to name', async () => {
    await store.take('housing', [tenant()]);
    await store.take('housing', [
      tenant({ ime: 'Milutin', prezime: 'Drugi', datum_rodjenja: '01.01.1950.', status_ugovora: 'istekao' }),
    ]);
    expect(await evidence('housing')).toEqual([]);
  });
});

describe('a relationship that has ended', () => {
  const declared = async () =>
    await store.rows(
      `select relationship_declared_by as by, relationship_until as until from record
        where superseded_at is null and relationship_with is not null and local_id = 'CSR-7/1'`,
    );

  test('is not revived by a clerk’s push: it is declared anew, and opens as little as any declaration', async () => {
    await store.take('centre', [careCase(1, { closedOn: '2016-01-17' })]);
    await store.take('centre', [careCase(2, { closedOn: null })], clerk);
    expect(await declared()).toEqual([{ by: 'vesna', until: null }]);
  });

  test('while it stands is carried on as it was, whoever brings the next version', async () => {
    await store.take('centre', [careCase(1)]);
    await store.take('centre', [careCase(2)], clerk);
    expect(await declared()).toEqual([{ by: null, until: null }]);
  });
});

describe('S16 what a clerk pushed for a relationship that nobody confirmed', () => {
  const day30 = '2026-10-31T10:00:01Z';
  const payloads = async (): Promise<readonly string[]> =>
    (
      await store.rows<{ local_id: string }>(
        `select distinct local_id from record where payload is not null and superseded_at is null order by local_id`,
      )
    ).map((row) => row.local_id);

  test('is erased on day 30 in all its versions, with everything by which it could be found', async () => {
    await store.take('centre', [careCase(1)], clerk);
    await store.take('centre', [careCase(2, { members: [member('CSR-7/1', { employed: false })] })], clerk);
    store.clock.set('2026-10-31T10:00:00Z');
    expect(await store.sweep()).toBe(0);
    store.clock.set(day30);
    expect(await store.sweep()).toBe(4);
    expect(await payloads()).toEqual([]);
    expect(await store.rows('select from mention')).toEqual([]);
    expect(await store.rows('select from link where ended_at is null')).toEqual([]);
    // The same push again is known, and brings nothing back.
    const [again] = await store.take(
      'centre',
      [careCase(2, { members: [member('CSR-7/1', { employed: false })] })],
      clerk,
    );
    expect(again?.outcome).toBe('UNCHANGED');
    expect(await payloads()).toEqual([]);
  });

  test('stays where the case has somebody whom the Centre works with: only the one relationship ends', async () => {
    const members = [member('CSR-7/1'), member('CSR-7/2', { givenName: 'Mira', relation: 'sestra' })];
    await store.take('centre', [careCase(1, { members })], clerk);
    await store.rows(
      `update record set relationship_confirmed_by = 'nada' where local_id = 'CSR-7/1' and relationship_with is not null`,
    );
    store.clock.set(day30);
    expect(await store.sweep()).toBe(0);
    expect(await payloads()).toEqual(['CSR-7', 'CSR-7/1', 'CSR-7/2']);
    expect(await evidence('centre')).toHaveLength(1);
  });

  test("stays where the Centre's own register brings the case too", async () => {
    await store.take('centre', [careCase(1)], clerk);
    await store.take('centre', [careCase(2)]);
    store.clock.set(day30);
    expect(await store.sweep()).toBe(0);
    expect(await evidence('centre')).toHaveLength(1);
  });

  test('stays where a matter seals it: nobody reads by it, and it may be a report of violence', async () => {
    await store.take('centre', [careCase(1, { matter: 'M-1' })], clerk);
    store.clock.set(day30);
    expect(await store.sweep()).toBe(0);
    expect(await payloads()).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
  });

  test('a referral to another agency that was pushed with it does not keep it', async () => {
    const referrals = [{ member: 'CSR-7/1', agency: 'berane.support', acceptedOn: '2026-01-15' }];
    await store.take('centre', [careCase(1, { referrals })], clerk);
    store.clock.set(day30);
    expect(await store.sweep()).toBe(3);
    expect(await payloads()).toEqual([]);
  });
});

describe('with the first net off, a referral', () => {
  const insert = `insert into referral (id, person_id, certain, from_agency, to_agency, reference, made_by, made_at, accepted_by,
      accepted_at, until) values (gen_random_uuid(), gen_random_uuid(), true, 'berane.centre', ?, ?, 'nada', now(), ?, ?, '2027-01-01')`;

  test('is given to the agency that accepted it, and to nobody else', async () => {
    const at = store.clock.now();
    await store.rows(insert, ['berane.support', 'S-1', 'vesna', at]);
    await store.rows(insert, ['berane.support', 'S-2', null, null]);
    await store.rows(insert, ['berane.municipality', 'M-1', 'clerk', at]);
    const seenBy = async (...agencies: string[]): Promise<readonly unknown[]> =>
      await store.database.readAs(agencies, 'select reference from referral order by reference', []);
    expect(await seenBy('berane.support')).toEqual([{ reference: 'S-1' }]);
    expect(await seenBy('berane.municipality')).toEqual([{ reference: 'M-1' }]);
    expect(await seenBy('berane.centre')).toEqual([]);
    expect(await seenBy()).toEqual([]);
  });
});
