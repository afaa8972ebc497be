import { CircuitState, type IBreaker } from 'cockatiel';

/** V2: opens at the fifth failure in a row, or where half of what was asked in ten seconds failed. */
const mostInRow = 5;
const spanMilliseconds = 10_000;
/** Of fewer calls than this, half is no rate. */
const fewestCalls = 10;

interface Outcome {
  readonly at: number;
  readonly failed: boolean;
}

/**
 * When a source counts as failing. cockatiel's own sampling breaker drops old windows one at a call, so that of a source which
 * is asked now and then it counts what was long ago; and it needs a hundred calls in ten seconds before it judges.
 */
export class FailureRule implements IBreaker {
  /** Kept by nobody: a hub that starts asks every source anew. */
  state: unknown;
  readonly #now: () => number;
  #inRow = 0;
  #outcomes: Outcome[] = [];
  #isDistrusted = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  success(state: CircuitState): void {
    this.#inRow = 0;
    if (state === CircuitState.Closed) this.#note(false);
    else this.#outcomes = [];
  }

  /** The next failure opens: it is no accident. */
  distrust(): void {
    this.#isDistrusted = true;
  }

  failure(state: CircuitState): boolean {
    this.#inRow += 1;
    this.#note(true);
    const isDistrusted = this.#isDistrusted;
    this.#isDistrusted = false;
    if (isDistrusted || state !== CircuitState.Closed) return true;
    const failed = this.#outcomes.filter((each) => each.failed).length;
    return (
      this.#inRow >= mostInRow ||
      (this.#outcomes.length >= fewestCalls && failed * 2 >= this.#outcomes.length)
    );
  }

  #note(failed: boolean): void {
    const now = this.#now();
    this.#outcomes = this.#outcomes.filter(({ at }) => now - at < spanMilliseconds && at <= now);
    this.#outcomes.push({ at: now, failed });
  }
}
