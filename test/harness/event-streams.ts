import { createClient, type ExecutionResult } from 'graphql-sse';
import type { TestHub } from './open-hub.ts';

/** An open subscription over server-sent events, with what came by it. */
export interface EventStream {
  readonly events: readonly ExecutionResult[];
  /** Resolves once the hub has ended it. */
  readonly ended: Promise<'COMPLETE' | 'BROKEN'>;
  readonly close: () => void;
}

/** Lets the hub look for what is new, and what it tells arrive. */
export const settle = async (hub: TestHub): Promise<void> => {
  for (let round = 0; round < 4; round += 1) {
    await hub.running.hub.streams.turn();
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
};

/** Subscribes as an agency's software does, and waits until the hub has begun. */
export const openStream = async (
  hub: TestHub,
  token: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<EventStream> => {
  const client = createClient({
    url: `${hub.running.address}/graphql/stream`,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const events: ExecutionResult[] = [];
  const ended = new Promise<'COMPLETE' | 'BROKEN'>((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: (event) => void events.push(event as ExecutionResult),
        complete: () => resolve('COMPLETE'),
        error: () => resolve('BROKEN'),
      },
    );
  });
  await settle(hub);
  return { events, ended, close: () => client.dispose() };
};

/** What one root field told, event by event. */
export const toldOf = <Told>({ events }: EventStream, root: string): readonly Told[] =>
  events.flatMap(({ data }) => (data ? [(data as Record<string, unknown>)[root] as Told] : []));
