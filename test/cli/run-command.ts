import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { builtFile, type commandFiles } from '../harness/built-commands.ts';
import { type Outcome, runInside } from './run-inside.ts';

export type { Outcome } from './run-inside.ts';

/** How long a test of real processes may take, in milliseconds, where others use the machine as well. */
export const patience = 180_000;

type Environment = Readonly<Record<string, string>>;

/** What of a process's environment is the hub's. */
const settings = /^(HUB_|DATABASE_|HOST$|PORT$|LOG_LEVEL$|NODE_OPTIONS$)/;

/** A command in a process of its own, on this test's own Node, with nothing of the hub set from outside. */
const start = (
  file: keyof typeof commandFiles,
  values: readonly string[],
  environment: Environment,
): ChildProcess => {
  const inherited = Object.entries(process.env).filter(([name]) => !settings.test(name));
  return spawn(process.execPath, [builtFile(inject('commands'), file), ...values], {
    cwd: projectFile('.'),
    // What one process compiled, the next need not.
    env: {
      ...Object.fromEntries(inherited),
      NODE_COMPILE_CACHE: join(inject('commands'), 'compiled'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
};

const run = async (
  file: keyof typeof commandFiles,
  values: readonly string[],
  environment: Environment,
): Promise<Outcome> => {
  const child = start(file, values, environment);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
};

/** `npm run hub -- ...`, in a process of its own. */
export const runHubProcess = async (
  values: readonly string[],
  environment: Environment = {},
): Promise<Outcome> => await run('src/cli/main.ts', values, environment);

/**
 * `npm run hub -- ...` by the code of it, in the test's own process: most of what a process takes is loading the hub. One with
 * settings of its own is a process.
 */
export const runHub = async (values: readonly string[]): Promise<Outcome> =>
  Object.keys(process.env).some((name) => settings.test(name))
    ? await runHubProcess(values)
    : await runInside(values);

/** `npm run tour -- ...` */
export const runTour = async (values: readonly string[]): Promise<Outcome> =>
  await run('src/cli/tour/main.ts', values, {});

/** A hub in a process of its own, as `npm start` starts it, on a free port. */
export interface HubProcess {
  readonly address: string;
  readonly pid: number;
  readonly printed: string;
  readonly stop: () => Promise<void>;
}

export const startHubProcess = async (data: string): Promise<HubProcess> => {
  const child = start('src/server/main.ts', ['--data', data], { PORT: '0' });
  let printed = '';
  const address = await new Promise<string>((resolve, reject) => {
    const read = (text: string): void => {
      printed += text;
      const found = /listens on (http:\S+)[\s\S]*npm run tour/.exec(printed)?.[1];
      if (found) resolve(found);
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('exit', () => reject(new Error(`the hub did not start: ${printed}`)));
  });
  return {
    address,
    pid: child.pid ?? 0,
    printed,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};

/** A directory of this test alone, and how it is removed. */
export const temporaryDirectory = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'hub-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
