import { type Credentials, readCredentials } from '../access/credentials.ts';
import type { Registry } from '../access/registry.ts';
import type { Adapter } from '../domain/adapter.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Credential } from '../domain/credential.ts';
import type { Timer } from '../domain/timer.ts';
import { type OpenedSource, openConnector } from '../sources/open-connector.ts';
import type { Configuration } from './configuration.ts';
import { runsCore } from './runs-core.ts';

const credentialOf = (
  credentials: Credentials | null,
  source: string,
  name: string | null,
): Credential | null => {
  if (name === null) return null;
  if (credentials === null)
    throw new ConfigurationError(
      `HUB_CREDENTIALS is missing. The source ${source} names the credential ${name}.`,
    );
  const credential = credentials.get(name);
  if (credential !== undefined) return credential;
  throw new ConfigurationError(
    `HUB_CREDENTIALS: there is no credential ${name}, which the source ${source} names.`,
  );
};

/** A live source without a way to ask it would show nobody anything, and no one why. */
const checkDelivery = (source: string, adapter: Adapter | undefined, isConnected: boolean): void => {
  if (adapter === undefined) return;
  const isLive = adapter.delivery === 'LIVE';
  if (isLive !== (adapter.live !== undefined))
    throw new ConfigurationError(
      `The adapter ${adapter.name} says in one place that its source is live, and in the other that it is not.`,
    );
  if (isLive && !isConnected)
    throw new ConfigurationError(`The source ${source} is live by its adapter, and has no connection.`);
};

/**
 * Opens what reaches the sources that the hub asks itself, each with its own credential alone (O4). Nothing is asked yet.
 *
 * @throws ConfigurationError naming the source, and the setting or the connection that is wrong.
 */
export const openConnectors = (
  configuration: Pick<Configuration, 'credentialsFile' | 'only'>,
  { sources }: Pick<Registry, 'sources'>,
  adapters: ReadonlyMap<string, Adapter>,
  { timer, createId }: { readonly timer: Timer; readonly createId: () => string },
): ReadonlyMap<string, OpenedSource> => {
  const connected = [...sources.values()].flatMap(({ id, adapter: name, connection }) => {
    const adapter = adapters.get(name);
    checkDelivery(id, adapter, connection !== null);
    // A part of a split graph reaches its own sources, and only those that it asks for its answers: pulling is the core's.
    if (!runsCore(configuration) && (name !== configuration.only || adapter?.live === undefined)) return [];
    // What is dropped into a folder is not asked for.
    if (connection === null || connection.kind === 'FILE_DROP' || adapter === undefined) return [];
    return [{ source: id, adapter, connection }];
  });
  // Where nobody names a credential the file is not even read.
  const isNeeded = connected.some(({ connection }) => connection.credential !== null);
  const { credentialsFile: file } = configuration;
  const credentials = isNeeded && file !== null ? readCredentials(file) : null;
  return new Map(
    connected.map((each) => [
      each.source,
      openConnector({
        ...each,
        credential: credentialOf(credentials, each.source, each.connection.credential),
        now: timer.now,
        createId,
      }),
    ]),
  );
};
