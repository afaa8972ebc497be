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

/** An issuer with its keys at hand: what the verifier needs of it. */
export interface TrustedIssuer {
  readonly issuer: string;
  /** The agency its tokens speak for, or null for the issuer of persons. */
  readonly agency: string | null;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keys: KeySet;
}

/** Where keys come from that are not written in the registry itself. */
export interface KeyOrigins {
  /** Null where demonstration keys are not allowed: then an issuer with `demo: true` stops the start. */
  readonly demoKeys: DemoKeys | null;
  /** The text of a file named beside the registry. */
  readonly readKeyFile: (name: string) => string | Promise<string>;
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

const openIssuer = async (registration: IssuerRegistration, origins: KeyOrigins): Promise<TrustedIssuer> => {
  const { issuer, agency, algorithms, keys } = registration;
  if ('demo' in keys) {
    if (origins.demoKeys === null) {
      throw new ConfigurationError(
        `The issuer ${issuer} has demonstration keys (demo: true), which are not allowed here.`,
      );
    }
    return { issuer, agency, algorithms, keys: createKeySet(await origins.demoKeys.publicKeys(issuer)) };
  }
  const keySet = 'file' in keys ? await readKeySet(keys.file, issuer, origins) : keys.jwks;
  const [problem] = keySetProblems(keySet, algorithms);
  if (problem !== undefined) {
    throw new ConfigurationError(`${'file' in keys ? keys.file : 'jwks'}: the keys of ${issuer}: ${problem}`);
  }
  return { issuer, agency, algorithms, keys: createKeySet(keySet) };
};

/** Fetches the keys of every registered issuer once, at the start. No key is ever fetched because a token names it (T9). */
export const openIssuers = async (
  registrations: ReadonlyMap<string, IssuerRegistration>,
  origins: KeyOrigins,
): Promise<ReadonlyMap<string, TrustedIssuer>> => {
  const opened = new Map<string, TrustedIssuer>();
  for (const [issuer, registration] of registrations)
    opened.set(issuer, await openIssuer(registration, origins));
  return opened;
};
