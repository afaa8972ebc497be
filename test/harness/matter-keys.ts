import { exportJWK, type GeneralJWE, generalDecrypt, generateKeyPair, importJWK, type JWK } from 'jose';
import type { PublicKey } from '../../src/domain/matter.ts';

/** A key of a party, of which the hub is given the public half alone. */
export interface PartyKey {
  readonly publicJwk: PublicKey;
  /** What the holder reads. @throws where it was not sealed for this key. */
  readonly open: (jwe: GeneralJWE) => Promise<SealedContent>;
}

/** What lies in a sealed unit, as far as tests look at it. */
export interface SealedContent {
  readonly unit: string;
  readonly version: number;
  readonly address: string | null;
  readonly records: readonly { readonly kind: string; readonly values: Record<string, unknown> }[];
}

const algorithm = 'ECDH-ES+A256KW';

/** The key whose private half is this JWK. */
export const partyKeyOf = (privateJwk: JWK): PartyKey => {
  const { d: _private, ...publicJwk } = privateJwk;
  return {
    publicJwk: publicJwk as PublicKey,
    open: async (jwe) => {
      const { plaintext } = await generalDecrypt(jwe, await importJWK(privateJwk, algorithm));
      return JSON.parse(new TextDecoder().decode(plaintext)) as SealedContent;
    },
  };
};

export const createPartyKey = async (kid: string, curve: 'P-256' | 'X25519' = 'P-256'): Promise<PartyKey> => {
  const { privateKey } = await generateKeyPair(algorithm, { crv: curve, extractable: true });
  return partyKeyOf({ ...(await exportJWK(privateKey)), kid });
};

const centre = await createPartyKey('centre');

/** The demo's one agency whose register seals matters. */
export const matterKeys: ReadonlyMap<string, PublicKey> = new Map([['berane.centre', centre.publicJwk]]);
