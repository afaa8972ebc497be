import iconv from 'iconv-lite';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { columns } from '../../adapters/housing/register-row.ts';
import { importRegister } from '../../src/records/register-import.ts';
import { registry } from '../policy/demo-house.ts';
import { careCase, tenant } from './make-case.ts';
import { openTestStore, sourceOf, type TestStore } from './open-store.ts';
import { failOnFault, pagesOfFile } from './pages-of-file.ts';

let store: TestStore;
beforeEach(async () => {
  if (!store) store = await openTestStore();
  else
    await store.rows(
      'truncate record, link, mention, mention_key, local_community, quarantine, outbox, webhook_delivery, journal',
    );
});
afterAll(async () => await store.close());

/** Contracts of one tenant each, by their numbers. */
const contracts = (...numbers: readonly number[]): readonly object[] =>
  numbers.map((number) =>
    tenant({ rb: `${number}`, broj_ugovora: `U-${number}`, ime: `Ime${number}`, stan: `${number}` }),
  );
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const contentOf = (rows: readonly object[]): Uint8Array =>
  iconv.encode(
    [
      columns.join(';'),
      ...rows.map((row) => columns.map((column) => row[column as never] ?? '').join(';')),
    ].join('\r\n'),
    'win1250',
  );
const importFile = async (rows: readonly object[], complete?: { mayEnd: number | null }) =>
  await importRegister({
    ...{ source: sourceOf('housing'), adapter: housingAdapter, onFault: failOnFault },
    pages: pagesOfFile(housingAdapter, contentOf(rows)),
    ...{ database: store.database, reception: store.reception },
    ...{ timeZone: registry.timeZone, clock: store.clock.now },
    ...(complete ? { complete } : {}),
  });
const held = async (): Promise<number> =>
  (await store.rows(`select 1 from record where kind = 'tenancy' and superseded_at is null`)).length;

describe('a file that is the whole register', () => {
  test('ends what it leaves out, and what comes back is there again', async () => {
    await importFile(contracts(1, 2, 3));
    const second = await importFile(contracts(1, 3), { mayEnd: null });
    expect([second.missing, await held()]).toEqual([{ ended: 1, heldBack: 0 }, 2]);
    const again = await importFile(contracts(1, 3), { mayEnd: null });
    expect([again.missing, again.unchanged]).toEqual([{ ended: 0, heldBack: 0 }, 2]);
    const back = await importFile(contracts(1, 2, 3), { mayEnd: null });
    expect([back.accepted, await held()]).toEqual([1, 3]);
  });

  test('ends nothing while one of its rows cannot be read: that could be the one', async () => {
    await importFile(contracts(1, 2));
    const file = await importFile([...contracts(1), tenant({ rb: '', broj_ugovora: 'U-2' })], {
      mayEnd: null,
    });
    expect([file.missing, await held()]).toEqual([{ ended: 0, heldBack: 1 }, 2]);
  });

  test.each([
    [30, 25, 5, 0],
    [30, 24, 0, 6],
    [100, 90, 10, 0],
    [100, 89, 0, 11],
  ])('of %i with %i in it: %i end and %i are held back', async (before, after, ended, heldBack) => {
    await importFile(contracts(...upTo(before)));
    expect((await importFile(contracts(...upTo(after)), { mayEnd: null })).missing).toEqual({
      ended,
      heldBack,
    });
    expect(await held()).toBe(before - ended);
  });

  test('ends more where somebody says that so many may, and no more than that', async () => {
    await importFile(contracts(...upTo(30)));
    expect((await importFile(contracts(1), { mayEnd: 28 })).missing).toEqual({ ended: 0, heldBack: 29 });
    expect((await importFile(contracts(1), { mayEnd: 29 })).missing).toEqual({ ended: 29, heldBack: 0 });
  });

  test('is no file of a register that counts versions', async () => {
    const content = new TextEncoder().encode(JSON.stringify(careCase(1)));
    const imported = importRegister({
      ...{ source: sourceOf('centre'), adapter: centreAdapter, onFault: failOnFault },
      pages: pagesOfFile(centreAdapter, content),
      ...{ database: store.database, reception: store.reception },
      ...{ timeZone: registry.timeZone, clock: store.clock.now, complete: { mayEnd: null } },
    });
    await expect(imported).rejects.toThrow('The register centre counts versions');
    expect(await store.rows('select 1 from record')).toEqual([]);
  });
});

test('a file that is said to be no more than it is ends nothing', async () => {
  await importFile(contracts(1, 2));
  expect([(await importFile(contracts(1))).missing, await held()]).toEqual([null, 2]);
});
