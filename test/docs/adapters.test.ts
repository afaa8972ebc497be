import 'reflect-metadata';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adapters } from '../../adapters/adapters.ts';
import { scaffoldAdapter } from '../../src/cli/adapter/scaffold-adapter.ts';
import type { Adapter } from '../../src/domain/adapter.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { loadContracts } from '../../src/server/load-contracts.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { copyProject } from '../harness/project-copy.ts';
import { type EditedConfiguration, editConfiguration } from '../http/edited-configuration.ts';
import { textRow, workbookParts, zipOf } from '../sources/file/zip-of.ts';

const page = readFileSync(projectFile('docs', 'adapters.md'), 'utf8');
const [introduction = '', ...steps] = page.split(/^## \d\. /m);
const block = (step: number, language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(steps[step - 1] ?? '')?.[1] ?? '';

/** The spreadsheet that the page shows, as a spreadsheet. */
const spreadsheet = (): Uint8Array => {
  const rows = introduction
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
  expect(rows).toHaveLength(4);
  return zipOf(workbookParts(rows.map((cells) => textRow(...cells)).join('')));
};

const project = copyProject();
const folder = mkdtempSync(join(tmpdir(), 'hub-drop-'));
let edited: EditedConfiguration;
let hub: TestHub;

beforeAll(async () => {
  expect(block(1, 'sh')).toBe('npm run hub -- adapter new food-aid\n');
  scaffoldAdapter('food-aid', project.path, projectFile('templates', 'adapter'));
  const file = join(project.path, 'adapters', 'food-aid', 'adapter.ts');
  const before = readFileSync(file, 'utf8');
  const declared = /const file: FileShape = \{[\s\S]*?\};\n/;
  expect(before).toMatch(declared);
  writeFileSync(file, before.replace(declared, block(2, 'ts')));
  const { foodAidAdapter } = (await import(file)) as { foodAidAdapter: Adapter };
  expect(foodAidAdapter.connection.FILE_DROP?.format).toBe('XLSX');
  edited = editConfiguration(({ agencies }) => {
    const source = block(4, 'yaml').replace('/srv/registers/food-aid', folder);
    agencies.sources.push(parse(source) as (typeof agencies.sources)[number]);
  });
  hub = await openTestHub({
    registers: null,
    configuration: edited.files,
    contracts: loadContracts([...adapters, foodAidAdapter], join(project.path, 'schema')),
    // A second passes in a thousandth of one.
    timer: {
      now: () => performance.now(),
      wait: async (milliseconds) => await setTimeout(milliseconds / 1000),
    },
  });
});
afterAll(async () => {
  await hub?.close();
  edited?.remove();
  project.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('whoever follows the page has the register in the hub, and the report that it shows', async () => {
  writeFileSync(join(folder, 'in', 'food-aid.xlsx'), spreadsheet());
  while (!existsSync(join(folder, 'done', 'food-aid.xlsx'))) await setTimeout(10);
  const report = readFileSync(join(folder, 'done', 'food-aid.xlsx.report.csv'), 'utf8');
  expect(report.replaceAll('\r\n', '\n')).toBe(block(5, 'text'));
});

test('and the answer', async () => {
  const token = await hub.agencyToken({
    agency: 'berane.centre',
    actor: 'Nada Worker',
    purpose: 'social-welfare-provision',
  });
  const { body } = await hub.ask(token, block(6, 'graphql'));
  expect(body.errors).toBeUndefined();
  expect(body.data).toEqual(JSON.parse(block(6, 'json')));
});

test('every file of the project that the page names is there', () => {
  const named = [...page.matchAll(/`((?:src|test|adapters|schema)\/[\w./-]+\.\w+)`/g)].map(
    ([, file]) => file ?? '',
  );
  const own = named.filter((file) => !/food-aid|NAME/.test(file));
  expect(own.length).toBeGreaterThan(3);
  for (const file of own) expect(existsSync(projectFile(file)), file).toBe(true);
});
