import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../../src/server/configuration.ts';
import { type Mutant, mutated } from './mutant.ts';

/** What a run over a copy of the hub ended with. */
export interface CopyRun {
  readonly code: number | null;
  readonly output: string;
}

/** A copy of the project, in which leaks can be planted. */
export interface TreeCopy {
  readonly plant: (mutant: Mutant) => void;
  readonly mend: () => void;
  /** Runs a file of the copy, or a command of a package over it. */
  readonly run: (
    values: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Promise<CopyRun>;
  readonly path: (...names: readonly string[]) => string;
  readonly remove: () => void;
}

const copied = ['src', 'adapters', 'schema', 'config', 'samples', 'test', 'scripts', 'docs'];
const files = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
  'SECURITY.md',
  'docker-compose.yml',
];

/** A run that takes longer than this hangs: a leak that is a hang is not what is looked for. */
const longestRun = 900_000;

/** Copies what the hub and its tests are made of. The packages are shared. */
export const copyTree = (): TreeCopy => {
  const root = mkdtempSync(join(tmpdir(), 'hub-mutants-'));
  for (const name of copied) cpSync(projectFile(name), join(root, name), { recursive: true });
  for (const name of files) cpSync(projectFile(name), join(root, name), { force: true });
  symlinkSync(projectFile('node_modules'), join(root, 'node_modules'));
  const planted = new Map<string, string>();
  return {
    path: (...names) => join(root, ...names),
    plant: (mutant) => {
      const read = (file: string): string => readFileSync(join(root, file), 'utf8');
      for (const [file, text] of mutated(mutant, read)) {
        planted.set(file, read(file));
        writeFileSync(join(root, file), text);
      }
    },
    mend: () => {
      for (const [file, text] of planted) writeFileSync(join(root, file), text);
      planted.clear();
    },
    run: async (values, environment = {}) => {
      const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), ...values], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: longestRun,
        env: { PATH: process.env['PATH'] ?? '', ...environment },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text: Buffer) => {
          output += text.toString();
        });
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      return { code, output };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
