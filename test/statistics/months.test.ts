import { expect, test } from 'vitest';
import { monthsOf } from '../../src/statistics/months.ts';

test.each([
  ['2026-11-21', '2025-12', '2026-11'],
  ['2026-12-01', '2026-01', '2026-12'],
  ['2026-01-31', '2025-02', '2026-01'],
  ['2024-03-31', '2023-04', '2024-03'],
])('a release of %s tells of the months from %s to %s one by one', (asOf, first, last) => {
  const [earlier, ...months] = monthsOf(asOf);
  expect(earlier).toBe('EARLIER');
  expect([months[0], ...months.slice(-2)]).toEqual([first, last, 'UNK']);
  expect(new Set(months).size).toBe(13);
  expect(months.slice(0, 12)).toEqual([...months.slice(0, 12)].sort());
});
