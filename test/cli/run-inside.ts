import 'reflect-metadata';
import { AsyncLocalStorage } from 'node:async_hooks';
import { hubProgram } from '../../src/cli/hub-program.ts';
import { runProgram } from '../../src/cli/run-program.ts';

/** What a command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Printed {
  stdout: string;
  stderr: string;
}

/** What the command that is running prints, and nobody beside it. */
const printed = new AsyncLocalStorage<Printed>();

/** Lets what a command writes come to its own caller, and everything else go where it went. */
const listenTo = (name: 'stdout' | 'stderr'): void => {
  const stream = process[name];
  const write = stream.write.bind(stream) as (...values: readonly unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    const own = printed.getStore();
    if (!own) return write(chunk, ...more);
    own[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const done = more.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  }) as typeof stream.write;
};

let isListening = false;
/** The exit code is the process's own, so commands run one after the other. */
let last: Promise<unknown> = Promise.resolve();

const run = async (values: readonly string[]): Promise<Outcome> => {
  if (!isListening) for (const name of ['stdout', 'stderr'] as const) listenTo(name);
  isListening = true;
  const before = process.exitCode;
  process.exitCode = undefined;
  const own: Printed = { stdout: '', stderr: '' };
  try {
    await printed.run(own, async () => await runProgram(hubProgram(), [process.execPath, 'hub', ...values]));
    return { code: Number(process.exitCode ?? 0), ...own };
  } finally {
    process.exitCode = before;
  }
};

/** A command in the test's own process, where the hub's packages are loaded already. */
export const runInside = async (values: readonly string[]): Promise<Outcome> => {
  const turn = last.then(async () => await run(values));
  last = turn.catch(() => undefined);
  return await turn;
};
