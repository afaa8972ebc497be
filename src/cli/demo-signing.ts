import { processEnvironment, readConfiguration } from '../server/configuration.ts';
import { CommandFailure } from './command-failure.ts';
import { loadComposition } from './load-composition.ts';

/**
 * What a command signs tokens of the demonstration with.
 *
 * @param refusal what it says where nothing is signed so: in production, and where the demo has no keys.
 * @throws CommandFailure with the refusal.
 */
export const demoSigning = async (data: string | undefined, refusal: string) => {
  const environment = processEnvironment();
  // Before the rest is read: whoever asks in production should hear this, not which setting is missing.
  if (environment['HUB_PROFILE'] === 'production') throw new CommandFailure(refusal);
  const configuration = readConfiguration(environment, { data });
  const { demoKeysOf, loadRegistry } = await loadComposition();
  const keys = demoKeysOf(configuration);
  if (!keys) throw new CommandFailure(refusal);
  const { registry } = loadRegistry(configuration);
  return { registry, keys, audience: configuration.audience };
};
