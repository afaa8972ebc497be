import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { adapters } from '../../adapters/adapters.ts';
import { scaffoldAdapter } from '../../src/cli/adapter/scaffold-adapter.ts';
import type { Adapter } from '../../src/domain/adapter.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { loadContracts } from '../../src/server/load-contracts.ts';
import { copyProject } from '../harness/project-copy.ts';
import { runHubProcess } from './run-command.ts';

const templates = projectFile('templates', 'adapter');
const project = copyProject();
afterAll(project.remove);
const made = await runHubProcess(['adapter', 'new', 'food-aid', '--into', project.path]);
const read = (...names: readonly string[]): string => readFileSync(join(project.path, ...names), 'utf8');

describe('adapter new food-aid', () => {
  it('says what it made and what comes next', () => {
    expect([made.code, made.stderr]).toEqual([0, '']);
    const [files = '', next = ''] = made.stdout.split('\n\nNext:\n');
    expect(files.split('\n')).toEqual([
      'adapters/food-aid/adapter.ts',
      'adapters/food-aid/translate-entry.ts',
      'adapters/food-aid/vocabulary.ts',
      'schema/food-aid.graphql',
      'schema/food-aid.words.yaml',
      'test/adapters/food-aid.csv',
      'test/adapters/food-aid.test.ts',
      'adapters/adapters.ts',
    ]);
    for (const file of files.split('\n')) expect(read(file)).not.toMatch(/example.?register/i);
    expect(next).toContain('npm run generate');
    expect(next).toContain('- id: food-aid');
  });

  it('lists the adapter among the others', () => {
    const list = read('adapters', 'adapters.ts');
    expect(list).toContain("import { foodAidAdapter } from './food-aid/adapter.ts';");
    expect(list).toMatch(/= \[.*communityAdapter, foodAidAdapter, housingAdapter\]/);
  });

  it('its types hold', () => {
    const generated = join(templates, 'adapters', 'example-register', 'contract.generated.ts');
    writeFileSync(
      join(project.path, 'adapters', 'food-aid', 'contract.generated.ts'),
      readFileSync(generated, 'utf8')
        .replaceAll('ExampleRegister', 'FoodAid')
        .replaceAll('exampleRegister', 'foodAid'),
    );
    const { config } = ts.readConfigFile(projectFile('tsconfig.json'), ts.sys.readFile) as {
      config: { compilerOptions: object };
    };
    const given = { ...config.compilerOptions, types: [] };
    const { options } = ts.convertCompilerOptionsFromJson(given, project.path);
    const program = ts.createProgram([join(project.path, 'adapters', 'food-aid', 'adapter.ts')], options);
    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);
  });

  it('stands in the graph, with a word for everything in every language', async () => {
    const { foodAidAdapter } = (await import(join(project.path, 'adapters', 'food-aid', 'adapter.ts'))) as {
      foodAidAdapter: Adapter;
    };
    const { graph, languages } = loadContracts([...adapters, foodAidAdapter], join(project.path, 'schema'));
    expect(graph.print()).toContain('foodAidEntries: [FoodAidEntry!]');
    expect(languages.get('sr-Cyrl')?.fields['FoodAidEntry.givenName']).toBe('име');
  });

  it('is refused a second time, and nothing is changed', () => {
    const before = read('adapters', 'adapters.ts');
    expect(() => scaffoldAdapter('food-aid', project.path, templates)).toThrow(
      'adapters/food-aid is there already. Nothing was written.',
    );
    expect(read('adapters', 'adapters.ts')).toBe(before);
  });
});

describe('a name that cannot be used', () => {
  const noNames = ['', 'Food', 'food_aid', '1st', '-food', 'food-', 'food--aid', '../food', 'food/aid'];
  it.each([...noNames, 'x'.repeat(41), 'hub', 'directives'])('%j is none', (name) => {
    expect(() => scaffoldAdapter(name, project.path, templates)).toThrow('is no name for an adapter');
  });

  it.each(['housing', 'centre', 'community'])('%s is taken', (name) => {
    expect(() => scaffoldAdapter(name, project.path, templates)).toThrow(/is there already/);
  });

  it('one whose types the graph has already is refused', () => {
    expect(() => scaffoldAdapter('tenant', project.path, templates)).toThrow(
      'The graph has TenantEntry already',
    );
    expect(existsSync(join(project.path, 'schema', 'tenant.graphql'))).toBe(false);
  });

  it('and so is every name where somebody has written more into the list', () => {
    const list = join(project.path, 'adapters', 'adapters.ts');
    const before = readFileSync(list, 'utf8');
    writeFileSync(list, `${before}export const more = 1;\n`);
    expect(() => scaffoldAdapter('fuel', project.path, templates)).toThrow('cannot add to it');
    expect(existsSync(join(project.path, 'adapters', 'fuel'))).toBe(false);
    writeFileSync(list, before);
  });
});

// The test that was made runs here, as it is.
await import(join(project.path, 'test', 'adapters', 'food-aid.test.ts'));
