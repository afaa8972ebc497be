import 'reflect-metadata';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { signDemoToken } from '../../src/access/demo-token.ts';
import { readConfiguration } from '../../src/server/configuration.ts';
import { loadRegistry } from '../../src/server/load-registry.ts';
import { demoKeysOf } from '../../src/server/open-core.ts';
import { ana } from '../harness/people.ts';
import { sampleCases } from '../harness/registers.ts';
import { type Child, startBuiltChild, startChild } from './start-child.ts';

const directory = mkdtempSync(join(tmpdir(), 'hub-start-'));
const data = join(directory, 'data');
const lock = join(data, 'hub.lock');
const children: Child[] = [];

writeFileSync(join(directory, 'centre.ndjson'), `${JSON.stringify(sampleCases('CSR-00001')[0])}\n`);

const start = (by: typeof startChild): Child => {
  const child = by({}, '--data', data, '--registers', directory);
  children.push(child);
  return child;
};
afterAll(async () => {
  for (const child of children) if (child.process.exitCode === null) child.process.kill('SIGKILL');
  await Promise.all(children.map(({ ended }) => ended));
  rmSync(directory, { recursive: true, force: true });
});

/** The Centre's own view of Ana, with a token of the data directory's keys. */
const findAna = async (address: string): Promise<unknown> => {
  const configuration = readConfiguration({}, { data });
  const keys = demoKeysOf(configuration);
  if (!keys) throw new Error('the demo has keys');
  const token = await signDemoToken(
    {
      kind: 'AGENCY',
      agency: 'berane.centre',
      purpose: 'social-welfare-provision',
      actor: 'Nada',
      roles: [],
      area: [],
      minutes: 10,
    },
    {
      registry: loadRegistry(configuration).registry,
      keys,
      audience: configuration.audience,
      now: new Date(),
    },
  );
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: `{ findPerson(nationalId: "${ana.nationalId}") { id givenName } }` }),
  });
  return await response.json();
};

test('a life: first start, a second hub refused, an end, a crash, and the data are still there', {
  timeout: 120_000,
}, async () => {
  // By the command that a newcomer types; the others are the same hub, built once for the run.
  const first = start(startChild);
  const address = await first.address;
  expect(new URL(address).hostname).toBe('127.0.0.1');
  expect(first.output.stdout).toMatch(/^centre: 1 read, 1 accepted/m);
  const seen = await findAna(address);
  expect(seen).toEqual({ data: { findPerson: { id: expect.any(String), givenName: 'Ana' } } });

  // Who comes second is told whom to stop, and takes nothing away.
  const second = start(startBuiltChild);
  expect(await second.ended).toBe(1);
  expect(second.output.stderr).toContain(`held by the hub with pid ${first.process.pid}.`);
  expect(readFileSync(lock, 'utf8').trim()).toBe(String(first.process.pid));
  expect(await findAna(address)).toEqual(seen);

  // The end that was asked for is no failure, and gives the lock back.
  first.process.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(existsSync(lock)).toBe(false);
  const heads = readFileSync(join(data, 'heads', 'heads.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(heads.length).toBeGreaterThan(0);

  // The lock of a hub that died without a word is taken over; nothing is loaded twice.
  writeFileSync(lock, `${second.process.pid}\n`);
  const third = start(startBuiltChild);
  expect(await findAna(await third.address)).toEqual(seen);
  expect(third.output.stdout).not.toMatch(/accepted/);
  expect(readFileSync(lock, 'utf8').trim()).toBe(String(third.process.pid));
  third.process.kill('SIGKILL');
  await third.ended;
  expect(existsSync(lock)).toBe(true);

  const fourth = start(startBuiltChild);
  expect(await findAna(await fourth.address)).toEqual(seen);
  fourth.process.kill('SIGINT');
  expect(await fourth.ended).toBe(0);
});
