import { validate as validateJmbg } from 'stdnum/lib/cjs/me/jmbg.js';
import { createKeySet, type SignatureAlgorithm } from '../../src/access/key-set.ts';
import type { TokenVerifierOptions } from '../../src/access/token-verifier.ts';
import type { TrustedIssuer } from '../../src/access/trusted-issuer.ts';
import { purposes } from '../../src/domain/purpose.ts';
import { noTimer } from '../harness/no-timer.ts';
import {
  agencyIssuer,
  audience,
  type Forge,
  now,
  otherIssuer,
  personIssuer,
  publicUrl,
} from './token-forge.ts';

export const issuersOf = (forge: Forge, algorithm: SignatureAlgorithm): Map<string, TrustedIssuer> => {
  const { publicJwk } = forge.key;
  const { alg: _alg, ...withoutAlgorithm } = publicJwk;
  const trust = (
    issuer: string,
    agency: string | null,
    ...keys: (typeof publicJwk)[]
  ): [string, TrustedIssuer] => [
    issuer,
    { issuer, agency, algorithms: [algorithm], keys: createKeySet({ keys }), senderConstrained: false },
  ];
  return new Map([
    trust(
      agencyIssuer,
      'berane.municipality',
      publicJwk,
      { ...publicJwk, kid: 'twice' },
      { ...publicJwk, kid: 'twice' },
      { ...publicJwk, kid: 'encryption', use: 'enc' },
      { ...publicJwk, kid: 'wrapping', key_ops: ['wrapKey'] },
      { ...withoutAlgorithm, kid: 'no-alg' },
    ),
    trust(otherIssuer, 'berane.centre', forge.otherKey.publicJwk),
    trust(personIssuer, null, forge.personKey.publicJwk),
  ]);
};

export const optionsFor = (forge: Forge, algorithm: SignatureAlgorithm): TokenVerifierOptions => ({
  issuers: issuersOf(forge, algorithm),
  audience,
  clock: () => now,
  timer: noTimer,
  maxLifetimeSeconds: 600,
  isRevoked: (issuer, id) => issuer === agencyIssuer && id === 'revoked',
  proofs: { publicUrl, claim: async () => true },
  onClockAhead: () => undefined,
  hashNationalId: (compact) => `hash of ${compact.length} digits`,
  checkNationalId: (value) => {
    const result = validateJmbg(value);
    return result.isValid ? result.compact : null;
  },
  purposesKnown: new Set(purposes.map(({ term }) => term)),
});
