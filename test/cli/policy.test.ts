import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { projectFile } from '../../src/server/configuration.ts';
import { decisionOf, formOf, officer, propose } from '../harness/agreements.ts';
import { openTestHub } from '../harness/open-hub.ts';
import { type Outcome, patience, runHub, runHubProcess, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const id = 'berane-municipality-to-centre-eligibility';
const directory = temporaryDirectory();
afterAll(() => directory.remove());

const fileOf = (name: string, ...forms: readonly object[]): string => {
  const file = join(directory.path, name);
  writeFileSync(file, stringify({ agreements: forms }));
  return file;
};

const atThatDay = (folder: string, values: readonly string[]): readonly string[] => [
  ...values,
  ...['--day', '2026-11-21', '--data', join(directory.path, folder)],
];

/** A command on the store in a folder of the test, as of the day on which the test's hub runs. */
const on = async (folder: string, ...values: readonly string[]): Promise<Outcome> =>
  await runHub(atThatDay(folder, values));

const startingFile = projectFile('config', 'demo', 'agreements.yaml');

const changed = ({ stdout }: Outcome): readonly (string | undefined)[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' of ')[0]);

const linesFor = (effect: string, roles: readonly string[]): readonly string[] =>
  roles.flatMap((role) =>
    ['Tenancy.floorArea', 'Tenancy.rent'].map(
      (field) =>
        `${effect.padEnd(7)} berane.centre ps:SocialWelfareEligibilityAssessment role ${role} ${field}`,
    ),
  );

describe('npm run hub -- policy diff', () => {
  it('prints what changes between two files, and nothing where they say the same', async () => {
    const one = fileOf('one.yaml', formOf(id));
    const other = fileOf('other.yaml', formOf(id, { fields: ['Tenancy.rooms'] }));
    const compared = await on('nowhere', 'policy', 'diff', one, other);
    expect(compared.code).toBe(0);
    expect(changed(compared)).toEqual(linesFor('NARROWS', ['none', 'triage']));
    expect(await on('nowhere', 'policy', 'diff', one, one)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('compares one file with what a new store begins with, where there is none yet', async () => {
    const compared = await on('nowhere', 'policy', 'diff', fileOf('one.yaml', formOf(id)));
    expect(compared.stdout).toContain('NARROWS berane.support');
    expect(compared.stdout).not.toContain('WIDENS');
    expect(await on('nowhere', 'policy', 'diff', startingFile)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('names the file that cannot be read', async () => {
    const { code, stderr } = await on('nowhere', 'policy', 'diff', join(directory.path, 'missing.yaml'));
    expect([code, stderr]).toMatchObject([1, expect.stringMatching(/^agreements: the file .*missing\.yaml/)]);
  });
});

describe('once an officer has acted', () => {
  it('both commands say what is in force by the store, and no longer what the file says', async () => {
    const data = join(directory.path, 'acted');
    const hub = await openTestHub({
      registers: null,
      configuration: {
        dataDirectory: data,
        headsDirectory: join(data, 'heads'),
        database: { kind: 'PGLITE', directory: join(data, 'store') },
      },
    });
    try {
      const token = await officer(hub, 'berane.centre', 'Nada Officer');
      const narrower = formOf(id, { fields: ['Tenancy.rooms'], validFrom: '2026-11-21' });
      expect(decisionOf(await propose(hub, token, narrower)).takesEffect).toBe(true);
      const later = formOf(id, { fields: ['Tenancy.rooms', 'Tenancy.arrears'], validFrom: '2026-11-21' });
      expect(decisionOf(await propose(hub, token, later)).takesEffect).toBe(false);
      // An embedded store has one holder, another process than this one: nothing is said that might not be so.
      const held = await runHubProcess(atThatDay('acted', ['matrix']));
      expect([held.code, held.stdout]).toEqual([1, '']);
      expect(held.stderr).toContain(`pid ${process.pid}`);
    } finally {
      await hub.close();
    }
    const matrix = await on('acted', 'matrix');
    expect([matrix.code, matrix.stderr]).toEqual([0, '']);
    const rent = /^ {2}Tenancy\.rent .*\(berane-municipality-to-centre-eligibility@/m;
    expect(matrix.stdout).toContain(`${id}@2 |`);
    expect(matrix.stdout).not.toContain(`${id}@1 |`);
    expect(matrix.stdout).not.toContain(`${id}@3`);
    expect(matrix.stdout).not.toMatch(rent);
    expect((await on('acted', 'matrix', '--agreements', startingFile)).stdout).toMatch(rent);

    // The file that the store began with would open again what was closed since.
    expect(changed(await on('acted', 'policy', 'diff', startingFile))).toEqual(
      linesFor('WIDENS', ['none', 'on-call', 'triage']),
    );
  });
});
