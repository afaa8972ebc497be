import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Timer } from '../domain/timer.ts';

/**
 * The machine's own. Node's timers know whole milliseconds and ring up to one early: what is left of the last two is passed
 * in turns of the event loop, in which others work, so that a wait ends when it was to end and not by how it was rounded.
 */
export const systemTimer: Timer = {
  now: () => performance.now(),
  wait: async (milliseconds) => {
    const end = performance.now() + milliseconds;
    if (milliseconds >= 2) await setTimeout(Math.floor(milliseconds) - 1);
    while (performance.now() < end) await setImmediate();
  },
};
