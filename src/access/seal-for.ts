import { exportJWK, GeneralEncrypt, generateKeyPair, importJWK, type JWK } from 'jose';
import type { JsonValue } from '../domain/json-value.ts';
import type { PublicKey, SealedDocument } from '../domain/matter.ts';
import { matterKeyAlgorithm } from './matter-keys.ts';

/** A key whose private half nobody keeps. */
const nobodysKey = async (): Promise<JWK> =>
  await exportJWK((await generateKeyPair(matterKeyAlgorithm, { crv: 'P-256' })).publicKey);

/**
 * Encrypts for the holders of these public keys: a JWE in its general form (RFC 7516, section 7.2.1). For one alone jose
 * writes the ephemeral key into the protected header, and no recipient could be added later: so there is always a second.
 */
export const sealFor = async (content: JsonValue, given: readonly PublicKey[]): Promise<SealedDocument> => {
  const keys: readonly JWK[] = given.length > 1 ? given : [...given, await nobodysKey()];
  const sealing = new GeneralEncrypt(new TextEncoder().encode(JSON.stringify(content))).setProtectedHeader({
    enc: 'A256GCM',
    typ: 'sealed-unit+jwe',
  });
  for (const key of keys) {
    sealing
      .addRecipient(await importJWK(key, matterKeyAlgorithm))
      .setUnprotectedHeader({ alg: matterKeyAlgorithm, ...(key.kid === undefined ? {} : { kid: key.kid }) });
  }
  return (await sealing.encrypt()) as unknown as SealedDocument;
};
