import { type Credentials, readCredentials } from '../access/credentials.ts';
import type { Registry } from '../access/registry.ts';
import type { Adapter } from '../domain/adapter.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Credential } from '../domain/credential.ts';
import type { Timer } from '../domain/timer.ts';
import { type OpenedSource, openConnector } from '../sources/open-connector.ts';
import type { Configuration } from './configuration.ts';

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

/**
 * Opens what reaches the sources that the hub asks itself, each with its own credential alone (O4). Nothing is asked yet.
 *
 * @throws ConfigurationError naming the source, and the setting or the connection that is wrong.
 */
export const openConnectors = (
  configuration: Pick<Configuration, 'credentialsFile'>,
  { sources }: Pick<Registry, 'sources'>,
  adapters: ReadonlyMap<string, Adapter>,
  { timer, createId }: { readonly timer: Timer; readonly createId: () => string },
): ReadonlyMap<string, OpenedSource> => {
  const connected = [...sources.values()].flatMap(({ id, adapter: name, connection }) => {
    const adapter = adapters.get(name);
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
