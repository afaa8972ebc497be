import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { type Outcome, patience, runHub, temporaryDirectory } from '../cli/run-command.ts';
import { officer } from '../harness/agreements.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const guide =
  readFileSync(projectFile('docs', 'agreements.md'), 'utf8').split('## How an officer writes one')[1] ?? '';
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    (match) => match[1] ?? '',
  );

const directory = temporaryDirectory();
let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub({ registers: null });
  const [yaml = ''] = blocks('yaml');
  const tokens = { centre: 'Nada Officer', municipality: 'Milena Officer' };
  for (const [agency, actor] of Object.entries(tokens)) {
    writeFileSync(join(directory.path, `${agency}.jwt`), await officer(hub, `berane.${agency}`, actor));
  }
  writeFileSync(join(directory.path, 'arrears.yaml'), yaml);
});
afterAll(async () => {
  await hub?.close();
  directory.remove();
});

/** Runs a line of the guide, with its files where this test wrote them. */
const run = async (line: string): Promise<Outcome> => {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
  expect(words.slice(0, 5)).toEqual(['npm', 'run', '-s', 'hub', '--']);
  const values = words
    .slice(5)
    .map((word) => (/\.(?:jwt|yaml)$/.test(word) ? join(directory.path, word) : word));
  return await runHub([...values, '--hub', hub.url]);
};

test('an officer who follows the guide is answered as it says', async () => {
  const lines = blocks('sh').flatMap((block) => block.trim().split('\n'));
  expect(lines.map((line) => line.split(' ')[6])).toEqual(['propose', 'show', 'approve', 'end']);
  const printed: string[] = [];
  for (const line of lines) {
    const { code, stdout, stderr } = await run(line);
    expect([line, code, stderr]).toEqual([line, 0, '']);
    printed.push(stdout);
  }
  expect(printed[0]).toBe(blocks('text')[0]);
  expect(printed[1]).toMatch(/state: PROPOSED/);
  for (const line of (blocks('text')[0] ?? '').split('\n').filter((each) => each.startsWith('WIDENS'))) {
    expect(printed[1]).toContain(line);
  }
  expect(printed[2]).toMatch(/version 2: APPROVED\nIt acts at once\.\n$/);
  expect(printed[3]).toMatch(/version 2: APPROVED until 2027-01-01\nIt acts at once\.\n$/);
});

test('and so is an agency that sends the same over the API', async () => {
  const token = await officer(hub, 'berane.centre', 'Nada Officer');
  const [proposal = '', reading = ''] = blocks('graphql');
  const proposed = await hub.ask(token, proposal);
  expect(proposed.body.errors).toBeUndefined();
  expect(proposed.body.data).toMatchObject({
    proposeAgreement: { agreement: { version: 3, state: 'APPROVED' }, takesEffect: true, waitsFor: null },
  });
  const read = await hub.ask(token, reading);
  expect(read.body.errors).toBeUndefined();
  expect(read.body.data).toMatchObject({ agreement: { state: 'ENDED' } });
});
