import type { Timer } from '../../src/domain/timer.ts';

/** No time passes, and nobody waits for any: what a test does not measure. */
export const noTimer: Timer = { now: () => 0, wait: async () => undefined };
