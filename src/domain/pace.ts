import type { Timer } from './timer.ts';

/** How long the hub has worked on one request, and when its answer may leave. */
export interface Pace {
  /** Waits until the work is a whole number of steps old. */
  readonly even: () => Promise<void>;
}

/**
 * Begins the pace of one piece of work whose time would tell what its answer does not (THREATS.md I10). It ends at a step's
 * end, whatever it took until then: steps are longer than the work mostly is, so that nearly all of it ends at the first.
 *
 * @param stepMilliseconds a step's length.
 */
export const beginPace = (timer: Timer, stepMilliseconds: number): Pace => {
  const start = timer.now();
  return {
    even: async () => {
      const since = timer.now() - start;
      await timer.wait(Math.max(1, Math.ceil(since / stepMilliseconds)) * stepMilliseconds - since);
    },
  };
};
