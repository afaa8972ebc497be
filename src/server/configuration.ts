import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { DatabaseLocation } from '../store/database.ts';

/** Everything that is set from outside, read once. */
export interface Configuration {
  readonly profile: 'demo' | 'production';
  readonly host: string;
  readonly port: number;
  readonly audience: string;
  /** The address that clients reach the hub under, without a slash at its end. */
  readonly publicUrl: string;
  readonly database: DatabaseLocation;
  /** Where the demo keeps its store, keys and heads. */
  readonly dataDirectory: string;
  readonly agenciesFile: string;
  readonly agreementsFile: string;
  /** The folder of the jurisdictions' code lists. */
  readonly legalBasesDirectory: string;
  /** Null in the demo, which makes its own. */
  readonly secretsFile: string | null;
  /** What sources are shown by the hub; null where no source names a credential. */
  readonly credentialsFile: string | null;
  /** The folder the log's signed heads are copied to: outside the database. */
  readonly headsDirectory: string;
  /** A folder of operations, or a manifest of them, that alone may run; null where every one may. */
  readonly documents: string | null;
  /** Longest lifetime of a token, in seconds. */
  readonly tokenSeconds: number;
  /** The part of the graph that this process runs, behind a router; null where it runs all of it. */
  readonly only: string | null;
  /** The file of the word by which core and gateway of a split graph know each other; null where none is set. */
  readonly gatewayKeyFile: string | null;
  readonly logLevel: string;
}

/** What a command line may say instead of the environment. */
export interface Arguments {
  readonly data?: string | undefined;
  readonly only?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const projectRoot = new URL('../..', import.meta.url).pathname;

/** A file that belongs to the project itself, such as a contract. */
export const projectFile = (...names: readonly string[]): string => join(projectRoot, ...names);

/** The process's environment: the one place that reads it. */
export const processEnvironment = (): Environment => process.env;

const numberOf = (name: string, text: string | undefined, fallback: number, most: number): number => {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new ConfigurationError(`${name} is not a whole number from 0 to ${most}.`);
};

/** Set to nothing is a mistake: an operator who meant to close the hub would leave it open. */
const documentsOf = (value: string | undefined): string | null => {
  if (value?.trim() === '') throw new ConfigurationError('HUB_DOCUMENTS names no file and no folder.');
  return value ?? null;
};

/** What clients are told to call, and what their proofs name, in one way of writing: a path is allowed, nothing after it. */
const publicUrlOf = (text: string, protocol: RegExp): string => {
  const url = URL.parse(text);
  if (!url || !protocol.test(url.protocol) || url.search || url.hash || url.username) {
    throw new ConfigurationError('HUB_PUBLIC_URL is not an https address without query and fragment.');
  }
  return url.href.replace(/\/$/, '');
};

const isLoopback = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host);

const demo = (environment: Environment, values: Arguments): Configuration => {
  const host = environment['HOST'] ?? '127.0.0.1';
  // The demo hands out tokens for every agency: whoever can reach it is all of them.
  if (!isLoopback(host)) throw new ConfigurationError('HOST: the demo listens on loopback alone.');
  const dataDirectory = values.data ?? environment['HUB_DATA'] ?? projectFile('.data');
  const url = environment['DATABASE_URL'];
  const port = numberOf('PORT', environment['PORT'], 4000, 65_535);
  const listensAt = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    profile: 'demo',
    host,
    port,
    audience: environment['HUB_AUDIENCE'] ?? 'https://hub.example',
    publicUrl: publicUrlOf(environment['HUB_PUBLIC_URL'] || listensAt, /^https?:$/),
    database: url
      ? {
          kind: 'POSTGRESQL',
          url,
          connections: numberOf('DATABASE_CONNECTIONS', environment['DATABASE_CONNECTIONS'], 10, 1000),
        }
      : { kind: 'PGLITE', directory: join(dataDirectory, 'store') },
    dataDirectory,
    agenciesFile: environment['HUB_AGENCIES'] ?? projectFile('config', 'demo', 'agencies.yaml'),
    agreementsFile: environment['HUB_AGREEMENTS'] ?? projectFile('config', 'demo', 'agreements.yaml'),
    legalBasesDirectory: environment['HUB_LEGAL_BASES'] ?? projectFile('config', 'legal-bases'),
    secretsFile: environment['HUB_SECRETS'] ?? null,
    credentialsFile: environment['HUB_CREDENTIALS'] ?? null,
    headsDirectory: environment['HUB_HEADS'] ?? join(dataDirectory, 'heads'),
    documents: documentsOf(environment['HUB_DOCUMENTS']),
    tokenSeconds: 3600,
    only: values.only ?? null,
    gatewayKeyFile: environment['HUB_GATEWAY_KEY'] ?? join(dataDirectory, 'keys', 'gateway'),
    logLevel: environment['LOG_LEVEL'] ?? 'warn',
  };
};

const production = (environment: Environment, values: Arguments): Configuration => {
  const needed = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value.trim() === '') {
      throw new ConfigurationError(
        `${name} is missing. Outside the demo profile the hub does not start without it.`,
      );
    }
    return value;
  };
  const url = needed('DATABASE_URL');
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new ConfigurationError('DATABASE_URL is not a PostgreSQL address.');
  return {
    profile: 'production',
    host: environment['HOST'] ?? '0.0.0.0',
    port: numberOf('PORT', environment['PORT'], 4000, 65_535),
    audience: needed('HUB_AUDIENCE'),
    publicUrl: publicUrlOf(needed('HUB_PUBLIC_URL'), /^https:$/),
    database: {
      kind: 'POSTGRESQL',
      url,
      connections: numberOf('DATABASE_CONNECTIONS', environment['DATABASE_CONNECTIONS'], 10, 1000),
    },
    dataDirectory: '',
    agenciesFile: needed('HUB_AGENCIES'),
    agreementsFile: needed('HUB_AGREEMENTS'),
    legalBasesDirectory: needed('HUB_LEGAL_BASES'),
    secretsFile: needed('HUB_SECRETS'),
    credentialsFile: environment['HUB_CREDENTIALS'] ?? null,
    headsDirectory: needed('HUB_HEADS'),
    documents: documentsOf(environment['HUB_DOCUMENTS']),
    tokenSeconds: 600,
    only: values.only ?? null,
    gatewayKeyFile: environment['HUB_GATEWAY_KEY'] ?? null,
    logLevel: environment['LOG_LEVEL'] ?? 'info',
  };
};

/**
 * Reads the configuration. Missing is no start, and the setting's name; never a default that opens something.
 *
 * @throws ConfigurationError
 */
export const readConfiguration = (environment: Environment, values: Arguments = {}): Configuration => {
  const profile = environment['HUB_PROFILE'] ?? 'demo';
  // Whoever brings a store, keys or credentials means an installation: the demo, which hands out tokens, must be asked for by
  // its name.
  const brought = ['HUB_SECRETS', 'HUB_CREDENTIALS', 'DATABASE_URL'].find(
    (name) => environment[name] !== undefined,
  );
  if (environment['HUB_PROFILE'] === undefined && brought)
    throw new ConfigurationError(
      `HUB_PROFILE is missing. Where ${brought} is set, it says demo or production.`,
    );
  if (profile !== 'demo' && profile !== 'production')
    throw new ConfigurationError('HUB_PROFILE is neither demo nor production.');
  const configuration = profile === 'demo' ? demo(environment, values) : production(environment, values);
  if (configuration.only !== null && configuration.database.kind !== 'POSTGRESQL')
    throw new ConfigurationError('DATABASE_URL is missing: the parts of a split graph share one PostgreSQL.');
  return configuration;
};

/** The YAML files of a configuration folder by their names without the ending. @throws ConfigurationError naming the setting. */
export const readSettingFolder = (name: string, directory: string): ReadonlyMap<string, string> => {
  try {
    const files = readdirSync(directory).filter((each) => each.endsWith('.yaml'));
    return new Map(
      files.map((each) => [each.slice(0, -'.yaml'.length), readSetting(name, join(directory, each))]),
    );
  } catch {
    throw new ConfigurationError(`${name}: the folder ${directory} cannot be read.`);
  }
};

/** The text of a configuration file. @throws ConfigurationError naming the setting. */
export const readSetting = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigurationError(`${name}: the file ${file} cannot be read.`);
  }
};
