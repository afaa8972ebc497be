import type { JSONWebKeySet } from 'jose';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { DemoKeys } from './demo-keys.ts';
import {
  createKeySet,
  type KeySet,
  keySetProblems,
  keySetSchema,
  type SignatureAlgorithm,
} from './key-set.ts';
import type { IssuerRegistration } from './registry.ts';
import type { RemoteKeySet } from './remote-key-set.ts';

/** An issuer with its keys at hand: what the verifier needs of it. */
export interface TrustedIssuer {
  readonly issuer: string;
  /** The agency its tokens speak for, or null for the issuer of persons. */
  readonly agency: string | null;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keys: KeySet;
  /** Whether its tokens need a proof of their key (RFC 9449). */
  readonly senderConstrained: boolean;
}

/** Where keys come from that are not written in the registry itself. */
export interface KeyOrigins {
  /** Null where demonstration keys are not allowed: then an issuer with `demo: true` stops the start. */
  readonly demoKeys: DemoKeys | null;
  /** The text of a file named beside the registry. */
  readonly readKeyFile: (name: string) => string | Promise<string>;
  /** The keys that an issuer publishes at an address. @throws ConfigurationError where this hub may not fetch from it. */
  readonly openKeyAddress: (address: string, issuer: string) => RemoteKeySet;
}

const readKeySet = async (name: string, issuer: string, origins: KeyOrigins): Promise<JSONWebKeySet> => {
  let content: unknown;
  try {
    content = JSON.parse(await origins.readKeyFile(name));
  } catch {
    // The parser's own message would quote the file, which may be a private key by mistake.
    throw new ConfigurationError(`${name}: the keys of ${issuer} cannot be read as JSON.`);
  }
  const result = keySetSchema.safeParse(content);
  if (!result.success) {
    const { path, message } = result.error.issues[0] ?? { path: [], message: '' };
    throw new ConfigurationError(`${name}: the keys of ${issuer}: ${path.join('.')} ${message}`);
  }
  return result.data as JSONWebKeySet;
};

const openKeys = async (registration: IssuerRegistration, origins: KeyOrigins): Promise<KeySet> => {
  const { issuer, algorithms, keys } = registration;
  if ('url' in keys) return origins.openKeyAddress(keys.url, issuer);
  if ('demo' in keys) {
    if (origins.demoKeys === null) {
      throw new ConfigurationError(
        `The issuer ${issuer} has demonstration keys (demo: true), which are not allowed here.`,
      );
    }
    return createKeySet(await origins.demoKeys.publicKeys(issuer));
  }
  const keySet = 'file' in keys ? await readKeySet(keys.file, issuer, origins) : keys.jwks;
  const [problem] = keySetProblems(keySet, algorithms);
  if (problem !== undefined) {
    throw new ConfigurationError(`${'file' in keys ? keys.file : 'jwks'}: the keys of ${issuer}: ${problem}`);
  }
  return createKeySet(keySet);
};

/**
 * Opens every registered issuer. What is written in the registry or beside it is read once; what is published at an
 * address is fetched from then on, and never from an address that a token names (T3).
 */
export const openIssuers = async (
  registrations: ReadonlyMap<string, IssuerRegistration>,
  origins: KeyOrigins,
): Promise<ReadonlyMap<string, TrustedIssuer>> => {
  const opened = new Map<string, TrustedIssuer>();
  for (const [name, registration] of registrations) {
    const { issuer, agency, algorithms, senderConstrained } = registration;
    const keys = await openKeys(registration, origins);
    opened.set(name, { issuer, agency, algorithms, keys, senderConstrained });
  }
  return opened;
};
