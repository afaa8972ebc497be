import { describe, expect, test } from 'vitest';
import { beginPace } from '../../src/domain/pace.ts';

/** A timer in the test's hand, which says for how long it was waited. */
const createTimer = () => {
  const state = { now: 1000, waited: [] as number[] };
  const timer = {
    now: () => state.now,
    wait: async (milliseconds: number) => {
      state.waited.push(milliseconds);
      state.now += milliseconds;
    },
  };
  return { state, timer };
};

describe('work that keeps pace', () => {
  test.each([
    [0, 50],
    [1, 49],
    [49.5, 0.5],
    [50, 0],
    [50.25, 49.75],
    [120, 30],
  ])('which took %d ms waits %d ms more', async (took, waits) => {
    const { state, timer } = createTimer();
    const pace = beginPace(timer, 50);
    state.now += took;
    await pace.even();
    expect(state.waited).toEqual([waits]);
    expect((state.now - 1000) % 50).toBe(0);
  });
});
