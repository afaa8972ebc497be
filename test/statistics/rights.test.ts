// What a release counts of rights: each household's once, with the best that was decided, and no name that few have.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../records/open-store.ts';
import { askingHousehold } from './asking-household.ts';
import { drawRelease } from './draw-release.ts';

const aid = 'dodatak za djecu';
/** The first and last day of the twelve months that are told, the day before them, and one that is to come. */
const sinceOf = ['2025-12-01', '2026-11-20', '2025-11-30', '2027-01-01'];

const units = [
  // Two decisions on one right: the one that grants counts, and what both grant.
  askingHousehold(0, [
    { title: aid, status: 'GRANTED', amount: '40.50' },
    { title: 'додатак за дјецу', status: 'GRANTED', amount: '9.50' },
    { title: aid, status: 'REFUSED', amount: '80' },
  ]),
  // A right that is asked for: it waits from the first day on which it was, and what is not granted is no amount.
  askingHousehold(1, [
    { title: aid, status: 'PENDING', since: '2026-11-01', amount: '40' },
    { title: aid, status: 'PENDING', since: '2026-10-22' },
  ]),
  askingHousehold(2, [{ title: aid, status: 'PENDING' }]),
  ...Array.from({ length: 10 }, (_value, index) =>
    askingHousehold(10 + index, [
      {
        title: aid,
        status: 'GRANTED',
        amount: '44.10',
        ...(index < 4 ? { since: sinceOf[index] as string } : {}),
      },
    ]),
  ),
  // Ten households ask for what would name them, and one of them for more of that kind.
  ...Array.from({ length: 9 }, (_value, index) =>
    askingHousehold(30 + index, [{ title: 'pomoć za otkup stana', status: 'REFUSED' }]),
  ),
  askingHousehold(40, [
    { title: 'pomoć za otkup stana', status: 'REFUSED' },
    { title: 'sahrana', status: 'GRANTED', amount: '300' },
  ]),
  askingHousehold(50, []),
];

interface RightRow {
  readonly title: string;
  readonly status: string;
  readonly count: number;
  readonly amount: string;
  readonly waiting: number;
}

let store: TestStore;
let rows: readonly RightRow[];
beforeAll(async () => {
  store = await openTestStore({
    now: '2026-11-21T10:00:00Z',
    configuredCommunities: new Map([['berane', ['Park']]]),
  });
  await store.takeUnits('centre', units);
  await drawRelease(store);
  rows = await store.rows<RightRow>(
    `select title, status, count(*)::int as count, sum(amount)::float8::text as amount, sum(waiting_days)::int as waiting
       from statistics_right group by 1, 2 order by 1, 2`,
  );
});
afterAll(async () => await store.close());

describe('a right', () => {
  test('is counted once for each household, in whichever script it is written', () => {
    expect(rows.filter(({ title }) => title === aid)).toEqual([
      { title: aid, status: 'GRANTED', count: 11, amount: '491', waiting: 0 },
      { title: aid, status: 'PENDING', count: 2, amount: '0', waiting: 30 },
    ]);
  });
  test('is of the month since when it is so: of the last twelve, of all before, or of none that a register says', async () => {
    const months = await store.rows<{ status: string; month: string; count: number }>(
      `select status, month, count(*)::int as count from statistics_right where title = ? group by 1, 2 order by 1, 2`,
      [aid],
    );
    expect(months.map(({ status, month, count }) => [status, month, count])).toEqual([
      ['GRANTED', '2025-12', 1],
      ['GRANTED', '2026-11', 2],
      ['GRANTED', 'EARLIER', 1],
      ['GRANTED', 'UNK', 7],
      // Two entries on one right: it waits since the first.
      ['PENDING', '2026-10', 1],
      ['PENDING', 'UNK', 1],
    ]);
  });
  test('of fewer than eleven households is not named', () => {
    expect(rows.filter(({ title }) => title !== aid)).toEqual([
      { title: 'OTHER', status: 'GRANTED', count: 1, amount: '300', waiting: 0 },
      { title: 'OTHER', status: 'REFUSED', count: 9, amount: '0', waiting: 0 },
    ]);
    expect(JSON.stringify(rows)).not.toContain('otkup');
  });
  test('makes its household a recipient where it is granted, of the same sums', async () => {
    const [recipients] = await store.rows(
      `select count(*)::int as households, sum(rights)::int as rights, sum(amount)::float8 as amount
         from statistics_household where recipient = 'YES'`,
    );
    expect(recipients).toEqual({ households: 12, rights: 12, amount: 791 });
    expect(
      await store.rows(`select 1 from statistics_household where recipient = 'NO' and amount > 0`),
    ).toEqual([]);
  });
  test('is under a name that the release knows', async () => {
    const [release] = await store.rows<{ facts: { rights: unknown } }>(
      'select facts from statistics_release',
    );
    expect(release?.facts.rights).toEqual([{ municipality: 'berane', rights: ['OTHER', aid] }]);
  });
});
