import { ConfigurationError } from '../domain/configuration-error.ts';
import { takeDroppedFile } from '../records/take-dropped-file.ts';
import { type DropFolder, openDropFolder } from '../sources/file/drop-folder.ts';
import { watchDropFolder } from '../sources/file/watch-drop-folder.ts';
import { faultOf } from './fault-of.ts';
import type { Core, World } from './open-core.ts';

/** The folders that registers drop their files into, watched. */
export interface DropFolders {
  /** Ends the watching. What is being taken stays in its folder, whole, and is taken again at the next start. */
  readonly close: () => Promise<void>;
}

/**
 * Watches the folder of every source whose registry entry names one.
 *
 * @throws ConfigurationError naming the source, where its folder cannot be used or its adapter takes no files.
 */
export const openDropFolders = async (
  core: Core,
  world: Pick<World, 'clock' | 'timer' | 'logger'>,
): Promise<DropFolders> => {
  const ending = new AbortController();
  const { database, reception, onItemFault: onFault } = core;
  const opened: { readonly folder: DropFolder; readonly everySeconds: number; readonly source: string }[] =
    [];
  for (const source of core.registry.sources.values()) {
    const { connection: place } = source;
    const adapter = core.adapters.get(source.adapter);
    if (place?.kind !== 'FILE_DROP' || !adapter) continue;
    const shape = adapter.connection.FILE_DROP;
    if (!shape)
      throw new ConfigurationError(
        `The source ${source.id} has a connection FILE_DROP, which the adapter ${adapter.name} has no shape for.`,
      );
    const input = { source, adapter, database, reception, onFault, clock: world.clock };
    const folder = await openDropFolder({
      ...{ place, shape, gather: adapter.gather ?? null },
      take: async (_name, pages) =>
        await takeDroppedFile({ ...input, timeZone: core.registry.timeZone }, pages),
      onFault: (error) =>
        world.logger.error({ source: source.id, fault: faultOf(error) }, 'a file could not be taken'),
    });
    opened.push({ folder, everySeconds: place.everySeconds, source: source.id });
  }
  const watching = opened.map(({ folder, everySeconds, source }) =>
    watchDropFolder(
      folder,
      {
        everySeconds,
        timer: world.timer,
        onFault: (error) =>
          world.logger.error({ source, fault: faultOf(error) }, 'a folder could not be looked into'),
      },
      ending.signal,
    ),
  );
  return {
    close: async () => {
      ending.abort();
      await Promise.all(watching);
    },
  };
};
