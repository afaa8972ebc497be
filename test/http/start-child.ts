import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { builtFile, type commandFiles } from '../harness/built-commands.ts';

/** A hub in a process of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Where it listens; rejects where it ends instead. */
  readonly address: Promise<string>;
}

const childOf = (command: readonly string[], settings: Readonly<Record<string, string>>): Child => {
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (text: Buffer) => {
    output.stderr += text.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      output.stdout += text.toString();
      const found = /listens on (http:\S+)/.exec(output.stdout)?.[1];
      if (found) resolve(found);
    });
    void ended.then((code) => reject(new Error(`ended with ${code}: ${output.stderr}`)));
  });
  address.catch(() => undefined);
  return { process: child, output, ended, address };
};

/** Starts `npm start`'s own command with these settings alone, on the Node that runs the tests. */
export const startChild = (settings: Readonly<Record<string, string>>, ...values: readonly string[]): Child =>
  childOf([projectFile('scripts', 'run.mjs'), projectFile('src', 'server', 'main.ts'), ...values], settings);

/** Starts a command as this run of the tests built it: for starts that are not about the command itself. */
export const startBuilt = (
  file: keyof typeof commandFiles,
  settings: Readonly<Record<string, string>>,
  ...values: readonly string[]
): Child =>
  childOf([builtFile(inject('commands'), file), ...values], {
    // What one process compiled, the next need not.
    NODE_COMPILE_CACHE: join(inject('commands'), 'compiled'),
    ...settings,
  });

/** Starts the hub so. */
export const startBuiltChild = (
  settings: Readonly<Record<string, string>>,
  ...values: readonly string[]
): Child => startBuilt('src/server/main.ts', settings, ...values);
