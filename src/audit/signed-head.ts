import { CompactSign, type CryptoKey, importJWK, type JWK } from 'jose';

/** The `typ` of a head, so that no other signature of the same key can stand for one (RFC 8725 section 3.11). */
const headType = 'hub-head+jwt';

/** The end of the sealed log at one moment. */
export interface Head {
  /** The last sealed position: as many entries are before and at it. */
  readonly position: number;
  /** The hash of the entry at that position, in hex. */
  readonly hash: string;
  /** When it was signed, ISO 8601. */
  readonly at: string;
  /** How many entries it covers beyond the head before it in the same store. */
  readonly entries: number;
}

/** A place in the chain and the hash of the entry there. */
export type LogEnd = Pick<Head, 'position' | 'hash'>;

/** Signs heads with ES256 as compact JWS. */
export const createHeadSigner = (
  signingKey: JWK | CryptoKey,
  keyId: string,
): ((head: Head) => Promise<string>) => {
  const imported = 'kty' in signingKey ? importJWK(signingKey, 'ES256') : Promise.resolve(signingKey);
  // Whoever signs first learns of a bad key; until then it must not bring the process down.
  imported.catch(() => undefined);
  return async (head) =>
    await new CompactSign(new TextEncoder().encode(JSON.stringify(head)))
      .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: headType })
      .sign(await imported);
};

/** The head of a JWS out of one's own store, unverified: the sealer asks it only where it stopped. */
export const readOwnHead = (jws: string): LogEnd => {
  const head = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Partial<Head>;
  if (!Number.isSafeInteger(head.position) || typeof head.hash !== 'string')
    throw new Error('the last head is not a head');
  return { position: head.position as number, hash: head.hash };
};
