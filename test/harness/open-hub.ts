import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { inject } from 'vitest';
import { type DemoTokenRequest, signDemoToken } from '../../src/access/demo-token.ts';
import type { Timer } from '../../src/domain/timer.ts';
import { type Configuration, projectFile, readConfiguration } from '../../src/server/configuration.ts';
import type { Contracts } from '../../src/server/load-contracts.ts';
import { demoKeysOf } from '../../src/server/open-core.ts';
import { type RunningHub, startHub } from '../../src/server/start-hub.ts';
import { type Clock, createClock } from './clock.ts';
import { imageInstant } from './image-instant.ts';
import { memoryStore } from './memory-store.ts';
import { placeNewStore } from './new-store.ts';
import { noTimer } from './no-timer.ts';
import { openSplit } from './open-split.ts';
import { splitIsAsked } from './split-is-asked.ts';
import { splitStore } from './split-store.ts';

/** What a test may set of a hub; everything else is the demo's. */
export interface HubOptions {
  /** A directory of registers; null for an empty store. By default the project's samples. */
  readonly registers?: string | null;
  readonly configuration?: Partial<Configuration>;
  /** Where the clock stands at the start. */
  readonly now?: string;
  /** Time that passes; none does by default. */
  readonly timer?: Timer;
  /** Instead of the project's own adapters and contracts. */
  readonly contracts?: Contracts;
  /** Whether the graph runs in parts behind a gateway; by default as the run of the tests says. */
  readonly split?: boolean;
  /** Ids of everything the hub makes; random by default. */
  readonly createId?: () => string;
}

/** An answer over HTTP, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly { message: string; path?: unknown[]; extensions: { code: string } }[];
    readonly extensions?: { readonly withheld?: readonly { coordinate: string; reason: string }[] };
  };
}

type Token = Omit<Extract<DemoTokenRequest, { kind: 'AGENCY' }>, 'kind' | 'roles' | 'area' | 'minutes'> &
  Partial<Pick<Extract<DemoTokenRequest, { kind: 'AGENCY' }>, 'roles' | 'area' | 'minutes'>>;

/** A real hub on a port of its own, with real tokens, a clock in the test's hand and its statements counted. */
export interface TestHub {
  readonly running: RunningHub;
  readonly clock: Clock;
  readonly url: string;
  /** SQL statements since the last `statements.length = 0`. */
  readonly statements: string[];
  readonly faults: unknown[];
  readonly agencyToken: (token: Token) => Promise<string>;
  readonly personToken: (nationalId: string, birthDate: string) => Promise<string>;
  readonly ask: (
    token: string | null,
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** What the hub's own timers ask each second, in nobody's request: the tripwire's look at the log, with what it raises, among it. */
const ofTimers =
  /\b(least\(coalesce\(max\(position|in \('LOOKUP', 'DENIAL|(insert into|update) alert\b|protective_flag|guardian_withdrawal|alert_progress|journal|revocation|policy_change|pg_try_advisory_xact_lock|(entry|sealed)\.position)\b/;

export const samples = projectFile('samples', 'registers');

/** Opens a hub in the demo profile on a store of its own in memory. */
export const openTestHub = async (options: HubOptions = {}): Promise<TestHub> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-test-'));
  const clock = createClock(options.now ?? imageInstant);
  // The samples as the image has them, unless a test brings keys, ids or a time of its own.
  const asInImage =
    options.registers === undefined &&
    !options.createId &&
    !options.now &&
    !options.configuration?.secretsFile;
  const isSplit = (options.split ?? splitIsAsked()) && !options.configuration?.database;
  const content = asInImage ? 'samples' : 'empty';
  const configuration: Configuration = {
    ...readConfiguration({ PORT: '0' }, { data: directory }),
    database: isSplit ? await splitStore(content) : memoryStore(content),
    ...(asInImage ? { secretsFile: inject('images').secrets } : {}),
    ...options.configuration,
  };
  const { database } = configuration;
  if (database.kind === 'PGLITE' && database.directory !== null) placeNewStore(database.directory);
  const statements: string[] = [];
  const faults: unknown[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void faults.push(JSON.parse(line)) });
  const running = await (isSplit ? openSplit : startHub)(
    configuration,
    {
      clock: clock.now,
      timer: options.timer ?? noTimer,
      createId: options.createId ?? randomUUID,
      logger,
      pid: process.pid,
      ...(options.contracts ? { contracts: options.contracts } : {}),
      onStatement: (sql) => {
        if (!ofTimers.test(sql)) statements.push(sql);
      },
    },
    { registers: options.registers === undefined ? samples : options.registers, onProgress: () => undefined },
  );
  const keys = demoKeysOf(configuration);
  if (!keys) throw new Error('the test hub runs in the demo profile');
  const context = () => ({
    registry: running.hub.registry,
    keys,
    audience: configuration.audience,
    now: clock.now(),
  });
  const url = `${running.address}/graphql`;
  return {
    running,
    clock,
    url,
    statements,
    faults,
    agencyToken: async (token) =>
      await signDemoToken({ kind: 'AGENCY', roles: [], area: [], minutes: 10, ...token }, context()),
    personToken: async (nationalId, birthDate) =>
      await signDemoToken({ kind: 'PERSON', nationalId, birthDate, minutes: 10 }, context()),
    ask: async (token, query, variables, headers) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, ...(variables ? { variables } : {}) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: JSON.parse(text) as Answer['body'],
      };
    },
    close: async () => {
      await running.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
