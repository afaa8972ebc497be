import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { Timer } from '../../../src/domain/timer.ts';
import { type Clock, createClock } from '../../harness/clock.ts';
import { imageInstant } from '../../harness/image-instant.ts';
import { noTimer } from '../../harness/no-timer.ts';
import { storeInMemory } from '../../harness/store-in-memory.ts';
import { type Facts, readFacts } from '../oracle/facts.ts';
import { allowAll } from './allow-all.ts';
import { makePreparedTown, settleTown } from './prepared-town.ts';
import { readTown, type Town } from './town.ts';
import { townFiles } from './town-files.ts';
import { openWorld, type ProofWorld } from './world.ts';

/** Two worlds of one town, with the same keys, ids and clock: only what a round changes in the second one differs. */
export interface TwinWorlds {
  readonly town: Town;
  readonly clock: Clock;
  readonly world: ProofWorld;
  readonly twin: ProofWorld;
  /** What the first world holds when a round begins: the same rows each time. */
  readonly facts: Facts;
  /** In force when a round begins. */
  readonly agreements: readonly Agreement[];
  readonly secretsFile: string;
  readonly close: () => Promise<void>;
}

/** Sealing is random, so what parties are given would be other bytes in a world with a past of its own: it holds what the first sealed. */
const sealAlike = async (first: ProofWorld, second: ProofWorld): Promise<void> => {
  const sealed = await first.running.hub.database.query<{ id: string; payload: string }>(
    `select id::text as id, payload::text as payload from record where compartment <> 'general'`,
  );
  for (const { id, payload } of sealed)
    await second.running.hub.database.query('update record set payload = ?::jsonb where id = ?', [
      payload,
      id,
    ]);
};

/** How the worlds are opened. */
export interface TwinOptions {
  readonly timer?: Timer;
  /** The second world under agreements that grant everything: what a hub without a policy would answer. */
  readonly grantsAll?: boolean;
  /** The directory of a town that is made already; by default it is made anew. */
  readonly preparedTown?: string | null;
}

/** Ids of what a hub makes as it opens: it is undone, and must not be taken for anything of the town. */
const idsOfOpening = 1_950_000;

/**
 * Opens both worlds over the town, with its past.
 *
 * @param image the directory of an empty store.
 */
export const openTwinWorlds = async (
  image: string,
  { timer = noTimer, grantsAll = false, preparedTown = null }: TwinOptions = {},
): Promise<TwinWorlds> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-proof-'));
  const townDirectory = preparedTown ?? directory;
  if (preparedTown === null) await makePreparedTown(image, directory);
  const files = townFiles(townDirectory);
  const clock = createClock(imageInstant);
  const opened: ProofWorld[] = [];
  const open = async (
    name: string,
    options: Pick<Parameters<typeof openWorld>[0], 'database' | 'idsFrom' | 'past'>,
    agreementsFile: string,
  ): Promise<ProofWorld> => {
    clock.set(imageInstant);
    const world = await openWorld({
      ...options,
      directory: townDirectory,
      ...{ secretsFile: files.secretsFile, registers: files.registers, clock: clock.now, timer },
      configuration: {
        headsDirectory: join(directory, name),
        agenciesFile: files.agenciesFile,
        agreementsFile,
      },
    });
    opened.push(world);
    return world;
  };
  const openPrepared = async (name: string): Promise<ProofWorld> => {
    cpSync(files.heads, join(directory, name), { recursive: true });
    const past = JSON.parse(readFileSync(files.past, 'utf8')) as readonly string[];
    const options = { database: storeInMemory(files.store), idsFrom: idsOfOpening, past };
    const world = await open(name, options, files.agreementsFile);
    await world.snapshot.resume();
    await world.restore();
    return world;
  };
  /** Under other agreements the town has another past: it happens anew. */
  const openUnderAll = async (first: ProofWorld): Promise<ProofWorld> => {
    const allowAllFile = join(directory, 'allow-all.yaml');
    writeFileSync(allowAllFile, allowAll(first.running.hub.registry));
    const options = { database: storeInMemory(image), idsFrom: 0, past: [] };
    const world = await open('twin', options, allowAllFile);
    await settleTown(world, clock.now(), true);
    await sealAlike(first, world);
    await world.snapshot.take();
    return world;
  };
  const world = await openPrepared('world');
  const twin = grantsAll ? await openUnderAll(world) : await openPrepared('twin');
  return {
    town: readTown(),
    facts: await readFacts(world.running.hub.database),
    agreements: world.running.hub.configuredAgreements,
    clock,
    world,
    twin,
    secretsFile: files.secretsFile,
    close: async () => {
      for (const each of opened) await each.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
