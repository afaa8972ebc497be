import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readSecrets } from '../../src/access/secrets.ts';
import { semicolonLine } from '../../src/domain/semicolon-line.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { patience, runHubProcess, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());

describe('the command line', () => {
  it.concurrent.each([
    [['token', '--help'], '--minutes'],
    [['import', '--help'], 'row;column;reason'],
    [['link', '--help'], 'file;row_id;cluster'],
    [['links', '--help'], 'source;local_id;person;household'],
    [['audit', 'verify', '--help'], 'first bad position'],
    [['audit', 'restored', '--help'], 'every head up to its end'],
    [['matrix', '--help'], 'read from the store'],
    [['policy', 'diff', '--help'], 'read from the store'],
    [['agency', 'leave', '--help'], 'come back with a backup'],
    [['report', 'processing', '--help'], 'joint controllers'],
    [['secrets', '--help'], 'HUB_SECRETS'],
    [['schema', '--help'], 'schema/hub.graphql'],
  ])('explains %j on stdout and ends well', async (values, named) => {
    const { code, stdout, stderr } = await runHubProcess(values);
    expect(stdout.replace(/\s+/g, ' ')).toContain(named);
    expect([code, stderr]).toEqual([0, '']);
  });

  it.concurrent.each([
    [[]],
    [['nothing-of-the-kind']],
    [['import', 'housing']],
    [['token', '--minutes', '61']],
    [['token', '--agency', 'berane.centre']],
    [['link', 'people.csv', '--out', 'clusters.csv']],
    [['links', '--unknown']],
    [['agency', 'leave', 'berane.support', '--out', 'somewhere']],
    [['report', 'processing', '--jurisdiction', 'EU']],
  ])('tells a mistake in %j on stderr and ends with 2', async (values) => {
    const { code, stdout, stderr } = await runHubProcess(values);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/help/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('prints the matrix of access that reviewers read, of the day they name', async () => {
    const data = ['--data', join(directory.path, 'no-store')];
    const { code, stdout, stderr } = await runHubProcess(['matrix', '--day', '2026-11-21', ...data]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('== berane.municipality for ps:HousingWelfareManagement');
    expect(stdout).toMatch(/^ {2}CaseEntry\.health .*refused +PROHIBITED$/m);
    // Where there is no store yet it is what a new one begins with, and looking makes none.
    expect(existsSync(join(directory.path, 'no-store'))).toBe(false);
    const file = ['--agreements', projectFile('config', 'demo', 'agreements.yaml')];
    expect((await runHubProcess(['matrix', '--day', '2026-11-21', ...file])).stdout).toBe(stdout);
    const before = await runHubProcess(['matrix', '--day', '2025-12-31', ...data]);
    expect(before.stdout).not.toMatch(/ by (?:task|duty|consent)/);
  });

  it('prints secrets that a production hub can start with', async () => {
    const { code, stdout } = await runHubProcess(['secrets']);
    expect(code).toBe(0);
    const file = join(directory.path, 'secrets.json');
    writeFileSync(file, stdout);
    expect(readSecrets(file).pairwise.keys).toHaveLength(1);
  });

  it('names no value, no place in the code and no stack where a database does not answer', async () => {
    const environment = { HUB_PROFILE: 'demo', DATABASE_URL: 'postgres://somebody:secret@127.0.0.1:1/hub' };
    const { code, stdout, stderr } = await runHubProcess(['links', '--data', directory.path], environment);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/secret|somebody| at /);
  });
});

describe('a line of semicolon-separated values', () => {
  it('quotes what would break it, and leaves an absent value empty', () => {
    expect(semicolonLine(['centre', 'A;1', 'say "x"', null])).toBe('centre;"A;1";"say ""x""";');
  });
});
