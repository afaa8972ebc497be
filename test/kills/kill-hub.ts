import 'reflect-metadata';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { signDemoToken } from '../../src/access/demo-token.ts';
import { type Failpoint, failpoints } from '../../src/domain/failpoint.ts';
import { seededRandom } from '../../src/linkage/seeded-random.ts';
import { readConfiguration } from '../../src/server/configuration.ts';
import { loadRegistry } from '../../src/server/load-registry.ts';
import { demoKeysOf } from '../../src/server/open-core.ts';
import { brokenStreet, createBatches, type PushedBatch } from './pushed.ts';

/** What a store says to a statement, while no hub has it open. */
export type Ask = <Row>(sql: string) => Promise<readonly Row[]>;

export interface KillsInput {
  readonly kills: number;
  readonly seed: number;
  /** How the child is started, with its arguments. */
  readonly command: readonly string[];
  /** Its settings: where its store and its keys lie. */
  readonly settings: Readonly<Record<string, string>>;
  /** Asks the store while the hub is dead. */
  readonly ask: Ask;
}

export interface KillsResult {
  readonly kills: number;
  readonly reached: ReadonlySet<string>;
  readonly acknowledged: number;
  /** Batches that were sent again because nobody had answered, and of them those that had been taken all the same. */
  readonly repeated: number;
  readonly faults: readonly string[];
}

const mutation = `mutation ($records: [CentreCaseInput!]!) {
  pushCentreRecords(records: $records, mode: PARTIAL) { localId outcome problems { column } } }`;

/** Batches under way at once. */
const senders = 3;
/** Seconds by which each hub is ahead of the one before: more than a key stays claimed by a hub that died (`push-store.ts`). */
const aheadEach = 61;

/** Batches after which a hub that was to die by chance is killed anyway. */
const mostBatches = 12;

interface Hub {
  readonly process: ChildProcess;
  readonly address: string;
  readonly ended: Promise<unknown>;
}

const startHub = async (
  { command, settings }: KillsInput,
  ahead: number,
  kill: { readonly at: Failpoint; readonly count: number } | null,
): Promise<Hub> => {
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      ...settings,
      AHEAD: String(ahead),
      ...(kill ? { KILL_AT: kill.at, KILL_COUNT: String(kill.count) } : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const ended = once(child, 'close');
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const found = /listens on (http:\S+)/.exec(text.toString())?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`the hub did not start: ${said}`)));
  });
  return { process: child, address, ended };
};

/** Sends a batch once. @returns whether it was answered. */
const send = async (address: string, token: string, batch: PushedBatch): Promise<boolean> => {
  try {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/graphql-response+json' },
        ...{ authorization: `Bearer ${token}`, 'idempotency-key': batch.key },
      },
      body: JSON.stringify({ query: mutation, variables: { records: batch.records } }),
    });
    const text = await response.text();
    if (response.status === 409) return false;
    if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
    const body = JSON.parse(text) as {
      data: { pushCentreRecords: NonNullable<PushedBatch['answer']>['receipts'] };
    };
    const receipts = body.data.pushCentreRecords;
    if (batch.answer && batch.answer.text !== text)
      throw new Error(`${batch.key} was answered otherwise the second time`);
    batch.answer ??= { requestId: response.headers.get('x-request-id') ?? '', text, receipts };
    return true;
  } catch (error) {
    // A connection that broke: the hub is dead, or was while the answer was on its way.
    if (error instanceof TypeError) return false;
    throw error;
  }
};

const tokenOf = async ({ settings }: KillsInput, ahead: number): Promise<string> => {
  const configuration = readConfiguration(
    { ...settings, HUB_PROFILE: 'demo' },
    { data: settings['HUB_DATA'] },
  );
  const keys = demoKeysOf(configuration);
  if (!keys) throw new Error('the demo has no keys');
  const { registry } = loadRegistry(configuration);
  const { audience } = configuration;
  return await signDemoToken(
    {
      ...{ kind: 'AGENCY', agency: 'berane.centre', purpose: 'social-welfare-provision' },
      ...{ actor: 'service:nightly', roles: [], area: [], minutes: 60 },
    },
    { registry, keys, audience, now: new Date(Date.now() + ahead * 1000) },
  );
};

/** Breaks every statement that writes a case at a certain street: what a store cannot hold, whatever it is. */
const breakStreet = async (ask: Ask): Promise<void> => {
  await ask(`create or replace function broken_street() returns trigger language plpgsql as $$ begin
    if new.payload ->> 'address' = '${brokenStreet}' then raise exception using errcode = '22000'; end if;
    return new; end $$`);
  await ask(
    `create or replace trigger broken_street before insert on record for each row execute function broken_street()`,
  );
};

/** What was acknowledged and is not there, and what is there twice. */
const compareWithStore = async (ask: Ask, batches: readonly PushedBatch[]): Promise<readonly string[]> => {
  const faults: string[] = [];
  const rows = async (sql: string): Promise<ReadonlyMap<string, number>> =>
    new Map(
      (await ask<{ name: string; count: number }>(sql)).map(({ name, count }) => [name, Number(count)]),
    );
  const cases = await rows(
    `select unit || ' ' || version as name, count(*)::int as count from record where kind in ('care-case', 'ended') and compartment = 'general' group by 1`,
  );
  const events = await rows(
    `select unit || ' ' || version as name, count(*)::int as count from outbox group by 1`,
  );
  const currents = await rows(
    `select unit as name, count(*)::int as count from record where kind in ('care-case', 'ended') and superseded_at is null and compartment = 'general' group by 1`,
  );
  const logged = await rows(
    `select body ->> 'request' as name, count(*)::int as count from audit_entry where kind = 'OPERATION' group by 1`,
  );
  const keys = await rows(
    `select key as name, count(*)::int as count from push where receipts is not null group by 1`,
  );
  const waiting = await rows(
    `select coalesce(unit, '') as name, count(*)::int as count from quarantine group by 1`,
  );
  for (const maps of [cases, events, currents])
    for (const [name, count] of maps) if (count !== 1) faults.push(`${name} is there ${count} times`);
  for (const { key, records, answer } of batches) {
    if (!answer) {
      faults.push(`${key} was never answered`);
      continue;
    }
    if (!logged.has(answer.requestId)) faults.push(`${key} is not in the log`);
    if (!keys.has(key)) faults.push(`${key} has lost its receipts`);
    for (const [index, { localId, outcome }] of answer.receipts.entries()) {
      const { version, matter } = records[index] as { version: number; matter?: string };
      const name = `${localId} ${version}`;
      const isTaken = outcome === 'CREATED' || outcome === 'UPDATED';
      if (isTaken && matter === undefined && !cases.has(name))
        faults.push(`${name} was acknowledged and is lost`);
      if (isTaken && matter === undefined && !events.has(name)) faults.push(`${name} makes no event`);
      if (outcome === 'QUARANTINED' && !waiting.has(localId)) faults.push(`${name} was put by and is lost`);
    }
  }
  return faults;
};

/**
 * Kills a hub over and over while it takes pushes: at each failpoint in turn and by chance, and sends again what nobody answered.
 * Then what was acknowledged is looked for in the store, and what is there twice (THREATS.md G1, G10, M8).
 */
export const killHub = async (input: KillsInput): Promise<KillsResult> => {
  const random = seededRandom(input.seed);
  const nextBatch = createBatches(random);
  const batches: PushedBatch[] = [];
  const reached = new Set<string>();
  let repeated = 0;
  let aimed = 0;
  const first = Math.floor(random() * failpoints.length);
  const setUp = await startHub(input, 0, null);
  setUp.process.kill('SIGKILL');
  await setUp.ended;
  await breakStreet(input.ask);
  for (let kill = 0; kill <= input.kills; kill += 1) {
    const isLast = kill === input.kills;
    // Every fourth by chance, the others at each failpoint in turn.
    const byChance = kill % 4 === 3;
    // By a count of their own: by the kills', those by chance would always fall on the same failpoints.
    const at = failpoints[(first + aimed) % failpoints.length] ?? 'push received';
    if (!byChance) aimed += 1;
    const ahead = (kill + 1) * aheadEach;
    const hub = await startHub(
      input,
      ahead,
      isLast || byChance ? null : { at, count: 1 + Math.floor(random() * 3) },
    );
    const token = await tokenOf(input, ahead);
    const unanswered = batches.filter(({ answer }) => answer === null);
    repeated += unanswered.length;
    for (const batch of unanswered) await send(hub.address, token, batch);
    if (isLast) {
      for (const batch of batches.slice(-10)) await send(hub.address, token, batch);
      hub.process.kill('SIGTERM');
      await hub.ended;
      break;
    }
    let alive = true;
    void hub.ended.then(() => {
      alive = false;
    });
    if (byChance) setTimeout(() => hub.process.kill('SIGKILL'), Math.floor(random() * 150)).unref();
    const work = async (): Promise<void> => {
      for (let sent = 0; alive && sent < mostBatches; sent += 1) {
        const batch = nextBatch();
        batches.push(batch);
        if (!(await send(hub.address, token, batch))) return;
      }
    };
    await Promise.all(Array.from({ length: senders }, work));
    // Asked of the hub itself: of one that died a moment ago its parent is told a moment later.
    const answers = await fetch(hub.address).then(
      () => true,
      () => false,
    );
    if (answers) hub.process.kill('SIGKILL');
    else if (!byChance) reached.add(at);
    await hub.ended;
  }
  return {
    ...{ kills: input.kills, reached, repeated },
    acknowledged: batches.filter(({ answer }) => answer !== null).length,
    faults: await compareWithStore(input.ask, batches),
  };
};
