import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { HubError } from '../../src/domain/hub-error.ts';
import { endOf } from '../../src/domain/unit-end.ts';
import type { ReceivedItem } from '../../src/records/received-item.ts';
import type { ItemReceipt, PushMode } from '../../src/records/reception.ts';
import { callerOf } from '../policy/demo-house.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, sourceOf, type TestStore, unitsOf } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  if (!store) store = await openTestStore();
  else
    await store.rows(
      'truncate record, link, mention, mention_key, local_community, quarantine, outbox, webhook_delivery, alert, intake_finding, journal',
    );
});
afterAll(async () => await store.close());

const bearer = { kind: 'REGISTER' } as const;
const receive = async (
  items: readonly ReceivedItem[],
  mode: PushMode = 'PARTIAL',
  source = 'centre',
): Promise<readonly ItemReceipt[]> =>
  await store.database.transaction(
    async (transaction) =>
      await store.reception.receive(transaction, sourceOf(source), items, { bearer, mode }),
  );
const itemsOf = (...cases: readonly object[]): readonly ReceivedItem[] =>
  cases.map((item, index) => {
    const [unit] = unitsOf(sourceOf('centre'), [item], '2026-11-21');
    if (!unit) throw new Error('no unit');
    return { unit: { ...unit, rows: [index] }, original: { form: 'ITEM', item } };
  });
const outcomes = (receipts: readonly ItemReceipt[]) =>
  receipts.map(({ localId, outcome }) => `${localId} ${outcome}`);
const numbered = (number: number, version = 1, changes: object = {}): object =>
  careCase(version, {
    caseNumber: `R-${number}`,
    members: [member(`R-${number}/1`, { givenName: `Ime${number}`, nationalId: null })],
    ...changes,
  });
/** A case that a careless translation lets through and the store cannot hold: a NUL in a text. */
const poison = (number: number): ReceivedItem => {
  const [item] = itemsOf(numbered(number));
  if (!item || !('unit' in item)) throw new Error('no unit');
  const records = item.unit.records.map((record) => ({
    ...record,
    payload: { ...record.payload, address: 'Polimska\0 1' },
  }));
  return { ...item, unit: { ...item.unit, records } };
};
const waiting = async () =>
  await store.rows<{ unit: string | null; reason: string; attempts: number; closed: string | null }>(
    'select unit, reason, attempts, closed_as as closed from quarantine order by unit, received_at',
  );
const current = async () =>
  (
    await store.rows<{ unit: string }>(
      `select distinct unit from record where superseded_at is null and kind = 'care-case' order by 1`,
    )
  ).map(({ unit }) => unit);

describe('a batch with an item that breaks the store', () => {
  test('is taken but for that one, which waits; and the next batches go on (G7, G8)', async () => {
    const [one, three] = itemsOf(numbered(1), numbered(3));
    if (!one || !three) throw new Error('no items');
    expect(outcomes(await receive([one, poison(2), three]))).toEqual([
      'R-1 CREATED',
      'R-2 QUARANTINED',
      'R-3 CREATED',
    ]);
    expect(await current()).toEqual(['R-1', 'R-3']);
    expect(await waiting()).toEqual([{ unit: 'R-2', reason: 'FAILED', attempts: 1, closed: null }]);
    expect(outcomes(await receive(itemsOf(numbered(4))))).toEqual(['R-4 CREATED']);
  });

  test('breaks the rest of its own round no more than once: each is tried twice at most', async () => {
    const before = store.statements.length;
    await receive([...itemsOf(numbered(1), numbered(2)), poison(3)]);
    const tries = store.statements.slice(before).filter((sql) => /^insert into "record"/.test(sql)).length;
    expect(tries).toBeLessThanOrEqual(2 * 3);
  });

  test('comes again every night: one line, and how often', async () => {
    for (let night = 0; night < 3; night += 1) await receive([poison(2)]);
    expect(await waiting()).toEqual([{ unit: 'R-2', reason: 'FAILED', attempts: 3, closed: null }]);
  });

  test('is refused whole where all or none was asked for: nothing is kept, not in quarantine either', async () => {
    const refused = receive([...itemsOf(numbered(1)), poison(2)], 'ALL_OR_NOTHING');
    await expect(refused).rejects.toThrow(HubError);
    await expect(refused).rejects.toMatchObject({
      code: 'BATCH_REFUSED',
      problems: [{ row: 0, column: '(item)' }],
    });
    expect([await current(), await waiting()]).toEqual([[], []]);
    expect(await store.rows('select 1 from outbox')).toEqual([]);
  });

  test('tells the stewards of its agency how many wait', async () => {
    await receive([poison(2), poison(3)]);
    const alerts = await store.rows('select recipient, role, kind, objects from alert');
    expect(alerts).toEqual([
      { recipient: 'berane.centre', role: 'steward', kind: 'QUARANTINED', objects: 2 },
    ]);
  });
});

describe('a fault of the store itself', () => {
  test('is nobody’s item: the whole batch is undone, and nothing is put by', async () => {
    await store.rows('alter table link rename to link_away');
    await expect(receive(itemsOf(numbered(1)))).rejects.toThrow();
    await store.rows('alter table link_away rename to link');
    expect([await current(), await waiting()]).toEqual([[], []]);
  });
});

describe('the same version with another content', () => {
  const rival = () => receive(itemsOf(numbered(1, 2, { address: 'Polimska 9' })));

  test('is a conflict: what is held stays, the other waits, and both are kept (G5)', async () => {
    await receive(itemsOf(numbered(1, 2)));
    expect(outcomes(await rival())).toEqual(['R-1 CONFLICT']);
    expect(await waiting()).toEqual([{ unit: 'R-1', reason: 'CONFLICT', attempts: 1, closed: null }]);
    expect(
      await store.rows(`select payload ->> 'address' as address from record where kind = 'care-case'`),
    ).toEqual([{ address: 'Lipov drvored 12/7' }]);
  });

  test('waits until a higher version decides; an older one decides nothing', async () => {
    await receive(itemsOf(numbered(1, 2)));
    await rival();
    await receive(itemsOf(numbered(1, 1)));
    expect((await waiting()).map(({ closed }) => closed)).toEqual([null]);
    await receive(itemsOf(numbered(1, 3)));
    expect(await store.rows('select closed_as as closed, original from quarantine')).toEqual([
      { closed: 'TAKEN', original: null },
    ]);
  });
});

describe('what is kept of an item', () => {
  test('is readable by nobody who looks into the store', async () => {
    await receive([poison(2)]);
    const [row] = await store.rows<{ text: string }>('select quarantine::text as text from quarantine');
    expect(row?.text).not.toMatch(/Ime2|R-2\/1/);
  });

  test('of a sealed case: neither its number, and its controller alone can open it (R11)', async () => {
    await receive(itemsOf(numbered(7, 1, { matter: 'M-7' })));
    await receive(itemsOf(numbered(7, 1, { matter: 'M-7', address: 'Polimska 9' })));
    const [row] = await store.rows<{ unit: string; sealed: boolean; original: string }>(
      'select unit, sealed, original from quarantine',
    );
    expect(row?.sealed).toBe(true);
    expect(row?.unit).not.toContain('R-7');
    expect(JSON.parse(row?.original ?? '')).toHaveProperty('recipients');
  });

  test('goes when its time is over', async () => {
    await receive([poison(2)]);
    store.clock.advance(11 * 366 * 86_400_000);
    await store.sweep();
    expect(await waiting()).toEqual([]);
    store.clock.advance(-11 * 366 * 86_400_000);
  });
});

describe('what a source no longer has', () => {
  const end = async (localId: string, version: number | null, source = 'centre') =>
    await store.takeUnits(source, [endOf(localId, version, 0)]);
  const seen = async (): Promise<readonly string[]> => {
    const household = await store.householdOf('centre', 'R-1');
    const view = await store
      .reading(callerOf('berane.centre', 'social-welfare-provision'))
      .view('HOUSEHOLD', household ?? '');
    return (view?.records ?? []).map(({ row }) => row.kind);
  };

  test('is gone for its readers at once, and comes back with a newer version, under the same ids', async () => {
    await receive(itemsOf(numbered(1, 2)));
    const before = [await store.personOf('centre', 'R-1/1'), await store.householdOf('centre', 'R-1')];
    expect(outcomes(await end('R-1', 3))).toEqual(['R-1 UPDATED']);
    expect(await seen()).toEqual([]);
    expect(outcomes(await receive(itemsOf(numbered(1, 4))))).toEqual(['R-1 UPDATED']);
    expect(await seen()).toContain('care-case');
    expect([await store.personOf('centre', 'R-1/1'), await store.householdOf('centre', 'R-1')]).toEqual(
      before,
    );
  });

  test('by version: a late older update stays away, the same again changes nothing (G6)', async () => {
    await receive(itemsOf(numbered(1, 2)));
    await end('R-1', 5);
    expect(outcomes(await receive(itemsOf(numbered(1, 4))))).toEqual(['R-1 STALE_IGNORED']);
    expect(outcomes(await end('R-1', 5))).toEqual(['R-1 UNCHANGED']);
    expect(outcomes(await receive(itemsOf(numbered(1, 5))))).toEqual(['R-1 CONFLICT']);
    expect(await current()).toEqual([]);
  });

  test('and that nobody held: its older versions stay away all the same', async () => {
    expect(outcomes(await end('R-1', 5))).toEqual(['R-1 UNCHANGED']);
    expect(outcomes(await receive(itemsOf(numbered(1, 4))))).toEqual(['R-1 STALE_IGNORED']);
    expect(outcomes(await receive(itemsOf(numbered(1, 6))))).toEqual(['R-1 UPDATED']);
  });

  test('is in no household with anybody any more', async () => {
    await store.take('housing', [tenant(), tenant({ rb: '2', ime: 'Igor', srodstvo: 'sin' })]);
    await receive(itemsOf(numbered(1, 1, { members: [member('R-1/1')] })));
    const homes = async () => [
      await store.householdOf('housing', 'U-7'),
      await store.householdOf('centre', 'R-1'),
    ];
    const [lease, home] = await homes();
    expect(lease).toBe(home);
    await end('U-7', null, 'housing');
    const [gone, alone] = await homes();
    expect(gone).not.toBe(alone);
  });

  test('is erased after thirty days, in all its versions', async () => {
    await receive(itemsOf(numbered(1, 1)));
    await receive(itemsOf(numbered(1, 2)));
    await end('R-1', 3);
    const held = async () =>
      (await store.rows(`select 1 from record where unit = 'R-1' and payload is not null`)).length;
    store.clock.advance(29 * 86_400_000);
    await store.sweep();
    expect(await held()).toBeGreaterThan(0);
    store.clock.advance(2 * 86_400_000);
    await store.sweep();
    expect(await held()).toBe(0);
    expect(await store.rows(`select 1 from mention where unit = 'R-1'`)).toEqual([]);
    expect(outcomes(await receive(itemsOf(numbered(1, 2))))).toEqual(['R-1 STALE_IGNORED']);
    store.clock.advance(-31 * 86_400_000);
  });

  test('can be gone again, long after it came back', async () => {
    await store.take('housing', [tenant()]);
    await end('U-7', null, 'housing');
    await store.take('housing', [tenant({ dug_eur: '5,00' })]);
    store.clock.advance(40 * 86_400_000);
    await store.sweep();
    expect(outcomes(await end('U-7', null, 'housing'))).toEqual(['U-7 UPDATED']);
    store.clock.advance(-40 * 86_400_000);
  });

  test('of a register without versions is known by its content', async () => {
    await store.take('housing', [tenant()]);
    const [{ unit } = { unit: '' }] = await store.rows<{ unit: string }>(
      `select unit from record where kind = 'tenancy'`,
    );
    expect(outcomes(await end(unit, null, 'housing'))).toEqual([`${unit} UPDATED`]);
    expect(outcomes(await end(unit, null, 'housing'))).toEqual([`${unit} UNCHANGED`]);
    expect(outcomes(await store.take('housing', [tenant()]))).toEqual([`${unit} UPDATED`]);
  });

  test('makes no news of somebody who is protected: for its own source it is gone, for others it stands as it stood (R11)', async () => {
    const family = [
      member('R-1/1'),
      member('R-1/2', { givenName: 'Marko', nationalId: null, relation: 'suprug' }),
    ];
    await receive(itemsOf(numbered(1, 1, { members: family })));
    await receive(itemsOf(numbered(9, 1, { matter: 'M-9', members: [member('R-9/1')] })));
    await end('R-1', 2);
    const general = await store.rows(
      `select kind from record where unit = 'R-1' and compartment = 'general' and superseded_at is null and kind = 'care-case'`,
    );
    expect(general).toHaveLength(1);
    expect(await seen()).toEqual([]);
    expect(await store.rows(`select change from outbox where unit = 'R-1'`)).toEqual([{ change: 'CREATED' }]);
  });
});

describe('what has changed', () => {
  test('is written with the change: each once, in order, and nothing of what changed nothing', async () => {
    await receive(itemsOf(numbered(1, 1), numbered(2, 1)));
    await receive(itemsOf(numbered(1, 1), numbered(2, 2)));
    await receive(itemsOf(numbered(1, 0)));
    await store.takeUnits('centre', [endOf('R-1', 9, 0), endOf('R-5', 1, 1)]);
    const rows = await store.rows<{ unit: string; change: string; version: number }>(
      'select unit, change, version from outbox order by position',
    );
    expect(rows.map((row) => `${row.unit} ${row.version} ${row.change}`)).toEqual([
      'R-1 1 CREATED',
      'R-2 1 CREATED',
      'R-2 2 UPDATED',
      'R-1 9 ENDED',
    ]);
  });

  test('of a matter is not', async () => {
    await receive(itemsOf(numbered(7, 1, { matter: 'M-7' })));
    expect(await store.rows('select 1 from outbox')).toEqual([]);
  });
});
