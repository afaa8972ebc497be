// R16, R21: what a restored backup does to the log, in a hub and by the operator's commands.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { patience, runHub, temporaryDirectory } from '../cli/run-command.ts';
import { alertsOf } from '../harness/alerts.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());
const data = join(directory.path, 'data');
const store = join(data, 'store');
const headsFile = join(data, 'heads', 'heads.jsonl');
const configuration = {
  dataDirectory: data,
  headsDirectory: join(data, 'heads'),
  database: { kind: 'PGLITE', directory: store },
} as const;
const reopened = async (): Promise<TestHub> => await openTestHub({ registers: null, configuration });

const agency = 'berane.centre';
/** A purpose that the Centre may not use: both officers are told, out of the sealed log alone. */
const refuse = async (hub: TestHub, actor: string): Promise<void> => {
  const token = await hub.agencyToken({ agency, purpose: 'domestic-violence-protection', actor });
  expect((await hub.ask(token, '{ findPerson(nationalId: "1") { id } }')).status).toBe(403);
};
const sealAll = async (hub: TestHub): Promise<void> => {
  while ((await hub.running.hub.seal()) > 0);
};
const whoAreTold = async (hub: TestHub): Promise<readonly (string | null)[]> =>
  (await alertsOf(hub, agency, 'dpo')).map(({ kind, actor }) => `${kind} ${actor}`).toSorted();

const restored = async (...values: readonly string[]) =>
  await runHub(['audit', 'restored', '--data', data, ...values]);
const verified = async () => await runHub(['audit', 'verify', '--data', data]);

describe('after a restored backup', () => {
  beforeAll(async () => {
    const first = await openSmallHub({ housing: sampleTenants('1') }, { configuration });
    await refuse(first, 'Nada');
    await sealAll(first);
    await first.close();
    cpSync(store, join(directory.path, 'backup'), { recursive: true });
    const later = await reopened();
    await refuse(later, 'Vesna');
    await refuse(later, 'Milica');
    expect(await whoAreTold(later)).toEqual(['PURPOSE Milica', 'PURPOSE Nada', 'PURPOSE Vesna']);
    await later.close();
    rmSync(store, { recursive: true });
    cpSync(join(directory.path, 'backup'), store, { recursive: true });
  });

  test('the hub answers, but seals nothing and tells nobody', async () => {
    const hub = await reopened();
    await refuse(hub, 'Zoran');
    await expect(hub.running.hub.seal()).rejects.toMatchObject({ code: 'INTERNAL' });
    await hub.running.hub.watch();
    const [told] = await hub.running.hub.database.query(
      `select count(*)::int as count from alert where actor = 'Zoran'`,
    );
    expect(told).toEqual({ count: 0 });
    await hub.close();
    const { code, stdout, stderr } = await verified();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^The log does not hold at position \d+: the log ends at position \d+, but a head was signed/,
    );
  });

  test('goes on once the operator has put it on record, and the officers are told of both', async () => {
    const before = readFileSync(headsFile, 'utf8');
    expect((await restored('--by', 'Milena')).code).toBe(2);
    const said = await restored('--by', 'Milena', '--reason', 'The disk failed.');
    expect([said.code, said.stderr]).toEqual([0, '']);
    const [, from = '', to = ''] =
      /gone: what was sealed at positions (\d+) to (\d+)\n/.exec(said.stdout) ?? [];
    expect(Number(to)).toBeGreaterThanOrEqual(Number(from));
    const after = readFileSync(headsFile, 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length).trim().split('\n')).toHaveLength(1);

    const hub = await reopened();
    expect(await whoAreTold(hub)).toEqual(['LOG_RESTORED Milena', 'PURPOSE Nada', 'PURPOSE Zoran']);
    expect(await alertsOf(hub, 'berane.municipality', 'dpo')).toContainEqual(
      expect.objectContaining({ kind: 'LOG_RESTORED', objects: Number(to) - Number(from) + 1 }),
    );
    await hub.close();

    const { code, stdout, stderr } = await verified();
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toContain('The log holds, but for what was lost with restored backups.\n');
    expect(stdout).toMatch(
      new RegExp(`^gone: positions ${from} to ${to}, said by Milena at .+: The disk failed\\.$`, 'm'),
    );
  });

  test('cannot be said of a log that is whole', async () => {
    const before = readFileSync(headsFile, 'utf8');
    const again = await restored('--by', 'Milena', '--reason', 'Once more.');
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toContain('as long as its heads say');
    expect(readFileSync(headsFile, 'utf8')).toBe(before);
  });
});
