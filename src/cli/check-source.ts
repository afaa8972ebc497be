import { processEnvironment, readConfiguration } from '../server/configuration.ts';
import { CommandFailure } from './command-failure.ts';
import { loadComposition } from './load-composition.ts';

/**
 * Before the store is opened: a mistake in the command line costs nobody the lock.
 *
 * @throws CommandFailure where the registry has no such source.
 */
export const checkSource = async (sourceId: string, data: string | undefined): Promise<void> => {
  const { loadRegistry } = await loadComposition();
  const { registry } = loadRegistry(readConfiguration(processEnvironment(), { data }));
  if (registry.sources.has(sourceId)) return;
  const known = [...registry.sources.keys()].join(', ');
  throw new CommandFailure(`No source is called ${sourceId}. Known: ${known}.`);
};
