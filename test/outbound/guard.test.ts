import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SourceFault, type SourceFaultKind } from '../../src/domain/source-fault.ts';
import { createGuard, type Guard } from '../../src/outbound/guard.ts';

const never = new AbortController().signal;
const fail = (kind: SourceFaultKind) => async (): Promise<never> => {
  throw new SourceFault(kind, 'a test');
};
const succeed = async (): Promise<string> => 'answer';
const hang = async (): Promise<never> => await new Promise(() => undefined);

const kindOf = async (attempt: Promise<unknown>): Promise<string> => {
  const outcome = await attempt.catch((error: unknown) => error);
  return outcome instanceof SourceFault ? outcome.kind : String(outcome);
};

// cockatiel asks Date when an open breaker may be tried: the clock alone is the test's, timers run as they do.
beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T10:00:00Z') }));
afterEach(() => vi.useRealTimers());

const guardOf = (options: Partial<Parameters<typeof createGuard>[0]> = {}): Guard =>
  createGuard({ deadlineMilliseconds: 10_000, now: () => Date.now(), ...options });

const failTimes = async (guard: Guard, times: number): Promise<void> => {
  for (let done = 0; done < times; done += 1)
    expect(await kindOf(guard.run(fail('WRONG_FORM'), never))).toBe('WRONG_FORM');
};

describe('a breaker', () => {
  test('opens at the fifth failure in a row, and then nothing is called (V2)', async () => {
    const guard = guardOf();
    await failTimes(guard, 4);
    expect(guard.state()).toBe('AVAILABLE');
    await failTimes(guard, 1);
    expect(guard.state()).toBe('UNAVAILABLE');
    const call = vi.fn(succeed);
    expect(await kindOf(guard.run(call, never))).toBe('BREAKER_OPEN');
    expect(call).not.toHaveBeenCalled();
  });

  test('that is open refuses in less than 5 ms, at the median of a thousand calls', async () => {
    const guard = guardOf();
    await failTimes(guard, 5);
    const times: number[] = [];
    for (let index = 0; index < 1000; index += 1) {
      const start = performance.now();
      await kindOf(guard.run(succeed, never));
      times.push(performance.now() - start);
    }
    expect(times.sort((one, other) => one - other)[500]).toBeLessThan(5);
  });

  test('opens where half of ten calls in ten seconds fail, though never five in a row', async () => {
    const guard = guardOf();
    for (let pair = 0; pair < 4; pair += 1) {
      await guard.run(succeed, never);
      await failTimes(guard, 1);
    }
    await guard.run(succeed, never);
    expect(guard.state()).toBe('AVAILABLE');
    await failTimes(guard, 1);
    expect(guard.state()).toBe('UNAVAILABLE');
  });

  test('forgets what is older than ten seconds', async () => {
    const guard = guardOf();
    for (let pair = 0; pair < 30; pair += 1) {
      await guard.run(succeed, never);
      await failTimes(guard, 1);
      vi.setSystemTime(Date.now() + 2500);
    }
    expect(guard.state()).toBe('AVAILABLE');
  });

  test('lets one call through after its time, and closes where that succeeds', async () => {
    const guard = guardOf({ probeAfterMilliseconds: 10_000 });
    await failTimes(guard, 5);
    vi.setSystemTime(Date.now() + 9_999);
    expect(await kindOf(guard.run(succeed, never))).toBe('BREAKER_OPEN');
    vi.setSystemTime(Date.now() + 1);
    const { promise, resolve } = Promise.withResolvers<string>();
    const probe = guard.run(async () => await promise, never);
    expect(guard.state()).toBe('UNAVAILABLE');
    const others = await Promise.all(
      Array.from({ length: 20 }, async () => await kindOf(guard.run(succeed, never))),
    );
    expect(new Set(others)).toEqual(new Set(['BREAKER_OPEN']));
    resolve('back');
    expect([await probe, guard.state(), await guard.run(succeed, never)]).toEqual([
      'back',
      'AVAILABLE',
      'answer',
    ]);
  });

  test.each(['WRONG_FORM', 'UNREACHABLE', 'ABORTED'] as const)(
    'stays open where that one ends with %s',
    async (kind) => {
      const guard = guardOf();
      await failTimes(guard, 5);
      vi.setSystemTime(Date.now() + 10_000);
      await kindOf(guard.run(fail(kind), never));
      expect([guard.state(), await kindOf(guard.run(succeed, never))]).toEqual([
        'UNAVAILABLE',
        'BREAKER_OPEN',
      ]);
    },
  );

  test('does not count what whoever asked took back, nor what found no place', async () => {
    const guard = guardOf({ atOnce: 1, waiting: 0 });
    for (let index = 0; index < 12; index += 1) {
      const caller = new AbortController();
      const attempt = guard.run(hang, caller.signal);
      expect(await kindOf(guard.run(succeed, never))).toBe('BUSY');
      caller.abort();
      expect(await kindOf(attempt)).toBe('ABORTED');
    }
    expect([guard.state(), await guard.run(succeed, never)]).toEqual(['AVAILABLE', 'answer']);
  });
});

describe('a deadline', () => {
  test('ends a call that hangs and does not hear its signal, and counts it as a failure (V1)', async () => {
    const guard = guardOf({ deadlineMilliseconds: 20 });
    for (let index = 0; index < 5; index += 1) {
      const start = performance.now();
      expect(await kindOf(guard.run(hang, never))).toBe('DEADLINE');
      expect(performance.now() - start).toBeGreaterThanOrEqual(19);
    }
    expect(guard.state()).toBe('UNAVAILABLE');
  });

  test('holds for the wait in the queue too', async () => {
    const guard = guardOf({ deadlineMilliseconds: 30, atOnce: 1, waiting: 5 });
    const attempts = Array.from({ length: 4 }, async () => await kindOf(guard.run(hang, never)));
    expect(await Promise.all(attempts)).toEqual(['DEADLINE', 'DEADLINE', 'DEADLINE', 'DEADLINE']);
  });

  test('tells the call, so that it can let go', async () => {
    const guard = guardOf({ deadlineMilliseconds: 20 });
    let told = false;
    await kindOf(
      guard.run(async (signal) => {
        signal.addEventListener('abort', () => {
          told = true;
        });
        return await hang();
      }, never),
    );
    expect(told).toBe(true);
  });
});

describe('retries', () => {
  test('are a tenth of the calls at most (V5)', async () => {
    const guard = guardOf();
    let made = 0;
    const calls = 200;
    for (let index = 0; index < calls; index += 1) {
      const isFaulty = index % 4 === 0;
      await kindOf(
        guard.run(async () => {
          made += 1;
          return isFaulty ? await fail('UNREACHABLE')() : 'answer';
        }, never),
      );
      vi.setSystemTime(Date.now() + 11_000);
    }
    expect(made).toBeGreaterThan(calls);
    expect(made).toBeLessThanOrEqual(calls * 1.1);
  });

  test('are none before ten calls were made', async () => {
    const guard = guardOf();
    const call = vi.fn(fail('UNREACHABLE'));
    await kindOf(guard.run(call, never));
    expect(call).toHaveBeenCalledTimes(1);
  });

  test.each(['DEADLINE', 'REFUSED', 'WRONG_FORM', 'TOO_LARGE', 'EGRESS'] as const)(
    'are made of no %s',
    async (kind) => {
      const guard = guardOf();
      for (let index = 0; index < 30; index += 1) await guard.run(succeed, never);
      const call = vi.fn(fail(kind));
      await kindOf(guard.run(call, never));
      expect(call).toHaveBeenCalledTimes(1);
    },
  );

  test('are made once, and their answer counts', async () => {
    const guard = guardOf();
    for (let index = 0; index < 30; index += 1) await guard.run(succeed, never);
    const call = vi.fn(succeed).mockImplementationOnce(fail('BROKEN_OFF'));
    expect(await guard.run(call, never)).toBe('answer');
    expect(call).toHaveBeenCalledTimes(2);
    const again = vi.fn(fail('FAILED'));
    expect(await kindOf(guard.run(again, never))).toBe('FAILED');
    expect(again).toHaveBeenCalledTimes(2);
  });
});

test('a bulkhead runs as many as it may, lets some wait, and refuses the rest at once', async () => {
  const guard = guardOf({ atOnce: 2, waiting: 3 });
  let running = 0;
  let most = 0;
  const work = async (): Promise<string> => {
    running += 1;
    most = Math.max(most, running);
    await setTimeout(5);
    running -= 1;
    return 'answer';
  };
  const outcomes = await Promise.all(
    Array.from(
      { length: 8 },
      async () => await guard.run(work, never).catch((error: SourceFault) => error.kind),
    ),
  );
  expect(outcomes.filter((each) => each === 'answer')).toHaveLength(5);
  expect(outcomes.filter((each) => each === 'BUSY')).toHaveLength(3);
  expect(most).toBe(2);
});

test('a fault of the program is told as it is', async () => {
  const guard = guardOf();
  await expect(
    guard.run(async () => {
      throw new TypeError('a mistake');
    }, never),
  ).rejects.toThrow(TypeError);
});
