import pino from 'pino';
import type { Configuration } from '../../src/server/configuration.ts';
import { readGatewayConfiguration } from '../../src/server/gateway/gateway-configuration.ts';
import { startGateway } from '../../src/server/gateway/start-gateway.ts';
import { loadRegistry } from '../../src/server/load-registry.ts';
import type { World } from '../../src/server/open-core.ts';
import { type RunningHub, type StartOptions, startHub } from '../../src/server/start-hub.ts';
import { type DatabaseLocation, openDatabase } from '../../src/store/database.ts';
import { letPartsIn } from './split-store.ts';

/** A graph that runs in parts, behind a gateway. */
export interface RunningSplit extends RunningHub {
  /** Each part, by its name. */
  readonly parts: ReadonlyMap<string, RunningHub>;
  /** The store as its owner comes to it, who may do what no part may. */
  readonly owner: DatabaseLocation;
}

/**
 * Starts each part of the graph on a port of its own over one PostgreSQL, and a real gateway in front of them.
 *
 * @returns the core, at the gateway's address; its `hub.database` is the owner's, so that a test can spoil what no part may.
 */
export const openSplit = async (
  configuration: Configuration,
  world: World,
  options: StartOptions,
): Promise<RunningSplit> => {
  if (configuration.database.kind !== 'POSTGRESQL')
    throw new Error('the parts of a graph share a PostgreSQL');
  const locationOf = await letPartsIn(configuration.database.url, loadRegistry(configuration).registry);
  const parts = new Map<string, RunningHub>();
  const stopped: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    const faults: unknown[] = [];
    for (const end of stopped.splice(0).reverse()) await end().catch((error: unknown) => faults.push(error));
    if (faults.length > 0) throw new AggregateError(faults, 'not everything of the split could be stopped');
  };
  const start = async (name: string): Promise<RunningHub> => {
    const own = { ...configuration, database: locationOf(name), port: 0, only: name };
    const part = await startHub(own, world, options);
    parts.set(name, part);
    stopped.push(part.stop);
    return part;
  };
  try {
    // The core first: it loads registers, and says which keys the store belongs to.
    const core = await start('core');
    for (const name of core.hub.graph.partNames) if (name !== 'core') await start(name);
    const gateway = await startGateway(
      readGatewayConfiguration({
        HUB_PROFILE: 'demo',
        HUB_DATA: configuration.dataDirectory,
        PORT: '0',
        HUB_PARTS: [...parts].map(([name, { address }]) => `${name}=${address}`).join(' '),
      }),
      pino({ level: 'silent' }),
    );
    stopped.push(gateway.stop);
    const database = await openDatabase(configuration.database);
    stopped.push(database.close);
    return {
      ...core,
      hub: { ...core.hub, database },
      address: gateway.address,
      parts,
      owner: configuration.database,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
