import type { JSONWebKeySet, JWK } from 'jose';
import { z } from 'zod';
import { TokenRefusal } from './token-refusal.ts';

/**
 * What an issuer can be allowed to sign with: asymmetric algorithms only. `none` and HS* are in no list, so a public
 * key can never be taken for a shared secret (T1, T2).
 */
export const signatureAlgorithms = [
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
  'EdDSA',
  'Ed25519',
] as const;

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** A JWK: the members that decide are typed, the key material is jose's to read. */
export const keySchema = z.looseObject({
  kty: z.string(),
  alg: z.string().optional(),
  kid: z.string().optional(),
  use: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
});

/** A JWK Set as a file or the registry holds it. */
export const keySetSchema = z.strictObject({ keys: z.array(keySchema).min(1, 'no key is named') });

/** Whether a key holds what only its owner may have, or what a shared one is made of. */
export const isPrivate = (key: object): boolean =>
  ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'].some((member) => Object.hasOwn(key, member));

/** DOMAIN.md 4.3: a key says which algorithm it is for, and nothing in it says that it is for something else. */
export const mayVerify = (key: JWK): boolean =>
  typeof key.alg === 'string' &&
  (key.use === undefined || key.use === 'sig') &&
  (key.key_ops === undefined || (Array.isArray(key.key_ops) && key.key_ops.includes('verify')));

/**
 * What is wrong in a key set of the configuration, one sentence each. The verifier would refuse the tokens of such a
 * key anyway; here it is told to those who can mend it.
 */
export const keySetProblems = ({ keys }: JSONWebKeySet, algorithms: readonly string[]): string[] => {
  const problems: string[] = [];
  const seen = new Set<string | undefined>();
  for (const [index, key] of keys.entries()) {
    const name = `key ${key.kid ?? index}`;
    if (isPrivate(key)) {
      problems.push(`The ${name} is private or shared: only public keys belong here.`);
    }
    if (key.alg === undefined) problems.push(`The ${name} has no alg.`);
    else if (!algorithms.includes(key.alg))
      problems.push(`The ${name} has the alg ${key.alg}, which is not allowed for this issuer.`);
    if (key.alg !== undefined && !mayVerify(key))
      problems.push(`The ${name} is not for verifying (use, key_ops).`);
    if (seen.has(key.kid)) problems.push(`The ${name} has the kid of another key, or both have none.`);
    seen.add(key.kid);
  }
  return problems;
};

/** The keys of one issuer. */
export interface KeySet {
  /** The one key for an algorithm and key id; refuses the token where none or more than one could be meant. */
  readonly find: (algorithm: string, keyId: string | undefined) => JWK | Promise<JWK>;
  /** Whether `find` would answer with this very key now: asked on every use of a remembered token (T7). Fetches nothing. */
  readonly stillFinds: (key: JWK, algorithm: string, keyId: string | undefined) => boolean;
}

/** INVARIANT: a key set belongs to one issuer; there is no look-up over all keys, so a kid names nobody else's key (T3). */
export const createKeySet = ({ keys }: JSONWebKeySet): KeySet => {
  const fitting = (algorithm: string, keyId: string | undefined): JWK | string => {
    // Two keys with one kid are ambiguous even where only one of them fits the algorithm (T7).
    const named = keyId === undefined ? keys : keys.filter((key) => key.kid === keyId);
    if (keyId !== undefined && named.length > 1) return 'two keys have the kid';
    const [key, ...others] = named.filter((each) => each.alg === algorithm && mayVerify(each));
    if (key === undefined) return 'no key of the issuer fits';
    return others.length > 0 ? 'the kid is missing and two keys would fit' : key;
  };
  return {
    find: (algorithm, keyId) => {
      const found = fitting(algorithm, keyId);
      if (typeof found === 'string') throw new TokenRefusal(found);
      return found;
    },
    stillFinds: (key, algorithm, keyId) => fitting(algorithm, keyId) === key,
  };
};
