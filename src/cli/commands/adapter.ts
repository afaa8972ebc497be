import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { projectFile } from '../../server/configuration.ts';
import { type Scaffold, scaffoldAdapter } from '../adapter/scaffold-adapter.ts';
import { printLine } from '../print-line.ts';

/** Another name breaks lines elsewhere and sorts imports anew. Where there is no formatter, the check says so. */
const format = (root: string, { written }: Scaffold): void => {
  const arguments_ = ['scripts/run.mjs', '--bin', 'biome', 'check', '--write', ...written];
  spawnSync(process.execPath, arguments_, { cwd: root, stdio: 'ignore' });
};

const sourceOf = (name: string): string => `  - id: ${name}
    adapter: ${name}
    controller: <the agency whose register it is>
    municipality: <its municipality, or null>
    file: null
    connection: { kind: FILE_DROP, folder: /srv/registers/${name}, every: PT1M }
    pushers: []
    own: { purposes: [<under which it reads its own>], roles: [] }`;

const printNext = ({ names: { kebab }, written }: Scaffold): void => {
  for (const path of written) printLine(path);
  printLine(`
Next:
1. npm run generate                    types of the contract, schema/hub.graphql
2. npm run check
3. npm test -- test/adapters/${kebab}.test.ts
All three pass as it is. What the project reviews as a whole takes it in by hand: the matrix of access
(test/policy/access-matrix.golden.txt) and a word for its kind in config/processing/words.yaml. Then make it the agency's own: with its lawyers schema/${kebab}.graphql and its words,
adapters/${kebab}/adapter.ts for what its files are like, translate-entry.ts for what its columns say; put a file as it
sends it, made up, into test/adapters/${kebab}.csv. docs/adapters.md goes through it step by step.

A hub reads it once its registry of agencies (HUB_AGENCIES) has a source:

${sourceOf(kebab)}`);
};

/** `adapter new`: a new register's contract, translation, sample and test. */
export const addAdapterCommand = (program: Command): void => {
  const adapter = program.command('adapter').description('Adapters: what translates a register.');
  adapter
    .command('new')
    .description('Makes a new adapter that works as it is: contract, words, translation, sample and test.')
    .argument('<name>', 'small letters, digits and hyphens, such as food-aid')
    .option('--into <folder>', 'the project to make it in', projectFile('.'))
    .action((name: string, { into }: { into: string }) => {
      const root = resolve(into);
      const scaffold = scaffoldAdapter(name, root, projectFile('templates', 'adapter'));
      format(root, scaffold);
      printNext(scaffold);
    });
};
