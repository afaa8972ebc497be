import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** Encrypts what the hub must keep for a while and nobody who looks into the store shall read. */
export interface SealedKeeping {
  /** @returns a compact JWE (RFC 7516) under a key of the hub's own. */
  readonly seal: (text: string) => Promise<string>;
  /** @throws where it was not sealed here. */
  readonly open: (sealed: string) => Promise<string>;
}

/**
 * Makes the keeping, under a key that is derived from one of the hub's keys for this use alone (HKDF, RFC 5869).
 *
 * @param use what is kept: other uses have other keys.
 */
export const createSealedKeeping = (master: Uint8Array, use: string): SealedKeeping => {
  const key = new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), `komsiluk ${use}`, 32));
  return {
    seal: async (text) =>
      await new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    open: async (sealed) => {
      const { plaintext } = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return new TextDecoder().decode(plaintext);
    },
  };
};
