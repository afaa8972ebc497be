import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());
const data = ['--data', join(directory.path, 'data')];
const hub = async (...values: readonly string[]) => await runHub([...values, ...data]);

const person = (localId: string, changes: object = {}): object => ({
  ...{ localId, givenName: 'Ana', familyName: 'Probić', nationalId: null, birthDate: '1987-05-14' },
  ...{ relation: 'nosilac', ...changes },
});
const place = { address: 'Lipov drvored 12/7', localCommunity: 'Park', rights: [] };
const line = (caseNumber: string, changes: object): object => ({
  ...{ caseNumber, version: 1, recordedAt: '2026-01-01T09:00:00Z', ...place, ...changes },
});

beforeAll(async () => {
  const file = join(directory.path, 'cases.ndjson');
  const nationalId = '1405987275018';
  const cases = [
    line('CSR-1', { members: [person('1', { nationalId })] }),
    line('CSR-2', { members: [person('2')] }),
    line('S-1', { matter: 'M-1', members: [person('S-1/1', { nationalId, isProtected: true })] }),
    line('CSR-3', { members: [person('3', { nationalId })] }),
  ];
  writeFileSync(file, cases.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const { code, stderr } = await hub('import', 'centre', file);
  expect([code, stderr]).toEqual([0, '']);
});

it('explains a line as rule, certainty and a waterfall of weights, and names nobody', async () => {
  const { code, stdout } = await hub('links', 'explain', 'centre', '2');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^line: centre 2\n\nperson: [0-9a-f-]{36}\nlinked: \S+Z, certain; by all links/);
  expect(stdout).toContain('outcome: TO_DECIDE: somebody new for now; somebody should look\n');
  expect(stdout).toContain(
    'weighed by: what is expected of registers; nothing is learned yet\nagainst the likeliest:\n',
  );
  expect(stdout).toMatch(/\nbefore comparing +-\d+\.\d +-\d+\.\d\ngiven SAME +\+/);
  expect(stdout).toMatch(/\nchance of one person: \d\d\.\d\d of 100; one person\n/);
  expect(stdout).toMatch(/\nhousehold: [0-9a-f-]{36}\n/);
  expect(stdout).not.toMatch(/Ana|Probi|1987|1405|Lipov/);
});

it('explains it as JSON, and a contract or case by its own number', async () => {
  const { stdout } = await hub('links', 'explain', 'centre', '2', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    source: 'centre',
    localId: '2',
    links: [
      { entity: 'PERSON', certainty: 'CERTAIN', evidence: { reason: 'PERHAPS', weights: { rule: null } } },
      { entity: 'HOUSEHOLD', evidence: { outcome: 'NEW', reason: 'NO_HOUSEHOLD_FITS' } },
    ],
  });
  const ofCase = await hub('links', 'explain', 'centre', 'CSR-2');
  expect(ofCase.stdout).toMatch(/^line: centre CSR-2\n\nhousehold: /);
});

it('answers for a sealed line, and for one that is for its own source alone, as for none (S04)', async () => {
  const ask = async (localId: string) => await hub('links', 'explain', 'centre', localId);
  const none = await ask('none');
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toContain('This source has no linked line of that number.');
  for (const localId of ['S-1/1', 'S-1', '3', 'CSR-3']) expect(await ask(localId)).toEqual(none);
});

it('lists the lines that wait, with whom they may be, and nothing that is sealed', async () => {
  const { stdout } = await hub('links', 'review');
  const [head, first = '', ...more] = stdout.trimEnd().split('\n');
  expect(head).toBe('source;local_id;entity;reason;candidate;candidate_source;candidate_local_id;chance');
  expect(first).toMatch(/^centre;2;PERSON;PERHAPS;[0-9a-f-]{36};centre;1;0\.\d{4}$/);
  expect(more).toEqual([]);
  const [review] = JSON.parse((await hub('links', 'review', '--json')).stdout);
  expect(review).toMatchObject({
    line: { source: 'centre', localId: '2' },
    candidates: [{ evidence: { rule: null } }],
  });
});

it('learns from the lines that are open, and weighs by it from then on', async () => {
  const { code, stdout } = await hub('links', 'learn');
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^model: [0-9a-f-]{36}\nlines: 2\npeople, in tens: 0\n$/),
  ]);
});

it('takes decisions about households, and none of what is sealed (S04)', async () => {
  const file = join(directory.path, 'observations.json');
  const observation = { localId: 'MZ-7', householdHead: 'Neko Nepoznat', address: 'Brdska 3' };
  writeFileSync(file, JSON.stringify([{ ...observation, localCommunity: 'Park', memberCount: 1 }]));
  expect((await hub('import', 'community', file)).code).toBe(0);
  const decide = async (...names: readonly string[]) =>
    await hub(
      'links',
      ...names,
      '--agency',
      'berane.centre',
      '--actor',
      'Nada',
      '--reason',
      'She asked there',
    );

  const home = await decide('join-households', 'community', 'MZ-7', 'centre', 'CSR-1');
  expect(home).toMatchObject({ code: 0, stderr: '' });
  expect(home.stdout).toMatch(/^one household: [0-9a-f-]{36}\n$/);
  expect(await decide('split-household', 'community', 'MZ-7')).toMatchObject({ code: 0, stderr: '' });
  const none = await decide('join-households', 'community', 'MZ-7', 'centre', 'none');
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(await decide('join-households', 'community', 'MZ-7', 'centre', 'S-1')).toEqual(none);
});
