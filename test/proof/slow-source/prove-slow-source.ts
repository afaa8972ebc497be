import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { signDemoToken } from '../../../src/access/demo-token.ts';
import { projectFile, readConfiguration } from '../../../src/server/configuration.ts';
import { demoKeysOf } from '../../../src/server/open-core.ts';
import { startHub } from '../../../src/server/start-hub.ts';
import { systemTimer } from '../../../src/server/system-timer.ts';
import { openHttpServer } from '../../harness/http-server.ts';
import { answeringCases, contractsWithLiveCentre } from '../../harness/live-centre.ts';
import { storeInMemory } from '../../harness/store-in-memory.ts';
import { editConfiguration } from '../../http/edited-configuration.ts';

/** THREATS.md V1: how much longer others may take beside a source that hangs. */
const bar = 1.2;
const rounds = 10;
const requestsOfRound = 200;
const askersBeside = 4;

const plain =
  'query ($id: String!) { findPerson(nationalId: $id) { givenName households { tenancies { status } } } }';
const touching = 'query ($id: String!) { findPerson(nationalId: $id) { caseEntries { relation } } }';

const p99 = (times: readonly number[]): number =>
  [...times].sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0;

/**
 * Measures requests that need no live source, beside others that ask one which answers, and beside others that ask one which hangs:
 * rounds in turn, so that the machine's moods are in both.
 *
 * @returns whether the 99th percentile beside the hanging source is within the bar.
 */
export const proveSlowSource = async (image: string, say: (line: string) => void): Promise<boolean> => {
  const data = mkdtempSync(join(tmpdir(), 'hub-slow-'));
  const source = await openHttpServer();
  const cases = readFileSync(projectFile('samples', 'registers', 'centre.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { caseNumber: string; members: { nationalId: string | null }[] });
  const edited = editConfiguration(({ agencies }) => {
    const centre = agencies.sources.find(({ id }) => id === 'centre');
    if (centre) centre.connection = { kind: 'REST', url: source.url, internal: true, every: 'PT24H' };
    for (const agency of agencies.agencies) agency.objectsPerHour = 10_000_000;
  });
  source.answer(answeringCases(cases));
  const configuration = {
    ...readConfiguration({ PORT: '0' }, { data }),
    ...edited.files,
    database: storeInMemory(image),
  };
  const running = await startHub(
    configuration,
    {
      ...{ clock: () => new Date(), timer: systemTimer, createId: randomUUID, pid: process.pid },
      ...{ logger: pino({ level: 'silent' }), contracts: contractsWithLiveCentre() },
    },
    { registers: projectFile('samples', 'registers'), onProgress: () => undefined },
  );
  try {
    const keys = demoKeysOf(configuration);
    if (!keys) throw new Error('the demo has no keys');
    const context = { registry: running.hub.registry, keys, audience: configuration.audience };
    const agency = { kind: 'AGENCY', roles: [], area: [], minutes: 50, actor: 'Milena' } as const;
    const token = await signDemoToken(
      { ...agency, agency: 'berane.municipality', purpose: 'housing-welfare-management' },
      { ...context, now: new Date() },
    );
    const numbers = cases.flatMap(({ members }) => members.flatMap(({ nationalId }) => nationalId ?? []));
    let next = 0;
    const ask = async (query: string): Promise<number> => {
      next += 1;
      const began = performance.now();
      const response = await fetch(`${running.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables: { id: numbers[next % numbers.length] } }),
      });
      const { data } = (await response.json()) as { data?: object | null };
      if (!data) throw new Error('a request was not answered');
      return performance.now() - began;
    };
    const round = async (): Promise<readonly number[]> => {
      let isOver = false;
      const beside = Array.from({ length: askersBeside }, async () => {
        while (!isOver) await ask(touching);
      });
      const times: number[] = [];
      for (let asked = 0; asked < requestsOfRound; asked += 1) times.push(await ask(plain));
      isOver = true;
      await Promise.all(beside);
      return times;
    };
    await round();
    const answers: number[] = [];
    const hangs: number[] = [];
    for (let count = 0; count < rounds; count += 1) {
      source.answer(answeringCases(cases));
      // Until the breaker has let one through again.
      await new Promise((resolve) => setTimeout(resolve, 10_100));
      for (let tries = 0; tries < 5; tries += 1) await ask(touching);
      answers.push(...(await round()));
      source.answer(() => undefined);
      hangs.push(...(await round()));
    }
    const [beside, alone] = [p99(hangs), p99(answers)];
    const ratio = beside / alone;
    say(
      `p99 of ${hangs.length} requests beside a source that hangs ${beside.toFixed(1)} ms, beside one that answers ` +
        `${alone.toFixed(1)} ms: ${ratio.toFixed(2)} times (bar ${bar})`,
    );
    return ratio <= bar;
  } finally {
    await running.stop();
    await source.close();
    edited.remove();
    rmSync(data, { recursive: true, force: true });
  }
};
