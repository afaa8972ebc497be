import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign } from 'node:crypto';
import type { JWK } from 'jose';

/** Signs what is sent to webhooks, and says by which key. */
export interface EventSigner {
  /** The headers of one message: `webhook-id`, `webhook-timestamp` and `webhook-signature`. */
  readonly headersOf: (id: string, body: string, at: Date) => Readonly<Record<string, string>>;
  /** The public half, as it is published. */
  readonly publicKey: JWK;
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key. */
const ed25519Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key of its own, derived from the key of receipts: what is signed for the one can never stand for the other. */
const keyOf = (receipts: JWK): KeyObject => {
  const secret = Buffer.from(String(receipts.d), 'base64url');
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'komsiluk webhooks', 32));
  return createPrivateKey({ key: Buffer.concat([ed25519Head, seed]), format: 'der', type: 'pkcs8' });
};

/**
 * Makes the signer: Standard Webhooks, its asymmetric form (`v1a`: Ed25519 over `id.timestamp.body`). No secret is shared with
 * anybody, so none can be lost by a receiver.
 */
export const createEventSigner = (receipts: JWK): EventSigner => {
  const key = keyOf(receipts);
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return {
    headersOf: (id, body, at) => {
      const timestamp = String(Math.floor(at.getTime() / 1000));
      const signature = sign(null, Buffer.from(`${id}.${timestamp}.${body}`), key).toString('base64');
      return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1a,${signature}` };
    },
    publicKey: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: String(x),
      kid: `webhooks-${String(x).slice(0, 8)}`,
      alg: 'EdDSA',
      use: 'sig',
    },
  };
};
