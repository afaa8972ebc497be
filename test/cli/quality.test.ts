import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { placeNewStore } from '../harness/new-store.ts';
import { patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());
const data = ['--data', join(directory.path, 'data')];
placeNewStore(join(directory.path, 'data', 'store'));

it('prints the counts of a register, its columns that are read into no field, and rows that were not taken', async () => {
  const file = join(directory.path, 'cases.ndjson');
  const careCase = { caseNumber: 'CSR-1', version: 1, recordedAt: 'juče', members: [{ localId: '1' }] };
  writeFileSync(file, `${JSON.stringify(careCase)}\n{}\n`);
  await runHub(['import', 'centre', file, ...data]);
  const { stdout } = await runHub(['quality', 'centre', ...data]);
  expect(stdout.split('\n').slice(0, 7)).toEqual([
    'source: centre',
    'rows of the newest file not taken: 1 of 2 (50.00 %)',
    'duplicate lines: 0 of 1 (0.00 %)',
    'lines under a national id of somebody else as well: 0 of 1 (0.00 %)',
    'households without a head: 1 of 1 (100.00 %)',
    'households with several heads: 0 of 1 (0.00 %)',
    'field;records;missing;missing_percent;invalid;invalid_percent;conflicting;conflicting_percent',
  ]);
  expect(stdout).toContain('\nCaseEntry.birthDate;1;1;100.00;0;0.00;0;0.00\n');
  expect(stdout).toMatch(/\ncolumn;invalid\nrecordedAt;1\n$/);
});

it('refuses an unknown source before it opens anything', async () => {
  const { code, stdout, stderr } = await runHub(['quality', 'school', ...data]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(
    'No source is called school. Known: housing, petnjica/housing, centre, community.',
  );
});
