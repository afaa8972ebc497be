import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { sampleTenants, type TenantRow, tenantsFile } from '../harness/registers.ts';
import { type EditedConfiguration, editConfiguration } from '../http/edited-configuration.ts';

/** A hub whose second passes in a five-hundredth of one. */
const timer = {
  now: () => performance.now(),
  wait: async (milliseconds: number) => await setTimeout(milliseconds / 500),
};

const folder = mkdtempSync(join(tmpdir(), 'hub-drop-'));
let edited: EditedConfiguration;
let hub: TestHub;
beforeAll(async () => {
  edited = editConfiguration(({ agencies }) => {
    const housing = agencies.sources.find(({ id }) => id === 'housing');
    if (housing) housing.connection = { kind: 'FILE_DROP', folder, every: 'PT10S' };
  });
  hub = await openTestHub({ registers: null, timer, configuration: edited.files });
});
afterAll(async () => {
  await hub?.close();
  edited?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Drops a file and waits for its report. */
const drop = async (
  name: string,
  content: string | Uint8Array,
  place: 'done' | 'failed',
): Promise<string> => {
  writeFileSync(join(folder, 'in', name), content);
  const file = join(folder, place, name);
  while (!existsSync(file)) await setTimeout(10);
  return readFileSync(`${file}.report.csv`, 'utf8');
};
const contracts = async (): Promise<readonly string[]> =>
  (
    await hub.running.hub.database.query<{ unit: string }>(
      `select unit from record where source = 'housing' and kind = 'tenancy' and superseded_at is null order by unit`,
    )
  ).map(({ unit }) => unit);

test('what a register drops into its folder is in the hub, and what a later file leaves out has ended', async () => {
  const rows = sampleTenants('1', '2', '3', '4', '5', '6', '7');
  const first = await drop('zakupci.csv', tenantsFile(rows), 'done');
  expect(first).toContain(';ACCEPTED;;7 in all');
  expect(await contracts()).toHaveLength(3);

  const again = await drop('isti.csv', tenantsFile(rows), 'done');
  expect(again).toContain(';UNCHANGED;;7 in all');

  const bad: TenantRow = { ...rows[0], rb: '99', broj_ugovora: 'U-99', datum_rodjenja: '31.02.1987.' };
  const second = await drop('februar.csv', tenantsFile([...rows.slice(0, 6), bad]), 'done');
  expect(second).toContain('8;VALUE_SET_ASIDE;datum_rodjenja;');
  expect(second).toContain(';ENDED;;1 in all');
  expect(await contracts()).toEqual([rows[0], rows[3], bad].map((row) => row?.broj_ugovora).sort());
  for (const { jmbg, prezime } of rows) {
    expect(second).not.toContain(prezime);
    if (jmbg) expect(second).not.toContain(jmbg);
  }
});

test('a file that is another register changes nothing and says why in its report', async () => {
  const before = await contracts();
  const report = await drop('drugo.csv', 'ime;prezime\r\nAna;Rosuljić\r\n', 'failed');
  expect(report.split('\r\n')[1]).toMatch(/^1;COLUMNS;\(row\);/);
  expect(await contracts()).toEqual(before);
});
