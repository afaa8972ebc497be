import { refusedClaims } from './refused-claims.ts';
import { bearer, parts, type RefusedToken, withClaims, withHeader } from './refused-token.ts';
import { agencyIssuer, encode, type Forge, hmac, nowSeconds, otherIssuer } from './token-forge.ts';

const unsigned = (forge: Forge, header: object): string => `${encode(header)}.${encode(forge.claims)}`;
/** Another spelling of the same bytes: the last character's unused bits are set (for the lengths that have some). */
const respelled = (token: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-1) ?? '');
  return token.slice(0, -1) + alphabet[last + 1];
};

const form: readonly RefusedToken[] = [
  ['T1', 'no header at all', () => undefined],
  ['T1', 'an empty header', () => ''],
  ['T1', 'the scheme alone', () => 'Bearer'],
  ['T1', 'the scheme and a blank', () => 'Bearer '],
  ['T1', 'the token without a scheme', (forge) => forge.token()],
  ['T1', 'another scheme', (forge) => `Basic ${forge.token()}`],
  ['T10', 'the DPoP scheme', (forge) => `DPoP ${forge.token()}`],
  ['T1', 'two tokens', (forge) => `Bearer ${forge.token()}, Bearer ${forge.token()}`],
  ['T11', 'a blank at the end', (forge) => `${bearer(forge.token())} `],
  ['T11', 'a tab after the scheme', (forge) => `Bearer\t${forge.token()}`],
  ['T11', 'a line break at the end', (forge) => `${bearer(forge.token())}\n`],
  ['T11', 'a blank inside the header', (forge) => bearer(forge.token().replace('.', ' .'))],
  [
    'T11',
    'a blank inside the signature',
    (forge) => bearer(`${forge.token().slice(0, -4)} ${forge.token().slice(-4)}`),
  ],
  ['T11', 'padding', (forge) => bearer(`${forge.token()}==`)],
  ['T11', 'another spelling of the signature', (forge) => bearer(respelled(forge.token()))],
  [
    'T11',
    'the alphabet of base64 with + and /',
    (forge) => {
      const [head, body, signature] = parts(forge.token());
      return bearer(`${head}.${body}.${signature.slice(0, -2)}+/`);
    },
  ],
  ['T1', 'two segments', (forge) => bearer(parts(forge.token()).slice(0, 2).join('.'))],
  ['T1', 'four segments', (forge) => bearer(`${forge.token()}.AAAA`)],
  ['T1', 'five segments, as a JWE has', (forge) => bearer(`${forge.token()}.AAAA.AAAA`)],
  ['T1', 'an empty signature', (forge) => bearer(`${parts(forge.token()).slice(0, 2).join('.')}.`)],
  ['T1', 'an empty payload', (forge) => bearer(`${parts(forge.token())[0]}..${parts(forge.token())[2]}`)],
  [
    'T1',
    'a changed payload',
    (forge) => {
      const [head, , signature] = parts(forge.token());
      return bearer(`${head}.${encode({ ...forge.claims, sub: 'somebody.else' })}.${signature}`);
    },
  ],
  [
    'T1',
    'a signature of zeros',
    (forge) => {
      const [head, body, signature] = parts(forge.token());
      return bearer(
        `${head}.${body}.${Buffer.alloc(Buffer.from(signature, 'base64url').length).toString('base64url')}`,
      );
    },
  ],
  ['T1', 'a token far too long', (forge) => bearer(forge.token({ claims: { scope: 'x'.repeat(9000) } }))],
  withHeader('T1', 'a header that is not JSON', 'alg'),
  withHeader('T1', 'a header that is a list', '[]'),
  withClaims('T1', 'a payload that is not JSON', 'sub'),
  withClaims('T1', 'a payload that is a list', '[]'),
  withClaims('T1', 'a payload that is null', 'null'),
];

const algorithms: readonly RefusedToken[] = [
  ...['none', 'None', 'NONE', 'nOnE', ''].map(
    (alg): RefusedToken => [
      'T1',
      `alg ${alg || 'empty'} and no signature`,
      (forge) => bearer(`${unsigned(forge, { alg, typ: 'at+jwt' })}.`),
    ],
  ),
  withHeader('T1', 'alg none over a good signature', { alg: 'none' }),
  withHeader('T1', 'no alg', { alg: undefined }),
  withHeader('T1', 'alg as a list', { alg: ['ES256'] }),
  ...(['publicPem', 'publicJwk'] as const).map(
    (form_): RefusedToken => [
      'T2',
      `HS256 with the public key as the secret (${form_})`,
      (forge) => {
        const input = unsigned(forge, { alg: 'HS256', typ: 'at+jwt', kid: 'key-1' });
        const secret = form_ === 'publicPem' ? forge.key.publicPem : JSON.stringify(forge.key.publicJwk);
        return bearer(`${input}.${hmac(secret, input)}`);
      },
    ],
  ),
  [
    'T2',
    'HS256 with an empty secret',
    (forge) => {
      const input = unsigned(forge, { alg: 'HS256', typ: 'at+jwt', kid: 'key-1' });
      return bearer(`${input}.${hmac('', input)}`);
    },
  ],
  withHeader('T2', 'an algorithm the issuer may not use', { alg: 'ES384' }),
  withHeader('T2', 'the algorithm in lower case', { alg: 'es256' }),
];

const keys: readonly RefusedToken[] = [
  ['T3', 'signed by a stranger', (forge) => bearer(forge.token({ key: forge.strangerKey }))],
  [
    'T3',
    'signed by another issuer with the same kid',
    (forge) => bearer(forge.token({ key: forge.otherKey })),
  ],
  [
    'T3',
    'own key, the name of another issuer',
    (forge) => bearer(forge.token({ claims: { iss: otherIssuer } })),
  ],
  [
    'T3',
    "an agency's key, the persons' issuer",
    (forge) => bearer(forge.token({ claims: forge.personClaims })),
  ],
  withClaims('T3', 'an issuer nobody knows', { iss: 'https://evil.example' }),
  withClaims('T3', 'the issuer with a slash more', { iss: `${agencyIssuer}/` }),
  withClaims('T3', 'the issuer in capitals', { iss: agencyIssuer.toUpperCase() }),
  withClaims('T3', 'the issuer as a list', { iss: [agencyIssuer] }),
  withClaims('T3', 'no issuer', { iss: undefined }),
  withClaims('T3', 'a member of Object as issuer', { iss: '__proto__' }),
  withClaims('T3', 'the claim of another agency', { agency: 'berane.centre' }),
  withClaims('T3', 'the claim agency as a list', { agency: ['berane.municipality'] }),
  [
    'T3',
    'its own key in the header (jwk)',
    (forge) => bearer(forge.token({ header: { jwk: forge.strangerKey.publicJwk }, key: forge.strangerKey })),
  ],
  withHeader('T3', 'jku', { jku: 'https://evil.example/jwks.json' }),
  withHeader('T3', 'x5u', { x5u: 'https://evil.example/chain.pem' }),
  withHeader('T3', 'x5c', { x5c: ['AAAA'] }),
  withHeader('T1', 'crit', { crit: ['exp'], exp: nowSeconds + 300 }),
  withHeader('T1', 'b64', { crit: ['b64'], b64: true }),
  withHeader('T1', 'b64 without crit', { b64: true }),
  withHeader('T1', 'cty JWT, a token inside a token', { cty: 'JWT' }),
  withHeader('T7', 'a kid nobody has', { kid: 'key-2' }),
  withHeader('T7', 'a kid that is a path', { kid: '../../../dev/null' }),
  withHeader('T7', 'a kid that is SQL', { kid: "x' union select 'secret" }),
  withHeader('T7', 'a kid that is a number', { kid: 1 }),
  withHeader('T7', 'an empty kid', { kid: '' }),
  withHeader('T7', 'a kid of 10,000 characters', { kid: 'k'.repeat(5000) }),
  withHeader('T7', 'a kid that two keys have', { kid: 'twice' }),
  ['T7', 'a key for encryption', (forge) => bearer(forge.token({ header: { kid: 'encryption' } }))],
  ['T7', 'a key whose key_ops lack verify', (forge) => bearer(forge.token({ header: { kid: 'wrapping' } }))],
  ['T7', 'a key without alg', (forge) => bearer(forge.token({ header: { kid: 'no-alg' } }))],
];

/** Every artefact of rows T1 to T14 that a token alone can be. */
export const refusedTokens: readonly RefusedToken[] = [...form, ...algorithms, ...keys, ...refusedClaims];
