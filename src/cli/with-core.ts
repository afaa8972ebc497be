import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { processEnvironment, readConfiguration } from '../server/configuration.ts';
import type { Core } from '../server/open-core.ts';
import { systemTimer } from '../server/system-timer.ts';
import { loadComposition } from './load-composition.ts';

/**
 * Opens the store for one command and closes it again, whatever comes of it. Where a running hub holds an embedded store,
 * the command is refused as a second hub would be: by the lock, with the holder's pid.
 *
 * @throws ConfigurationError
 */
export const withCore = async <Result>(
  data: string | undefined,
  work: (core: Core) => Promise<Result>,
): Promise<Result> => {
  const { openCore } = await loadComposition();
  const configuration = readConfiguration(processEnvironment(), { data });
  const core = await openCore(configuration, {
    clock: () => new Date(),
    timer: systemTimer,
    createId: randomUUID,
    // stdout is for the command's result alone.
    logger: pino({ level: configuration.logLevel }, process.stderr),
    pid: process.pid,
  });
  try {
    const result = await work(core);
    // What a command ended stays ended, whatever backup is restored after it has said so.
    await core.journal.keep();
    return result;
  } finally {
    await core.close();
  }
};
