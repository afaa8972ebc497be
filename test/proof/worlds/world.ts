import pino from 'pino';
import type { Timer } from '../../../src/domain/timer.ts';
import { type Configuration, readConfiguration } from '../../../src/server/configuration.ts';
import { type RunningHub, startHub } from '../../../src/server/start-hub.ts';
import type { DatabaseLocation } from '../../../src/store/database.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';

/** One request as it is sent: replayed byte by byte in the other world. */
export interface SentRequest {
  readonly token: string | null;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back, less what may differ between two answers: the date and the request's own id (STORIES.md). */
export interface Received {
  readonly status: number;
  readonly headers: readonly string[];
  readonly text: string;
  /** The request's own id: another in each world, so never compared. */
  readonly requestId: string;
}

/** A real hub on a port of its own, whose store can be set back. */
export interface ProofWorld {
  readonly running: RunningHub;
  readonly snapshot: Snapshot;
  /** What the hub put into its log at level error. */
  readonly faults: unknown[];
  readonly send: (request: SentRequest) => Promise<Received>;
  /** Remembers a request's id: a later body names it as `answer 0`, `answer 1` and so on (see `operations/pools.ts`). */
  readonly remember: (requestId: string) => void;
  /** Remembers a request's id of the town's past: the log names it in a person's own file. */
  readonly rememberPast: (requestId: string) => void;
  /** What is remembered of the town's past so far. */
  readonly past: readonly string[];
  /** Sets the store back, and with it what the hub keeps in memory of it. */
  readonly restore: () => Promise<void>;
  /** Ids of everything the hub makes go on from here. */
  readonly countIdsFrom: (base: number) => void;
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly database: DatabaseLocation;
  /** Ids of what the hub makes go on from here. */
  readonly idsFrom: number;
  /** The ids of the requests of the town's past, where it has one already. */
  readonly past: readonly string[];
  /** Shared by all worlds: the keys of the demo's issuers lie in it. */
  readonly directory: string;
  readonly secretsFile: string;
  readonly registers: string;
  readonly clock: () => Date;
  readonly timer: Timer;
  readonly configuration?: Partial<Configuration>;
}

// An internal fault carries a random reference: that two worlds fail alike must not look like a difference.
const withoutReference = (text: string): string =>
  text.replace(/"reference":"[0-9a-f-]{36}"/g, '"reference":"*"');

/** Ids of earlier requests by the names under which they were asked for, and those of the town's past by theirs. */
const withNames = (text: string, past: readonly string[], requestIds: readonly string[]): string => {
  const names = new Map([
    ...past.map((id, number) => [id, `past ${number}`] as const),
    ...requestIds.map((id, number) => [id, `answer ${number}`] as const),
  ]);
  return text.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (id) => names.get(id) ?? id);
};

const varying: ReadonlySet<string> = new Set(['date', 'x-request-id', 'keep-alive', 'connection']);

/** Opens a hub over the town. */
export const openWorld = async (options: WorldOptions): Promise<ProofWorld> => {
  let lastId = options.idsFrom;
  const faults: unknown[] = [];
  const configuration: Configuration = {
    ...readConfiguration({ PORT: '0' }, { data: options.directory }),
    database: options.database,
    secretsFile: options.secretsFile,
    ...options.configuration,
  };
  const running = await startHub(
    configuration,
    {
      clock: options.clock,
      timer: options.timer,
      createId: () => {
        lastId += 1;
        return `00000000-0000-4000-8000-${lastId.toString(16).padStart(12, '0')}`;
      },
      logger: pino({ level: 'error' }, { write: (line: string) => void faults.push(JSON.parse(line)) }),
      pid: process.pid,
    },
    { registers: options.registers, onProgress: () => undefined },
  );
  const requestIds: string[] = [];
  const past: string[] = [...options.past];
  const snapshot = createSnapshot(running.hub.database);
  const url = `${running.address}/graphql`;
  return {
    running,
    snapshot,
    remember: (requestId) => void requestIds.push(requestId),
    rememberPast: (requestId) => void past.push(requestId),
    past,
    restore: async () => {
      await snapshot.restore();
      requestIds.length = 0;
      await running.hub.policy.changed();
      await running.hub.revocations.refresh();
    },
    faults,
    send: async ({ token, body, headers }) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: body.replace(/answer (\d+)/g, (name, number) => requestIds[Number(number)] ?? name),
      });
      return {
        status: response.status,
        headers: [...response.headers]
          .filter(([name]) => !varying.has(name))
          .map(([name, value]) => `${name}: ${value}`)
          .sort(),
        text: withNames(withoutReference(await response.text()), past, requestIds),
        requestId: response.headers.get('x-request-id') ?? '',
      };
    },
    countIdsFrom: (base) => {
      lastId = base;
    },
    close: async () => await running.stop(),
  };
};
