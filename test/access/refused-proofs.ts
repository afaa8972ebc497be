import type { Presented, ProofChange, ProofForge } from './proof-forge.ts';
import { createSigningKey, nowSeconds, publicUrl, signatureOf } from './token-forge.ts';

/** One way to present a token with a proof that does not hold: the row, the attack, what the challenge says, and how. */
export type RefusedProof = readonly [
  row: 'T10' | 'T6',
  attack: string,
  error: 'invalid_dpop_proof' | 'invalid_token',
  make: (forge: ProofForge) => Presented,
];

const withProof = (attack: string, proof: ProofChange, row: RefusedProof[0] = 'T10'): RefusedProof => [
  row,
  attack,
  'invalid_dpop_proof',
  (forge) => forge.present({ proof }),
];
const withHeader = (attack: string, header: NonNullable<ProofChange['header']>): RefusedProof =>
  withProof(attack, { header });
const withClaims = (
  attack: string,
  claims: NonNullable<ProofChange['claims']>,
  row?: RefusedProof[0],
): RefusedProof => withProof(attack, { claims }, row);
const withProofs = (attack: string, proofs: (forge: ProofForge) => readonly string[]): RefusedProof => [
  'T10',
  attack,
  'invalid_dpop_proof',
  (forge) => forge.present({ request: { proofs: proofs(forge) } }),
];

const form: readonly RefusedProof[] = [
  withProofs('no proof', () => []),
  withProofs('two proofs', (forge) => {
    const token = forge.token();
    return [forge.proof(token), forge.proof(token)];
  }),
  withProofs('an empty proof', () => ['']),
  withProofs('a word', () => ['proof']),
  withProofs('the access token as its own proof', (forge) => [forge.token()]),
  withProofs('two proofs in one header', (forge) => {
    const token = forge.token();
    return [`${forge.proof(token)}, ${forge.proof(token)}`];
  }),
  withProofs('a proof with padding', (forge) => [`${forge.proof(forge.token())}=`]),
  withProofs('a proof without signature', (forge) => [
    `${forge.proof(forge.token()).split('.').slice(0, 2).join('.')}.`,
  ]),
  withProofs('a proof that is far too long', (forge) => [
    forge.proof(forge.token(), { claims: { note: 'x'.repeat(5000) } }),
  ]),
  withHeader('typ JWT', { typ: 'JWT' }),
  withHeader('no typ', { typ: undefined }),
  withHeader("an access token's typ", { typ: 'at+jwt' }),
  withHeader('alg none', { alg: 'none' }),
  withHeader('alg HS256', { alg: 'HS256' }),
  withHeader('an algorithm that is not the key’s', { alg: 'ES512' }),
  withHeader('no key', { jwk: undefined }),
  withHeader('a key that is a list', { jwk: [] }),
  withHeader('a shared secret for a key', { jwk: { kty: 'oct', k: 'AAAA' } }),
  withHeader('a curve that is none', { jwk: { kty: 'EC', crv: 'P-192', x: 'AAAA', y: 'AAAA' } }),
  withHeader('a point that is on no curve', { jwk: { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' } }),
  withHeader('an exponent that takes for ever', { jwk: { kty: 'RSA', n: 'AAAA', e: 'A'.repeat(300) } }),
  withHeader('crit', { crit: ['exp'] }),
  withHeader('b64', { b64: true }),
  withHeader('a header that is a list', '[]'),
  [
    'T10',
    'the private key along with the public one',
    'invalid_dpop_proof',
    (forge) =>
      forge.present({ proof: { header: { jwk: forge.clientKey.privateKey.export({ format: 'jwk' }) } } }),
  ],
  [
    'T10',
    "the client's key, the signature of another",
    'invalid_dpop_proof',
    (forge) => {
      const token = forge.token();
      const [head, body] = forge.proof(token).split('.');
      const input = `${head}.${body}`;
      return forge.present({
        token,
        request: { proofs: [`${input}.${signatureOf(forge.otherKey, input)}`] },
      });
    },
  ],
];

const content: readonly RefusedProof[] = [
  withClaims('no jti', { jti: undefined }),
  withClaims('an empty jti', { jti: '' }),
  withClaims('a jti of 201 characters', { jti: 'j'.repeat(201) }),
  withClaims('a jti with a line break', { jti: 'a\nb' }),
  withClaims('a jti that is a number', { jti: 7 }),
  withClaims('no method', { htm: undefined }),
  withClaims('another method', { htm: 'GET' }),
  withClaims('the method in lower case', { htm: 'post' }),
  withClaims('no address', { htu: undefined }),
  withClaims('another host', { htu: 'https://evil.example/graphql' }),
  withClaims('another path', { htu: `${publicUrl}/` }),
  withClaims('the path with a slash more', { htu: `${publicUrl}/graphql/` }),
  withClaims('plain HTTP', { htu: 'http://hub.example/graphql' }),
  withClaims('another port', { htu: 'https://hub.example:8443/graphql' }),
  withClaims('a name and password in the address', { htu: 'https://hub.example@evil.example/graphql' }),
  withClaims('an address without its scheme', { htu: 'hub.example/graphql' }),
  withClaims('no iat', { iat: undefined }),
  withClaims('iat as text', { iat: String(nowSeconds) }),
  withClaims('a proof of 61 seconds ago', { iat: nowSeconds - 61 }, 'T6'),
  withClaims('a proof of in 11 seconds', { iat: nowSeconds + 11 }, 'T6'),
  withClaims('no ath', { ath: undefined }),
  withClaims('the ath of another token', { ath: 'A'.repeat(43) }),
  withClaims('claims that are a list', '[]'),
  [
    'T10',
    'a proof for another token of the same key',
    'invalid_dpop_proof',
    (forge) => forge.present({ request: { proofs: [forge.proof(forge.token({ jti: 'another' }))] } }),
  ],
  [
    'T10',
    'the method it was made for, sent with another',
    'invalid_dpop_proof',
    (forge) => forge.present({ request: { method: 'GET' } }),
  ],
];

const bindings: readonly RefusedProof[] = [
  [
    'T10',
    'a good proof by another key',
    'invalid_token',
    (forge) => forge.present({ proof: { key: forge.otherKey } }),
  ],
  [
    'T10',
    'a token that is bound to nothing',
    'invalid_token',
    (forge) => forge.present({ token: forge.forge.token() }),
  ],
  [
    'T10',
    'a token that is bound to another key',
    'invalid_token',
    (forge) => forge.present({ token: forge.token({ cnf: { jkt: forge.otherThumbprint } }) }),
  ],
  [
    'T10',
    'a thumbprint in capitals',
    'invalid_token',
    (forge) => forge.present({ token: forge.token({ cnf: { jkt: forge.thumbprint.toUpperCase() } }) }),
  ],
  [
    'T10',
    'a binding that its issuer did not sign',
    'invalid_token',
    (forge) =>
      forge.present({
        token: forge.forge.token({
          claims: { cnf: { jkt: forge.thumbprint } },
          key: createSigningKey('ES256', 'key-1'),
        }),
      }),
  ],
  [
    'T10',
    'a good proof for a token that is over',
    'invalid_token',
    (forge) => forge.present({ token: forge.token({ iat: nowSeconds - 300, exp: nowSeconds }) }),
  ],
  [
    'T10',
    'a good proof for a token that was revoked',
    'invalid_token',
    (forge) => forge.present({ token: forge.token({ jti: 'revoked' }) }),
  ],
  [
    'T10',
    'a bound token as a bearer one',
    'invalid_token',
    (forge) => ({ ...forge.present(), authorization: `Bearer ${forge.token()}` }),
  ],
];

/** Every way of T10 to present a token with a proof that does not hold. A repetition is a test of its own. */
export const refusedProofs: readonly RefusedProof[] = [...form, ...content, ...bindings];
