import { randomUUID } from 'node:crypto';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { AgencyCaller, Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { graphqlErrorOf } from '../graph/answer-error.ts';
import type { OperationRequest } from '../graph/operation-request.ts';
import { type StreamEvent, streamEvent } from '../graph/stream-event.ts';
import type { EndedConsents } from '../records/ended-consents.ts';
import type { RecordedChanges } from '../records/recorded-changes.ts';
import { shownResult } from './shown-result.ts';

/** One subscription whose document has been judged and validated. */
export interface Subscribed {
  readonly caller: Caller;
  readonly document: DocumentNode;
  readonly documentHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The root field: what the stream is of. */
  readonly root: string;
  /** Whether the token that opened it still holds: it has not expired, and nobody has revoked it (T13). */
  readonly stillHolds: () => Promise<boolean>;
  /** Cuts the connection of a subscriber that does not read. */
  readonly cut: () => void;
}

export interface StreamsInput {
  readonly execute: (request: OperationRequest) => Promise<ExecutionResult>;
  readonly changes: RecordedChanges;
  readonly endedConsents: Pick<EndedConsents, 'owed'>;
  /** A number that grows with every act on a consent. */
  readonly consentActs: () => Promise<number>;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Every open subscription of this process, whatever it came by. */
export interface Streams {
  /** The answers of one subscription, one for each event, until it is over. */
  readonly open: (subscribed: Subscribed) => AsyncGenerator<ExecutionResult>;
  /** Looks whether there is anything new, and whose token or patience is over; the timer does it twice a second. */
  readonly turn: () => Promise<void>;
  readonly start: (milliseconds: number) => void;
  readonly count: () => number;
  readonly close: () => void;
}

/** A subscriber that takes nothing for so long is cut off, and can go on after its last event (THREATS.md V13). */
const mostPatienceMilliseconds = 30_000;
const changesAtOnce = 100;
const turnsBetweenLooks = 4;
/** `docs/limits.md` shows it. */
export const mostStreamsPerAgency = 50;

interface OpenStream {
  readonly subscribed: Subscribed;
  /** Since when an event waits to be taken, or null. */
  waitingSince: number | null;
  isClosed: boolean;
  wake: () => void;
}

const isOver = (result: ExecutionResult): boolean =>
  (result.errors ?? []).length > 0 && (result.data === null || result.data === undefined);

const hasEvent = ({ data }: ExecutionResult): boolean =>
  Object.values(data ?? {}).some((value) => value !== null);

/**
 * Makes the streams. Nothing is queued for a subscriber: it stands at a position of the outbox, and each event is decided,
 * logged and sent when the one before was taken. So what waits was never authorised, and costs no memory.
 */
export const createStreams = (input: StreamsInput): Streams => {
  const open = new Set<OpenStream>();
  let heads = '';
  let turns = 0;
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> | null = null;

  const run = async (subscribed: Subscribed, event: StreamEvent): Promise<ExecutionResult> =>
    await input.execute({
      ...{ caller: subscribed.caller, document: subscribed.document, documentHash: subscribed.documentHash },
      ...{ operationName: subscribed.operationName, variables: subscribed.variables, idempotencyKey: null },
      ...{ requestId: randomUUID(), judged: null, event },
    });

  const agencyOf = ({ caller }: Subscribed): AgencyCaller => {
    if (caller.kind !== 'AGENCY') throw new HubError('FORBIDDEN');
    return caller;
  };

  const waitFor = async (stream: OpenStream, seen: string): Promise<void> => {
    if (stream.isClosed || seen !== heads) return;
    await new Promise<void>((resolve) => {
      stream.wake = resolve;
    });
  };

  /** What has to be judged next: changes after the position, or consents that ended and were not told on this stream. */
  const pending = async (
    { subscribed }: OpenStream,
    position: number,
    told: ReadonlySet<string>,
  ): Promise<readonly StreamEvent[]> => {
    if (subscribed.root === 'consentEnded') {
      const owed = await input.endedConsents.owed(agencyOf(subscribed));
      return owed.filter(({ id }) => !told.has(id)).map((ended) => streamEvent('ENDED', { ended }));
    }
    const changes = await input.changes.after(position, changesAtOnce);
    return changes.map((change) => streamEvent('CHANGE', { change }));
  };

  async function* eventsOf(stream: OpenStream): AsyncGenerator<ExecutionResult> {
    const { subscribed } = stream;
    const goesOn = async (): Promise<boolean> => !stream.isClosed && (await subscribed.stillHolds());
    const opening = streamEvent('OPEN');
    const opened = await run(subscribed, opening);
    if ((opened.errors ?? []).length > 0) {
      yield opened;
      return;
    }
    let position = opening.told.position;
    let over = opening.told.isOver;
    const told = new Set<string>();
    let looked: string | null = null;
    while (!over && (await goesOn())) {
      const seen = heads;
      const events: readonly StreamEvent[] = seen === looked ? [] : await pending(stream, position, told);
      for (const event of events) {
        if (!(await goesOn())) return;
        const result = await run(subscribed, event);
        position = event.change?.position ?? position;
        if (event.ended) told.add(event.ended.id);
        if (!hasEvent(result) && !isOver(result)) continue;
        stream.waitingSince = input.now();
        yield result;
        stream.waitingSince = null;
        if (isOver(result)) return;
      }
      const still = streamEvent('STILL');
      const stands = await run(subscribed, still);
      if (isOver(stands)) {
        yield stands;
        return;
      }
      over = still.told.isOver;
      if (events.length === 0) looked = seen;
      if (!over && events.length === 0) await waitFor(stream, seen);
    }
  }

  const isTooMany = (subscribed: Subscribed): boolean => {
    const { agency } = agencyOf(subscribed);
    const own = [...open].filter(
      ({ subscribed: { caller } }) => caller.kind === 'AGENCY' && caller.agency === agency,
    );
    return own.length >= mostStreamsPerAgency;
  };

  async function* answersOf(stream: OpenStream): AsyncGenerator<ExecutionResult> {
    try {
      if (isTooMany(stream.subscribed)) throw new HubError('OVERLOADED', { retryAfterSeconds: 60 });
      open.add(stream);
      for await (const result of eventsOf(stream)) yield shownResult(result);
    } catch (error) {
      if (!(error instanceof HubError)) input.onFault(error);
      const told = error instanceof HubError ? error : new HubError('INTERNAL');
      yield shownResult({ errors: [graphqlErrorOf(told)] });
    } finally {
      stream.isClosed = true;
      open.delete(stream);
    }
  }

  const end = (stream: OpenStream): void => {
    stream.isClosed = true;
    stream.wake();
  };

  const turnOnce = async (): Promise<void> => {
    if (open.size === 0) return;
    for (const stream of open) {
      const holds = await stream.subscribed.stillHolds().catch(() => false);
      const waited = stream.waitingSince === null ? 0 : input.now() - stream.waitingSince;
      if (!holds) end(stream);
      if (waited > mostPatienceMilliseconds || (!holds && stream.waitingSince !== null)) {
        end(stream);
        stream.subscribed.cut();
      }
    }
    const [position, acts] = [await input.changes.positionBefore(null), await input.consentActs()];
    const isNew = heads !== `${position} ${acts}`;
    heads = `${position} ${acts}`;
    turns += 1;
    // From time to time each looks for itself: what may be read no longer ends a stream, whether or not anything was said newly.
    if (isNew || turns % turnsBetweenLooks === 0) for (const stream of open) stream.wake();
  };

  const turn = async (): Promise<void> => {
    turning ??= turnOnce().finally(() => {
      turning = null;
    });
    await turning;
  };

  return {
    open: (subscribed) => {
      const stream: OpenStream = { subscribed, waitingSince: null, isClosed: false, wake: () => undefined };
      const answers = answersOf(stream);
      const finish = answers.return.bind(answers);
      // A generator that waits is not told that nobody listens any more: what it waits for is.
      answers.return = async (value) => {
        end(stream);
        return await finish(value);
      };
      return answers;
    },
    turn,
    count: () => open.size,
    start: (milliseconds) => {
      timer = setInterval(() => void turn().catch(input.onFault), milliseconds).unref();
    },
    close: () => {
      clearInterval(timer);
      for (const stream of open) end(stream);
    },
  };
};
