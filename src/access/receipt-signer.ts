import canonicalize from 'canonicalize';
import { CompactSign, importJWK, type JWK } from 'jose';
import type { JsonValue } from '../domain/json-value.ts';

/** The `typ` of a receipt: no other signature of the hub can stand for one (RFC 8725, section 3.11). */
const receiptType = 'consent-receipt+jws';

/** The public half of the key, as it is published (RFC 7517). */
export const publishedKey = ({ kty, crv, x, kid }: JWK): JWK =>
  ({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }) as JWK;

/** Signs receipts as compact JWS (RFC 7515). */
export type ReceiptSigner = (receipt: JsonValue) => Promise<string>;

/**
 * Makes the signer. Ed25519 (RFC 8037) over the canonical JSON (RFC 8785): the same receipt is the same text whenever and
 * wherever it is asked for.
 */
export const createReceiptSigner = (key: JWK): ReceiptSigner => {
  const imported = importJWK(key, 'EdDSA');
  // Whoever signs first learns of a bad key; until then it must not bring the process down.
  imported.catch(() => undefined);
  return async (receipt) =>
    await new CompactSign(new TextEncoder().encode(canonicalize(receipt) ?? ''))
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid ?? '', typ: receiptType, cty: 'ld+json' })
      .sign(await imported);
};
