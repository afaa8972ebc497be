import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { projectFile, readConfiguration } from '../../src/server/configuration.ts';
import { startHub } from '../../src/server/start-hub.ts';
import { openDatabase } from '../../src/store/database.ts';
import { buildCommands } from './built-commands.ts';
import { imageInstant } from './image-instant.ts';
import { noTimer } from './no-timer.ts';
import { sharePostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * Files: the dump of an empty store, the dump of one with the samples, and the keys that it was made with; and the directory
     * of an empty store, from which others are copied.
     */
    images: {
      readonly empty: string;
      readonly samples: string;
      readonly secrets: string;
      readonly directory: string;
    };
    /** The directory of the built commands. */
    commands: string;
  }
}

/**
 * What makes a store quick to open, and no other in what it answers: buffers for a test's few rows, which are zeroed at each
 * start, and none of the databases from which another one would be made.
 */
const lighter: readonly string[] = [
  "alter system set shared_buffers = '32MB'",
  'update pg_database set datistemplate = false where datistemplate',
  'drop database if exists template0',
  'drop database if exists template1',
];

const dump = async (store: string, file: string): Promise<void> => {
  const database = await PGlite.create({ dataDir: store });
  // A test's hub brings its own agreements, and a store that has some takes no others.
  await database.exec('truncate agreement, agreement_event');
  for (const statement of lighter) await database.exec(statement);
  const content = await database.dumpDataDir('none');
  await database.close();
  writeFileSync(file, Buffer.from(await content.arrayBuffer()));
};

/**
 * Makes, once for a run, what nearly every test begins with. A new PGlite cluster takes seconds and the samples as long
 * again; a copy of either takes half a second.
 */
export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const endPostgres = await sharePostgres();
  const directory = mkdtempSync(join(tmpdir(), 'hub-images-'));
  const images = {
    empty: join(directory, 'empty.tar'),
    samples: join(directory, 'samples.tar'),
    secrets: '',
    directory: join(directory, 'empty'),
  };

  await (await openDatabase({ kind: 'PGLITE', directory: images.directory })).close();
  await dump(images.directory, images.empty);

  const data = join(directory, 'data');
  mkdirSync(data);
  cpSync(images.directory, join(data, 'store'), { recursive: true });
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
  await dump(join(data, 'store'), images.samples);
  images.secrets = join(data, 'keys', 'hub.json');

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
