import { setTimeout } from 'node:timers/promises';
import type { Timer } from '../domain/timer.ts';

/** The machine's own. */
export const systemTimer: Timer = {
  now: () => performance.now(),
  wait: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
};
