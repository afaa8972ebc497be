import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { ImportSummary } from '../records/register-import.ts';
import { changeFact, rememberFact } from '../store/installation-store.ts';
import { isEmpty } from '../store/reach-store.ts';
import { type Hub, openHub } from './compose.ts';
import type { Configuration } from './configuration.ts';
import { createHttp } from './http.ts';
import { type LoadProgress, loadRegisters } from './load-registers.ts';
import type { World } from './open-core.ts';
import { openDropFolders } from './open-drop-folders.ts';

/** A hub that listens. */
export interface RunningHub {
  readonly hub: Hub;
  readonly address: string;
  readonly loaded: readonly ImportSummary[];
  /** Stops accepting, finishes what is under way, seals the log and closes the store. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  /** A directory of registers to load into a new store, or null. */
  readonly registers: string | null;
  readonly onProgress: LoadProgress;
}

/** Loads registers into a new store; a load that was cut off is taken up again, because what is there stays as it is. */
const firstLoad = async (
  hub: Hub,
  world: World,
  directory: string,
  onProgress: LoadProgress,
): Promise<readonly ImportSummary[]> => {
  const state = await rememberFact(
    hub.database,
    'first-load',
    (await isEmpty(hub.database)) ? 'begun' : 'done',
  );
  if (state === 'done') return [];
  const loaded = await loadRegisters(hub, world, directory, onProgress);
  await changeFact(hub.database, 'first-load', 'done');
  return loaded;
};

/** Opens the hub, loads registers into a new store, listens and watches the folders that registers drop files into. */
export const startHub = async (
  configuration: Configuration,
  world: World,
  options: StartOptions,
): Promise<RunningHub> => {
  const hub = await openHub(configuration, world);
  try {
    const loaded =
      options.registers === null || !hub.isCore
        ? []
        : await firstLoad(hub, world, options.registers, options.onProgress);
    // The first one: later ones are drawn by the timer, beside those who ask of the month before.
    if (hub.isCore && (await hub.releases.newest()) === null) await hub.releases.drawDue();
    const server = await createHttp(hub, world.logger, randomUUID);
    const folders = hub.isCore ? await openDropFolders(hub, world) : { close: async () => undefined };
    await server
      .listen({ host: configuration.host, port: configuration.port })
      .catch(async (error: unknown) => {
        await folders.close();
        throw error;
      });
    const { address, port, family } = server.server.address() as AddressInfo;
    return {
      hub,
      address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
      loaded,
      stop: async () => {
        await server.close();
        await folders.close();
        await hub.close();
      },
    };
  } catch (error) {
    await hub.close();
    throw error;
  }
};
