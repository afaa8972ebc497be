import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { ProvenRequest } from '../../src/access/dpop-proof.ts';
import {
  type Change,
  createForge,
  createSigningKey,
  encode,
  type Forge,
  nowSeconds,
  publicUrl,
  type SigningKey,
  signatureOf,
} from './token-forge.ts';

/** What goes with a request: the `Authorization` header, and how and where it is sent. */
export interface Presented {
  readonly authorization: string;
  readonly request: ProvenRequest;
}

/** What a proof is made of; each part can be changed. */
export interface ProofChange {
  readonly header?: Change;
  readonly claims?: Change;
  readonly key?: SigningKey;
}

/** A client that holds a key and a token bound to it. */
export interface ProofForge {
  readonly forge: Forge;
  readonly clientKey: SigningKey;
  /** A key of somebody else. */
  readonly otherKey: SigningKey;
  readonly thumbprint: string;
  readonly otherThumbprint: string;
  /** A token bound to the client's key, but for the changes. */
  readonly token: (claims?: Record<string, unknown>) => string;
  readonly proof: (token: string, change?: ProofChange) => string;
  /** A request that would be accepted, but for the changes. */
  readonly present: (change?: {
    readonly token?: string;
    readonly proof?: ProofChange;
    readonly request?: Partial<ProvenRequest>;
  }) => Presented;
}

/** The public half alone, without what the registry says of a key. */
const bare = ({ publicJwk }: SigningKey): JWK => {
  const { alg: _alg, use: _use, kid: _kid, ...material } = publicJwk;
  return material;
};

const changed = (base: object, change: Change | undefined): string =>
  typeof change === 'string' ? change : JSON.stringify({ ...base, ...change });

const athOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export const createProofForge = async (algorithm: 'ES256' | 'PS256' | 'EdDSA'): Promise<ProofForge> => {
  const forge = createForge(algorithm);
  const clientKey = createSigningKey(algorithm, '');
  const otherKey = createSigningKey(algorithm, '');
  const thumbprint = await calculateJwkThumbprint(bare(clientKey));
  const otherThumbprint = await calculateJwkThumbprint(bare(otherKey));
  let proofs = 0;
  // Signed once: two signatures of the same claims differ, and a proof is for one text.
  const tokens = new Map<string, string>();
  const token = (claims: Record<string, unknown> = {}): string => {
    const name = JSON.stringify(claims);
    const signed = tokens.get(name) ?? forge.token({ claims: { cnf: { jkt: thumbprint }, ...claims } });
    tokens.set(name, signed);
    return signed;
  };
  const proof = (of: string, change: ProofChange = {}): string => {
    const key = change.key ?? clientKey;
    proofs += 1;
    const head = changed({ typ: 'dpop+jwt', alg: algorithm, jwk: bare(key) }, change.header);
    const body = changed(
      {
        jti: `proof-${proofs}`,
        htm: 'POST',
        htu: `${publicUrl}/graphql`,
        iat: nowSeconds,
        ath: athOf(of),
      },
      change.claims,
    );
    const input = `${encode(head)}.${encode(body)}`;
    return `${input}.${signatureOf(key, input)}`;
  };
  return {
    forge,
    clientKey,
    otherKey,
    thumbprint,
    otherThumbprint,
    token,
    proof,
    present: (change = {}) => {
      const of = change.token ?? token();
      return {
        authorization: `DPoP ${of}`,
        request: { method: 'POST', path: '/graphql', proofs: [proof(of, change.proof)], ...change.request },
      };
    },
  };
};
