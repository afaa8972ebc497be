import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { projectFile, readConfiguration } from '../../src/server/configuration.ts';
import { startHub } from '../../src/server/start-hub.ts';
import { buildCommands } from './built-commands.ts';
import { imageInstant } from './image-instant.ts';
import { changeStore, makeStore } from './make-store.ts';
import { noTimer } from './no-timer.ts';
import { sharePostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The directory of an empty store, that of one with the samples, and the file of the keys that this one was made with. */
    images: {
      readonly empty: string;
      readonly samples: string;
      readonly secrets: string;
    };
    /** The directory of the built commands. */
    commands: string;
  }
}

/**
 * Makes, once for a run, what nearly every test begins with. A new PGlite cluster takes seconds and the samples as long
 * again; a copy of either takes half a second.
 */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const endPostgres = await sharePostgres();
  const directory = mkdtempSync(join(tmpdir(), 'hub-images-'));
  const data = join(directory, 'data');
  const images = {
    empty: join(directory, 'empty'),
    samples: join(data, 'store'),
    secrets: join(data, 'keys', 'hub.json'),
  };
  await makeStore(images.empty);

  cpSync(images.empty, images.samples, { recursive: true });
  const configuration = readConfiguration({ PORT: '0' }, { data });
  const world = {
    clock: () => new Date(imageInstant),
    timer: noTimer,
    createId: randomUUID,
    logger: pino({ level: 'silent' }),
    pid: process.pid,
  };
  const registers = projectFile('samples', 'registers');
  const running = await startHub(configuration, world, { registers, onProgress: () => undefined });
  await running.stop();
  // A test's hub brings its own agreements, and a store that has some takes no others.
  await changeStore(images.samples, ['truncate agreement, agreement_event']);

  const commands = join(directory, 'commands');
  mkdirSync(commands);
  await buildCommands(commands);

  provide('images', images);
  provide('commands', commands);
  return async () => {
    await endPostgres();
    rmSync(directory, { recursive: true, force: true });
  };
};
