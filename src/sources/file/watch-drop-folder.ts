import type { Timer } from '../../domain/timer.ts';
import type { DropFolder } from './drop-folder.ts';

export interface WatchOptions {
  readonly everySeconds: number;
  readonly timer: Pick<Timer, 'wait'>;
  readonly onFault: (error: unknown) => void;
}

/** So that an end is heard within a second, whatever lies between two looks. */
const stepMilliseconds = 1000;

/**
 * Looks into a folder, again and again, until the signal: a look after the other, never two at once. A look that breaks, such as at
 * a share that is away, is told, and the next one comes in its time.
 */
export const watchDropFolder = async (
  folder: DropFolder,
  { everySeconds, timer, onFault }: WatchOptions,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await folder.look(signal);
    } catch (error) {
      if (!signal.aborted) onFault(error);
    }
    for (let left = everySeconds * 1000; left > 0 && !signal.aborted; left -= stepMilliseconds)
      await timer.wait(Math.min(left, stepMilliseconds));
  }
};
