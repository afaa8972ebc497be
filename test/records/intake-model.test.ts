import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import type { Failpoint } from '../../src/domain/failpoint.ts';
import { createLinkDecisions } from '../../src/records/link-decisions.ts';
import { createPushes, type Pushes } from '../../src/records/pushes.ts';
import { propertySeed as seed } from '../identity/property-seed.ts';
import { callerOf, registry } from '../policy/demo-house.ts';
import { type Said, UnitModel } from './intake-model.ts';
import { careCase, member, tenant } from './make-case.ts';
import { hashingKey, openTestStore, sourceOf, type TestStore } from './open-store.ts';

/** Sequences in all, and how many of them run side by side: a push carries one step of each. */
const sequences = Number(process.env['SEQUENCES'] ?? 2000);
const sideBySide = 200;
const steps = 8;

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const support = 'berane.support';
const centre = callerOf('berane.centre', 'social-welfare-provision');
const places = ['Polimska', 'Miloša Malog', 'Dušana Vujoševića'];

let store: TestStore;
let crashAt: Failpoint | null = null;
const openPushes = (): Pushes =>
  createPushes({
    ...{ database: store.database, reception: store.reception, timeZone: registry.timeZone },
    adapters: new Map([['centre', centreAdapter]]),
    clock: store.clock.now,
    reached: (at) => {
      if (at === crashAt) throw new Crash();
    },
    onFault: (error) => {
      throw error;
    },
  });
class Crash extends Error {}

beforeAll(async () => {
  store = await openTestStore();
  // The first line tells where Park is.
  await store.take('housing', [tenant({ rb: '9', broj_ugovora: 'U-9', ime: 'Vuk' })]);
});
afterAll(async () => await store.close());

/** A word for a number, so that no two are alike. */
const wordOf = (number: number): string =>
  [3, 7, 11, 13, 17]
    .map((factor) => 'abdegiklmnoprstuvz'[(number * factor + (number >> (factor % 5))) % 18])
    .join('') + number;

const itemOf = (unit: string, number: number, { version, content }: Said): object => {
  if (content === 'END')
    return { caseNumber: unit, version, recordedAt: '2026-01-01T09:00:00Z', members: [], deleted: true };
  const referrals = [{ member: `${unit}/1`, agency: support, acceptedOn: '2026-02-01' }];
  const born = `${1930 + (number % 80)}-0${1 + (number % 9)}-1${number % 10}`;
  const words = { givenName: wordOf(number), familyName: wordOf(number + 7919), birthDate: born };
  return careCase(1, {
    ...{ caseNumber: unit, version, recordedAt: '2026-01-01T09:00:00Z', referrals },
    address: `${places[Number(content)]} ${number}`,
    members: [member(`${unit}/1`, words)],
  });
};

interface Step {
  /** Of each sequence what its source says; null where it says nothing in this step. */
  readonly said: readonly (Said | null)[];
  readonly fault: 'NONE' | 'LOST_REPLY' | 'CRASH_INSIDE' | 'CRASH_AFTER';
  readonly next: 'NOTHING' | 'TICK' | 'MERGE' | 'CONSENT' | 'WITHDRAW';
}

const saidBy = fc.record({
  version: fc.integer({ min: 0, max: 5 }),
  content: fc.constantFrom('0', '0', '1', '2', 'END'),
});
const stepOf: fc.Arbitrary<Step> = fc.record({
  said: fc.array(fc.option(saidBy, { freq: 4 }), { minLength: sideBySide, maxLength: sideBySide }),
  fault: fc.constantFrom('NONE', 'NONE', 'LOST_REPLY', 'CRASH_INSIDE', 'CRASH_AFTER'),
  next: fc.constantFrom('NOTHING', 'NOTHING', 'TICK', 'MERGE', 'CONSENT', 'WITHDRAW'),
});

let bundles = 0;
/** Consents that stood and opened something: without one, what a withdrawal closes would prove nothing. */
let opened = 0;
let keys = 0;

/** One bundle of sequences on units of its own. */
const play = async (all: readonly Step[]): Promise<void> => {
  bundles += 1;
  const bundle = bundles;
  const unitOf = (lane: number): string => `B${bundle}-${lane}`;
  const numberOf = (lane: number): number => bundle * sideBySide + lane;
  const models = Array.from({ length: sideBySide }, () => new UnitModel());
  /** Lanes whose persons somebody joined, by the first of them. */
  const joined = new Map<number, number>();
  const decisions = createLinkDecisions({
    ...{ database: store.database, clock: store.clock.now, createId: randomUUID, hashingKey },
  });

  const push = async (pushes: Pushes, key: string, items: readonly object[]) =>
    (
      await pushes.push({
        ...{ caller: centre, source: sourceOf('centre'), operation: 'pushCentreRecords' },
        ...{ key, items, mode: 'PARTIAL' },
      })
    ).map(({ localId, outcome }) => `${localId} ${outcome}`);

  const crashing = async (at: Failpoint, key: string, items: readonly object[]): Promise<void> => {
    crashAt = at;
    await expect(push(openPushes(), key, items)).rejects.toThrow(Crash);
    crashAt = null;
  };

  const personOf = async (lane: number): Promise<string | null> =>
    await store.personOf('centre', `${unitOf(lane)}/1`);

  const happens: Readonly<Record<Step['next'], () => Promise<void>>> = {
    NOTHING: async () => undefined,
    TICK: async () => {
      // Somebody stands up for every relationship: S16 is told elsewhere.
      await store.rows(
        `update record set relationship_confirmed_by = 'somebody' where relationship_declared_by is not null`,
      );
      store.clock.advance(31 * 86_400_000);
      await store.sweep();
      for (const [lane, model] of models.entries()) if (model.tick()) joined.delete(lane);
    },
    MERGE: async () => {
      const [one, other] = models.flatMap((model, lane) =>
        model.held !== null && !joined.has(lane) ? [lane] : [],
      );
      if (one === undefined || other === undefined) return;
      const lineOf = (lane: number) => ({ source: 'centre', localId: `${unitOf(lane)}/1` });
      await decisions.join([lineOf(one), lineOf(other)], {
        ...{ agency: 'berane.centre', actor: 'Vesna', requestId: null, reason: 'Two papers were compared.' },
      });
      joined.set(one, one).set(other, one);
    },
    CONSENT: async () => {
      for (const [lane, model] of models.entries()) {
        if (lane % 50 !== 7 || model.held === null || model.consent !== 'NONE') continue;
        const [row] = await store.rows<{ id: string }>(
          `insert into consent (id, person_id, controller, recipient, purpose, categories, fields, notice_version, language,
             script, valid_until, binding, created_at) values (gen_random_uuid(), ?, 'berane.centre', ?, 'ps:SocialWelfareProvision',
             array['HEALTH'], '{}', '2026-1', 'cnr', 'Latn', '2099-01-01', true, ?) returning id`,
          [await personOf(lane), support, store.clock.now()],
        );
        await store.rows(
          `insert into consent_event (consent_id, state, at, actor) values (?, 'ConsentGiven', ?, 'x')`,
          [...[row?.id, store.clock.now()]],
        );
        model.consent = 'GIVEN';
      }
    },
    WITHDRAW: async () => {
      for (const [lane, model] of models.entries()) {
        if (model.consent !== 'GIVEN') continue;
        await store.rows(
          `insert into consent_event (consent_id, state, at, actor) select id, 'ConsentWithdrawn', ?, 'x' from consent where person_id = ?`,
          [store.clock.now(), await personOf(lane)],
        );
        model.consent = 'WITHDRAWN';
      }
    },
  };

  for (const { said, fault, next } of all) {
    const spoken = said.flatMap((each, lane) => (each ? [{ lane, said: each }] : []));
    const items = spoken.map(({ lane, said: each }) => itemOf(unitOf(lane), numberOf(lane), each));
    keys += 1;
    const key = `model-${keys}`;
    if (fault === 'CRASH_INSIDE') await crashing('receipts kept', key, items);
    if (fault === 'CRASH_AFTER') await crashing('push committed', key, items);
    const receipts = await push(openPushes(), key, items);
    expect(receipts).toEqual(
      spoken.map(({ lane, said: each }) => `${unitOf(lane)} ${models[lane]?.take(each)}`),
    );
    // The line broke before the answer was there: the same again, and the same answer.
    if (fault === 'LOST_REPLY') expect(await push(openPushes(), key, items)).toEqual(receipts);
    await happens[next]();
  }

  // Everything at once: what is held, what waits, what is told, and who is who.
  const found = await store.rows<{ unit: string; version: number; address: string | null }>(
    `select unit, version, payload ->> 'address' as address from record
      where unit like ? and kind in ('care-case', 'ended') and superseded_at is null order by unit`,
    [`B${bundle}-%`],
  );
  const byUnit = Map.groupBy(found, ({ unit }) => unit);
  const waiting = await store.rows<{ unit: string; version: number }>(
    `select unit, version from quarantine where unit like ? and closed_at is null`,
    [`B${bundle}-%`],
  );
  const changes = await store.rows<{ unit: string; version: number; change: string }>(
    `select unit, version, change from outbox where unit like ? order by position`,
    [`B${bundle}-%`],
  );
  for (const [lane, model] of models.entries()) {
    const unit = unitOf(lane);
    const rows = byUnit.get(unit) ?? [];
    const address = model.held === null ? null : `${places[Number(model.held)]} ${numberOf(lane)}`;
    expect([unit, rows.map((row) => [row.version, row.address])]).toEqual([
      unit,
      model.version === null ? [] : [[model.version, address]],
    ]);
    expect(
      changes.filter((each) => each.unit === unit).map(({ version, change }) => `${version} ${change}`),
    ).toEqual(model.changes);
    expect(waiting.filter((each) => each.unit === unit)).toHaveLength(model.waiting.length);
  }
  for (const [lane, model] of models.entries()) {
    if (model.consent === 'NONE' || model.held === null) continue;
    const projection = store.reading(callerOf(support, 'social-welfare-provision'));
    const view = await projection.view('PERSON', (await personOf(lane)) ?? '');
    const records = view ? projection.records(view, 'case-entry') : [];
    const own = records.find(({ row }) => row.unit === unitOf(lane));
    const seen = own ? projection.value(own, 'CaseEntry.health') : null;
    if (model.consent === 'WITHDRAWN') expect(seen).toBeNull();
    else if (seen === 'GOOD') opened += 1;
  }
  const persons = new Map<number, string | null>();
  for (const lane of joined.keys()) persons.set(lane, await personOf(lane));
  for (const [lane, first] of joined)
    if (joined.has(first)) expect(persons.get(lane)).toBe(persons.get(first));
};

test(`${sequences} sequences of pushes, retries, crashes, deletions, merges, withdrawals and years: the hub does what the model does, seed ${seed}`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stepOf, { minLength: steps, maxLength: steps }),
      async (all) => await play(all),
    ),
    { seed, numRuns: Math.ceil(sequences / sideBySide), endOnFailure: true },
  );
  expect(opened).toBeGreaterThan(0);
});
