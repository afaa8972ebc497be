// What a slow subscriber costs: nothing is queued for it, and its patience is counted (THREATS.md V13).
import { type ExecutionResult, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/caller.ts';
import type { OperationRequest } from '../../src/graph/operation-request.ts';
import { createStreams, mostStreamsPerAgency, type Subscribed } from '../../src/server/streams.ts';
import type { Change } from '../../src/store/outbox-store.ts';

const changes = Array.from({ length: 5000 }, (_, index) => ({ position: index + 1 }) as Change);
const caller = { kind: 'AGENCY', agency: 'berane.municipality' } as Caller;

const openStreams = () => {
  let now = 0;
  let executed = 0;
  let cuts = 0;
  const token = { holds: true };
  const execute = async ({ event }: OperationRequest): Promise<ExecutionResult> => {
    if (event?.kind === 'CHANGE') executed += 1;
    return { data: { recordChanged: event?.kind === 'CHANGE' ? { id: event.change?.position } : null } };
  };
  const streams = createStreams({
    execute,
    changes: {
      after: async (position, limit) => changes.slice(position, position + limit),
      of: async () => null,
      positionBefore: async () => 0,
    },
    endedConsents: { owed: async () => [] },
    consentActs: async () => 0,
    now: () => now,
    onFault: (error) => {
      throw error;
    },
  });
  const subscribed: Subscribed = {
    ...{ caller, document: parse('subscription { recordChanged { id } }'), documentHash: 'one' },
    ...{ operationName: null, variables: {}, root: 'recordChanged' },
    stillHolds: async () => token.holds,
    cut: () => {
      cuts += 1;
    },
  };
  return {
    ...{ streams, subscribed, token },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    counts: () => ({ executed, cuts }),
  };
};

describe('a subscriber that does not read', () => {
  it('is judged one event at a time, whatever waits behind it, and cut off after thirty seconds', async () => {
    const { streams, subscribed, pass, counts } = openStreams();
    const answers = streams.open(subscribed);
    await answers.next();
    await streams.turn();
    pass(30_000);
    await streams.turn();
    expect(counts()).toEqual({ executed: 1, cuts: 0 });
    pass(1);
    await streams.turn();
    expect(counts()).toEqual({ executed: 1, cuts: 1 });
    expect(await answers.next()).toEqual({ done: true, value: undefined });
    expect(streams.count()).toBe(0);
  });

  it('is cut off at once where its token holds no longer', async () => {
    const { streams, subscribed, token, counts } = openStreams();
    const answers = streams.open(subscribed);
    await answers.next();
    token.holds = false;
    await streams.turn();
    expect(counts()).toEqual({ executed: 1, cuts: 1 });
  });

  it('and one that does is told everything, in its order', async () => {
    const { streams, subscribed } = openStreams();
    const answers = streams.open(subscribed);
    const told: unknown[] = [];
    while (told.length < changes.length) told.push((await answers.next()).value.data.recordChanged.id);
    expect(told).toEqual(changes.map(({ position }) => position));
    await answers.return(undefined);
  });
});

it('an agency has so many streams, and is told that it is one too many', async () => {
  const { streams, subscribed } = openStreams();
  for (let index = 0; index < mostStreamsPerAgency; index += 1) await streams.open(subscribed).next();
  const { value } = await streams.open(subscribed).next();
  expect(value.errors[0].extensions).toEqual({ code: 'OVERLOADED' });
  streams.close();
});
