import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createClock } from '../../harness/clock.ts';
import { imageInstant } from '../../harness/image-instant.ts';
import { noTimer } from '../../harness/no-timer.ts';
import { prepareTown } from './prepare-town.ts';
import { readTown } from './town.ts';
import { townFiles, writeTownFiles } from './town-files.ts';
import { openWorld, type ProofWorld } from './world.ts';

/**
 * Lets the tripwire look through the town's past, and no further: it looks each second, whenever a second begins, and makes
 * ids as it does. What it makes of a log has tests of its own; here nothing may differ but by what a round changes.
 */
const stopWatching = async ({ running: { hub }, countIdsFrom }: ProofWorld): Promise<void> => {
  countIdsFrom(1_900_000);
  while ((await hub.seal()) > 0);
  await hub.database.query('insert into alert_progress (position) values (0)');
  await hub.watch();
  await hub.database.query('delete from alert_progress');
};

/** Lets the town's past happen in a world that is just opened, and remembers what it then holds. */
export const settleTown = async (world: ProofWorld, now: Date, mayRefuse: boolean): Promise<void> => {
  await world.running.hub.database.query('delete from alert_progress');
  await prepareTown(world, readTown(), now, mayRefuse);
  await stopWatching(world);
  await world.snapshot.take();
};

/**
 * Makes the town with its past once, for as many worlds as are opened over it: what it holds is in a closed store, and a
 * snapshot of it beside, so that whatever a hub does as it opens is undone.
 *
 * @param image the directory of an empty store.
 * @param directory is there, and empty.
 */
export const makePreparedTown = async (image: string, directory: string): Promise<void> => {
  const town = readTown();
  await writeTownFiles(directory, town);
  const files = townFiles(directory);
  mkdirSync(dirname(files.store), { recursive: true });
  cpSync(image, files.store, { recursive: true });
  const clock = createClock(imageInstant);
  const world = await openWorld({
    database: { kind: 'PGLITE', directory: files.store },
    ...{ directory, clock: clock.now, timer: noTimer, idsFrom: 0, past: [] },
    ...{ secretsFile: files.secretsFile, registers: files.registers },
    configuration: {
      headsDirectory: files.heads,
      agenciesFile: files.agenciesFile,
      agreementsFile: files.agreementsFile,
    },
  });
  try {
    await settleTown(world, clock.now(), false);
    writeFileSync(files.past, JSON.stringify(world.past));
  } finally {
    await world.close();
  }
};
