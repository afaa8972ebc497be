import { constants, createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { SignatureAlgorithm } from '../../src/access/key-set.ts';

/** Monday 2 November 2026, 10:00 in Podgorica: every test's now. */
export const now = new Date('2026-11-02T09:00:00Z');
export const nowSeconds = now.getTime() / 1000;
export const audience = 'https://hub.example/graphql';
/** Where the hub is reached, as a proof names it. */
export const publicUrl = 'https://hub.example';
export const agencyIssuer = 'https://berane.municipality.example';
export const otherIssuer = 'https://berane.centre.example';
export const personIssuer = 'https://eid.example';

export interface SigningKey {
  readonly algorithm: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
  readonly publicPem: string;
}

const pairFor = (algorithm: SignatureAlgorithm): { privateKey: KeyObject; publicKey: KeyObject } => {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
};

export const createSigningKey = (algorithm: SignatureAlgorithm, kid: string): SigningKey => {
  const { privateKey, publicKey } = pairFor(algorithm);
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), alg: algorithm, use: 'sig', kid } as JWK;
  return {
    algorithm,
    privateKey,
    publicJwk,
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }) as string,
  };
};

export const encode = (content: string | object): string =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');

export const signatureOf = (key: SigningKey, input: string): string => {
  const data = Buffer.from(input);
  if (key.algorithm === 'ES256') {
    return signBytes('sha256', data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    );
  }
  if (key.algorithm === 'EdDSA') return signBytes(null, data, key.privateKey).toString('base64url');
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const padding = key.algorithm.startsWith('PS') ? pss : { padding: constants.RSA_PKCS1_PADDING };
  return signBytes('sha256', data, { key: key.privateKey, ...padding }).toString('base64url');
};

export const hmac = (secret: string | Buffer, input: string): string =>
  createHmac('sha256', secret).update(input).digest('base64url');

/** Undefined takes a member away; a string replaces the whole JSON text. */
export type Change = Readonly<Record<string, unknown>> | string;

const changed = (base: object, change: Change | undefined): string =>
  typeof change === 'string' ? change : JSON.stringify({ ...base, ...change });

export interface Forge {
  /** The key of `agencyIssuer`. */
  readonly key: SigningKey;
  /** The key of `otherIssuer`, under the same kid. */
  readonly otherKey: SigningKey;
  /** The key of `personIssuer`, under the same kid. */
  readonly personKey: SigningKey;
  /** A key that belongs to nobody. */
  readonly strangerKey: SigningKey;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly personClaims: Readonly<Record<string, unknown>>;
  /** An agency's token that would be accepted, but for the changes. */
  readonly token: (change?: { header?: Change; claims?: Change; key?: SigningKey }) => string;
  /** A person's token that would be accepted, but for the changes. */
  readonly personToken: (claims?: Change) => string;
}

export const createForge = (algorithm: SignatureAlgorithm): Forge => {
  const key = createSigningKey(algorithm, 'key-1');
  const personKey = createSigningKey(algorithm, 'key-1');
  const times = { iat: nowSeconds, exp: nowSeconds + 300, jti: 'token-1' };
  const claims = {
    iss: agencyIssuer,
    aud: audience,
    sub: 'vesna.k',
    national_id: '0101006500006',
    birthdate: '2006-01-01',
    client_id: 'housing-software',
    purpose: 'ps:HousingWelfareManagement',
    ...times,
  };
  const personClaims = {
    iss: personIssuer,
    aud: audience,
    sub: 'f3a9',
    purpose: 'dpv:RightsFulfilment',
    national_id: '0101006500006',
    birthdate: '2006-01-01',
    ...times,
  };
  const header = { alg: algorithm, typ: 'at+jwt', kid: 'key-1' };
  const sign = (signer: SigningKey, head: string, body: string): string => {
    const input = `${encode(head)}.${encode(body)}`;
    return `${input}.${signatureOf(signer, input)}`;
  };
  return {
    key,
    otherKey: createSigningKey(algorithm, 'key-1'),
    personKey,
    strangerKey: createSigningKey(algorithm, 'key-1'),
    claims,
    personClaims,
    token: (change = {}) =>
      sign(change.key ?? key, changed(header, change.header), changed(claims, change.claims)),
    personToken: (change) => sign(personKey, JSON.stringify(header), changed(personClaims, change)),
  };
};
