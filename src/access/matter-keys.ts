import { ConfigurationError } from '../domain/configuration-error.ts';
import type { PublicKey } from '../domain/matter.ts';
import type { DemoKeys } from './demo-keys.ts';
import { isPrivate } from './key-set.ts';

/** Where an agency's public key for sealed matters is: written in the registry, or made for a demonstration. */
export type MatterKeySource = { readonly jwk: PublicKey } | { readonly demo: true };

/** Key agreement with a wrapped key (RFC 7518, section 4.6): one content key, wrapped for each party. */
export const matterKeyAlgorithm = 'ECDH-ES+A256KW';

/** What is wrong with a public key that a matter is to be sealed for; null where nothing is. */
export const faultOfMatterKey = (key: Partial<PublicKey>): string | null => {
  if (isPrivate(key)) return 'the key is private or shared: only a public key belongs here';
  const isKnown =
    (key.kty === 'EC' && key['crv'] === 'P-256') || (key.kty === 'OKP' && key['crv'] === 'X25519');
  if (!isKnown) return 'an EC key on P-256 or an OKP key on X25519 is expected';
  return typeof key.kid === 'string' && key.kid !== '' ? null : 'the key has no kid';
};

/**
 * Opens the public keys for which sealed matters are encrypted, by agency. The hub holds no private half.
 *
 * @param sources where each agency's key is.
 * @param sealing agencies whose registers can seal: without a key for each there is no start (R11).
 * @throws ConfigurationError
 */
export const openMatterKeys = async (
  sources: ReadonlyMap<string, MatterKeySource>,
  sealing: readonly string[],
  demoKeys: DemoKeys | null,
): Promise<ReadonlyMap<string, PublicKey>> => {
  const opened = new Map<string, PublicKey>();
  const missing = sealing.find((agency) => !sources.has(agency));
  if (missing !== undefined) {
    throw new ConfigurationError(
      `HUB_AGENCIES: ${missing} has a register that seals matters, and no matterKey.`,
    );
  }
  for (const [id, source] of sources) {
    if ('demo' in source && demoKeys === null) {
      throw new ConfigurationError(`HUB_AGENCIES: ${id}: a matterKey of the demo is refused in production.`);
    }
    const key = 'jwk' in source ? source.jwk : await demoKeys?.matterKey(id);
    const fault = key ? faultOfMatterKey(key) : 'it cannot be opened';
    if (!key || fault) throw new ConfigurationError(`HUB_AGENCIES: the matterKey of ${id}: ${fault}.`);
    opened.set(id, key);
  }
  return opened;
};
