import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecrets } from '../../../src/access/secrets.ts';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { Timer } from '../../../src/domain/timer.ts';
import { type Clock, createClock } from '../../harness/clock.ts';
import { imageInstant } from '../../harness/image-instant.ts';
import { noTimer } from '../../harness/no-timer.ts';
import { type Facts, readFacts } from '../oracle/facts.ts';
import { allowAll } from './allow-all.ts';
import { prepareTown } from './prepare-town.ts';
import { readTown, type Town } from './town.ts';
import { townAgreements, townRegistry } from './town-policy.ts';
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

// Fixed, so that a seed gives the same ids and orders in any run; a hub at work makes its own.
const fixedKey = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const secrets = async (): Promise<string> => {
  const { signing, receipts } = JSON.parse(await createSecrets()) as { signing: object; receipts: object };
  const pairwise = { current: 1, keys: [{ version: 1, key: fixedKey(1) }] };
  return JSON.stringify({ pairwise, hashing: fixedKey(2), cursor: fixedKey(3), signing, receipts });
};

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

/** Sealing is random, so what parties are given would be other bytes in each world: the second holds what the first sealed. */
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
}

/**
 * Opens both worlds over the town, with its past.
 *
 * @param image the directory of an empty store.
 */
export const openTwinWorlds = async (
  image: string,
  { timer = noTimer, grantsAll = false }: TwinOptions = {},
): Promise<TwinWorlds> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-proof-'));
  const registers = join(directory, 'registers');
  const secretsFile = join(directory, 'hub.json');
  writeFileSync(secretsFile, await secrets(), { mode: 0o600 });
  const town = readTown();
  town.write(registers);
  const clock = createClock(imageInstant);
  const agenciesFile = join(directory, 'agencies.yaml');
  writeFileSync(agenciesFile, townRegistry());
  const townAgreementsFile = join(directory, 'agreements.yaml');
  writeFileSync(townAgreementsFile, townAgreements());
  const opened: ProofWorld[] = [];
  const open = async (name: string, agreementsFile?: string): Promise<ProofWorld> => {
    clock.set(imageInstant);
    const world = await openWorld({
      image,
      directory,
      secretsFile,
      registers,
      clock: clock.now,
      timer,
      configuration: {
        headsDirectory: join(directory, name),
        agenciesFile,
        agreementsFile: agreementsFile ?? townAgreementsFile,
      },
    });
    opened.push(world);
    await world.running.hub.database.query('delete from alert_progress');
    await prepareTown(world, town, clock.now(), agreementsFile !== undefined);
    await stopWatching(world);
    const [first] = opened;
    if (first && first !== world) await sealAlike(first, world);
    await world.snapshot.take();
    return world;
  };
  const world = await open('world');
  const allowAllFile = join(directory, 'allow-all.yaml');
  if (grantsAll) writeFileSync(allowAllFile, allowAll(world.running.hub.registry));
  const twin = await open('twin', grantsAll ? allowAllFile : undefined);
  await world.restore();
  return {
    town,
    facts: await readFacts(world.running.hub.database),
    agreements: world.running.hub.configuredAgreements,
    clock,
    world,
    twin,
    secretsFile,
    close: async () => {
      for (const each of opened) await each.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
