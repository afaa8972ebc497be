import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { type Outcome, patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());

const importFile = async (source: string, file: string): Promise<Outcome> =>
  await runHub(['import', source, file, '--data', join(directory.path, 'data')]);

const written = (name: string, text: string): string => {
  const file = join(directory.path, name);
  writeFileSync(file, text);
  return file;
};

const observation = (changes: object): object => ({
  localId: 'MZ-1',
  localCommunity: 'Park',
  householdHead: 'Niko Neznanović',
  address: 'Brdska bb',
  observedOn: '2026-04-18',
  ...changes,
});

it('counts what was read, accepted and unchanged; a value set aside is told and costs nothing', async () => {
  const file = projectFile('samples', 'registers', 'petnjica', 'housing.csv');
  const first = await importFile('petnjica/housing', file);
  expect(first).toEqual({
    code: 0,
    stdout: [
      'source: petnjica/housing',
      'read: 212',
      'accepted: 212',
      'unchanged: 0',
      'values quarantined: 1',
      '46;jmbg;This is not a valid JMBG: its date or its check digit is wrong.',
      'rows quarantined: 0',
      '',
    ].join('\n'),
    // Nobody watches a pipe, so there is no progress in it.
    stderr: '',
  });
  const second = await importFile('petnjica/housing', file);
  expect(second.code).toBe(0);
  expect(second.stdout).toContain('accepted: 0\nunchanged: 212\n');
});

it('ends with 1 if a row was quarantined, says which, and takes the others', async () => {
  const file = written(
    'observations.json',
    JSON.stringify([
      observation({}),
      observation({ localId: null }),
      observation({ localId: 'MZ-3', observedOn: 'in spring' }),
    ]),
  );
  const { code, stdout } = await importFile('community', file);
  expect(code).toBe(1);
  expect(stdout).toContain('read: 3\naccepted: 2\n');
  expect(stdout).toMatch(/values quarantined: 1\n3;observedOn;.+\nrows quarantined: 1\n2;localId;.+\n$/);
  expect(stdout).not.toContain('in spring');
});

it('refuses an unknown source and a file that is not there, before it opens anything', async () => {
  const [source, file] = await Promise.all([
    importFile('school', 'samples/README.md'),
    importFile('housing', join(directory.path, 'nothing.csv')),
  ]);
  expect([source.code, source.stdout]).toEqual([1, '']);
  expect(source.stderr).toContain('Known: housing, petnjica/housing, centre, community.');
  expect([file.code, file.stdout]).toEqual([1, '']);
  expect(file.stderr).toMatch(/nothing\.csv cannot be read/);
});

it('ends what a complete file leaves out; where too much is missing it says so and ends nothing', async () => {
  const text = readFileSync(projectFile('samples', 'registers', 'petnjica', 'housing.csv'), 'latin1');
  const lines = text.split('\r\n');
  const file = (name: string, from: number): string => {
    const path = join(directory.path, name);
    writeFileSync(path, [lines[0], ...lines.slice(from)].join('\r\n'), 'latin1');
    return path;
  };
  const data = ['--data', join(directory.path, 'data')];
  const half = await runHub(['import', 'petnjica/housing', file('half.csv', 100), '--complete', ...data]);
  expect([half.code, half.stdout]).toEqual([1, expect.stringContaining('ended: 0\nmissing and not ended: ')]);
  const wrong = await runHub(['import', 'petnjica/housing', file('less.csv', 3), '--may-end', '2', ...data]);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('add --complete')]);
});
