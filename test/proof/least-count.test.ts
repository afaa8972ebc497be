import { expect, test } from 'vitest';
import { leastCount } from './campaign/least-count.ts';

// Ten coins: none falls on heads once in 1,024 times, one or none 11 times.
test.each([
  [0.0009, 0],
  [0.001, 1],
  [0.0107, 1],
  [0.0108, 2],
])('of ten tossed coins, at a risk of %f, at least %i fall on heads', (risk, least) => {
  expect(leastCount(10, 0.5, risk)).toBe(least);
});

test('what always happens happens every time', () => {
  expect(leastCount(3, 1 - 1e-9, 1e-6)).toBe(3);
});
