import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  isTaskCancelledError,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { SourceFault, type SourceState } from '../domain/source-fault.ts';
import { FailureRule } from './failure-rule.ts';
import { createRetryBudget } from './retry-budget.ts';

export interface GuardOptions {
  /** For one call with its repetition, from its place in the queue to the last byte. */
  readonly deadlineMilliseconds: number;
  /** Calls that run at one time, and calls that wait for their turn; more are refused at once. */
  readonly atOnce?: number;
  readonly waiting?: number;
  /** How long an open breaker stays open before one call is let through. */
  readonly probeAfterMilliseconds?: number;
  /** Milliseconds, for the rate of failures. */
  readonly now: () => number;
}

/** What every call to one source passes. */
export interface Guard {
  /**
   * Runs a call that only reads, at most twice.
   *
   * @throws SourceFault
   */
  readonly run: <Value>(call: (signal: AbortSignal) => Promise<Value>, signal: AbortSignal) => Promise<Value>;
  /** From the breaker alone, never from who was asked about (I9). */
  readonly state: () => SourceState;
}

const repeatMilliseconds = 50;

/** What may be another time tomorrow: a connection that was not there, an answer that broke off, a server that could not. */
const isTransient = (error: unknown): boolean =>
  error instanceof SourceFault && ['UNREACHABLE', 'BROKEN_OFF', 'FAILED'].includes(error.kind);

/** What the source has no part in. */
const isOwn = (error: unknown): boolean =>
  error instanceof BulkheadRejectedError ||
  isTaskCancelledError(error) ||
  (error instanceof SourceFault && error.kind === 'ABORTED');

const aborted = (caller: AbortSignal): SourceFault =>
  caller.aborted
    ? new SourceFault('ABORTED', 'it was no longer waited for')
    : new SourceFault('DEADLINE', 'it does not answer in time');

/** Ends with the signal, whatever a library does with it: a call that nobody waits for must count all the same. */
const orAborted = async <Value>(
  call: (signal: AbortSignal) => Promise<Value>,
  signal: AbortSignal,
  caller: AbortSignal,
): Promise<Value> => {
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(aborted(caller));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([call(signal), ended]);
  } catch (error) {
    throw signal.aborted ? aborted(caller) : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const faultOf = (error: unknown, caller: AbortSignal): unknown => {
  if (error instanceof BrokenCircuitError)
    return new SourceFault('BREAKER_OPEN', 'it failed too often and is not asked now');
  if (error instanceof BulkheadRejectedError)
    return new SourceFault('BUSY', 'as many calls as may be under way are');
  return isTaskCancelledError(error) ? aborted(caller) : error;
};

/** Deadline, retry budget, breaker and bulkhead of one source: it is made once and lives as long as the hub. */
export const createGuard = (options: GuardOptions): Guard => {
  const { deadlineMilliseconds, atOnce = 4, waiting = 16, probeAfterMilliseconds = 10_000, now } = options;
  const budget = createRetryBudget();
  const slots = bulkhead(atOnce, waiting);
  const rule = new FailureRule(now);
  const breaker = circuitBreaker(
    // While it is tried whether the source is back, everything but an answer says that it is not: what is not counted
    // would close the breaker.
    handleWhen((error) => !isOwn(error) || breaker.state === CircuitState.HalfOpen),
    { halfOpenAfter: probeAfterMilliseconds, breaker: rule },
  );

  return {
    run: async (call, caller) => {
      if (caller.aborted) throw aborted(caller);
      // The one that tries has the door; others would wait for it.
      if (breaker.state === CircuitState.HalfOpen)
        throw new SourceFault('BREAKER_OPEN', 'it failed too often and is tried with another call');
      budget.earn();
      let repeated = false;
      const policy = wrap(
        timeout(deadlineMilliseconds, TimeoutStrategy.Aggressive),
        retry(
          handleWhen((error) => {
            const again = !repeated && isTransient(error) && budget.take();
            repeated = true;
            return again;
          }),
          { maxAttempts: 1, backoff: new ConstantBackoff(repeatMilliseconds) },
        ),
        breaker,
        slots,
      );
      try {
        return await policy.execute(async ({ signal }) => {
          try {
            return await orAborted(call, signal, caller);
          } catch (error) {
            if (error instanceof SourceFault && error.kind === 'FOREIGN') rule.distrust();
            throw error;
          }
        }, caller);
      } catch (error) {
        throw faultOf(error, caller);
      }
    },
    state: () => (breaker.state === CircuitState.Closed ? 'AVAILABLE' : 'UNAVAILABLE'),
  };
};
