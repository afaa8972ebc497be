import { bearer, parts, type RefusedToken, withClaims, withHeader } from './refused-token.ts';
import { agencyIssuer, audience, nowSeconds, otherIssuer, signatureOf } from './token-forge.ts';

const person = (attack: string, claims: Record<string, unknown>): RefusedToken => [
  'T12',
  `person: ${attack}`,
  (forge) => bearer(forge.personToken(claims)),
];
const times: readonly RefusedToken[] = [
  withClaims('T5', 'no exp', { exp: undefined }),
  withClaims('T5', 'exp in 2100', { exp: 4102444800 }),
  withClaims('T5', 'a lifetime one second too long', { exp: nowSeconds + 601 }),
  withClaims('T5', 'expired this second', { iat: nowSeconds - 300, exp: nowSeconds }),
  withClaims('T5', 'expired an hour ago', { iat: nowSeconds - 3900, exp: nowSeconds - 3600 }),
  withClaims('T5', 'exp before iat', { iat: nowSeconds + 5, exp: nowSeconds + 4 }),
  withClaims('T5', 'exp as text', { exp: String(nowSeconds + 300) }),
  withClaims('T5', 'exp as a fraction', { exp: nowSeconds + 300.5 }),
  withClaims('T5', 'exp null', { exp: null }),
  withClaims('T5', 'no iat', { iat: undefined }),
  withClaims('T5', 'iat negative', { iat: -1 }),
  withClaims('T6', 'iat 11 seconds ahead', { iat: nowSeconds + 11 }),
  withClaims('T6', 'iat 61 seconds ahead', { iat: nowSeconds + 61 }),
  withClaims('T6', 'nbf 11 seconds ahead', { nbf: nowSeconds + 11 }),
  withClaims('T6', 'nbf as text', { nbf: String(nowSeconds) }),
];

const addressees: readonly RefusedToken[] = [
  withClaims('T4', 'no aud', { aud: undefined }),
  withClaims('T4', 'another aud', { aud: 'https://hub.example/admin' }),
  withClaims('T4', 'aud with a slash more', { aud: `${audience}/` }),
  withClaims('T4', 'a second aud', { aud: [audience, 'https://other.example'] }),
  withClaims('T4', 'the second aud first', { aud: ['https://other.example', audience] }),
  withClaims('T4', 'the same aud twice', { aud: [audience, audience] }),
  withClaims('T4', 'an empty list of aud', { aud: [] }),
  withClaims('T4', 'aud as an object', { aud: { hub: audience } }),
  withClaims('T14', "the adapters' audience", { aud: 'https://hub.example/push' }),
  withHeader('T4', 'no typ', { typ: undefined }),
  withHeader('T4', 'typ JWT, an ID token', { typ: 'JWT' }),
  withHeader('T4', 'typ id+jwt', { typ: 'id+jwt' }),
  withHeader('T4', 'typ with a blank', { typ: 'at+jwt ' }),
  withHeader('T4', 'typ as a list', { typ: ['at+jwt'] }),
];

const smuggled: readonly RefusedToken[] = [
  withClaims('T5', 'no jti', { jti: undefined }),
  withClaims('T5', 'an empty jti', { jti: '' }),
  withClaims('T5', 'jti as a number', { jti: 7 }),
  withClaims('T13', 'a revoked jti', { jti: 'revoked' }),
  withClaims('T5', 'no sub', { sub: undefined }),
  withClaims('T12', 'an empty sub', { sub: '' }),
  withClaims('T12', 'sub as an object', { sub: { name: 'vesna' } }),
  withClaims('T12', 'sub with a line break', { sub: 'vesna\nnada' }),
  withClaims('T12', 'sub with a change of direction', { sub: 'vesna\u202E.k' }),
  withClaims('T12', 'sub with half a surrogate', { sub: 'vesna\uD800' }),
  withClaims('T12', 'sub of 201 characters', { sub: 'v'.repeat(201) }),
  withClaims('T5', 'no purpose', { purpose: undefined }),
  withClaims('T12', 'an empty purpose', { purpose: '' }),
  withClaims('T12', 'purpose as a list', { purpose: ['ps:HousingWelfareManagement'] }),
  withClaims('T12', 'purpose as an object', { purpose: { term: 'ps:HousingWelfareManagement' } }),
  withClaims('T12', 'two purposes in one string', { purpose: 'ps:HousingWelfareManagement hub:DutyReport' }),
  withClaims('T12', 'purpose in another case', { purpose: 'ps:housingwelfaremanagement' }),
  withClaims('T12', 'purpose with a Cyrillic letter', { purpose: 'ps:HоusingWelfareManagement' }),
  withClaims('T12', 'purpose with a zero-width blank', { purpose: 'ps:HousingWelfareManagement\u200B' }),
  withClaims('T12', 'purpose as a slug', { purpose: 'housing-welfare-management' }),
  withClaims('T12', 'purpose as a full IRI', {
    purpose: 'https://w3id.org/dpv/sector/publicservices#HousingWelfareManagement',
  }),
  withClaims('T12', 'a purpose nobody knows', { purpose: 'hub:Anything' }),
  withClaims('T12', 'purpose __proto__', { purpose: '__proto__' }),
  withClaims('T12', 'purpose constructor', { purpose: 'constructor' }),
  withClaims('T12', 'roles as a string', { roles: 'secretary' }),
  withClaims('T12', 'roles as an object', { roles: { 0: 'secretary' } }),
  withClaims('T12', '21 roles', { roles: Array.from({ length: 21 }, (_, index) => `role-${index}`) }),
  withClaims('T12', '1,000 roles', { roles: Array.from({ length: 1000 }, () => 'r') }),
  withClaims('T12', 'a role twice', { roles: ['secretary', 'secretary'] }),
  withClaims('T12', 'a role that is a list', { roles: [['secretary']] }),
  withClaims('T12', 'a role of 101 characters', { roles: ['r'.repeat(101)] }),
  withClaims('T12', 'an empty role', { roles: [''] }),
  withClaims('T12', 'roles null', { roles: null }),
  withClaims('T12', 'area as a string', { area: 'Park' }),
  withClaims('T12', '51 areas', { area: Array.from({ length: 51 }, (_, index) => `area-${index}`) }),
  withClaims('T12', 'area null', { area: null }),
  withClaims('T12', 'client_id as a list', { client_id: ['vesna.k'] }),
  withClaims('T12', 'a delegation (act)', { act: { sub: 'nada', act: { sub: 'marko' } } }),
  withClaims('T10', 'a token bound to a key, as a bearer token', { cnf: { jkt: 'A'.repeat(43) } }),
  withClaims('T10', 'a thumbprint that is none', { cnf: { jkt: 'AAAA' } }),
  withClaims('T10', 'a binding to a certificate', { cnf: { 'x5t#S256': 'A'.repeat(43) } }),
  withClaims('T10', 'a binding to a key and a certificate', {
    cnf: { jkt: 'A'.repeat(43), 'x5t#S256': 'A'.repeat(43) },
  }),
  withClaims('T10', 'a binding to nothing', { cnf: {} }),
  withClaims('T10', 'a binding that is null', { cnf: null }),
  [
    'T12',
    'an own member __proto__',
    (forge) =>
      bearer(
        forge.token({ claims: JSON.stringify(forge.claims).replace('{', '{"__proto__":{"roles":["all"]},') }),
      ),
  ],
  withClaims('T12', 'an own member constructor', { constructor: { prototype: {} } }),
  [
    'T12',
    'a second purpose that is not known (the last one counts)',
    (forge) =>
      bearer(
        forge.token({ claims: JSON.stringify(forge.claims).replace(/}$/, ',"purpose":"hub:Anything"}') }),
      ),
  ],
  [
    'T12',
    'bytes that are not UTF-8',
    (forge) => {
      const input = `${parts(forge.token())[0]}.${Buffer.concat([
        Buffer.from(JSON.stringify(forge.claims).replace(/}$/, ',"note":"')),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}'),
      ]).toString('base64url')}`;
      return bearer(`${input}.${signatureOf(forge.key, input)}`);
    },
  ],
];

const persons: readonly RefusedToken[] = [
  person('no national id', { national_id: undefined }),
  person('a national id whose check digit is wrong', { national_id: '0101006500007' }),
  person('a national id as a number', { national_id: 101006500006 }),
  person('a list of national ids', { national_id: ['0101006500006'] }),
  person('no birth date', { birthdate: undefined }),
  person('a birth date that is no day', { birthdate: '2006-02-30' }),
  person('a birth date in another form', { birthdate: '1.1.2006.' }),
  person('the claim of an agency', { agency: 'berane.centre' }),
  person('an agency of null', { agency: null }),
  person('a delegation (act)', { act: { sub: 'somebody' } }),
  person('the key of persons, the name of an agency', { iss: otherIssuer }),
];

/** Who an actor is as a person (R15): both claims or neither, and a person that there can be. */
const actors: readonly RefusedToken[] = [
  withClaims('T12', 'an actor with a national id and no birth date', { birthdate: undefined }),
  withClaims('T12', 'an actor with a birth date and no national id', { national_id: undefined }),
  withClaims('T12', "an actor's national id whose check digit is wrong", { national_id: '0101006500007' }),
  withClaims('T12', "an actor's national id of twelve digits", { national_id: '010100650000' }),
  withClaims('T12', "an actor's national id as a number", { national_id: 101006500006 }),
  withClaims('T12', "an actor's national id as a list", { national_id: ['0101006500006'] }),
  withClaims('T12', "an actor's empty national id", { national_id: '' }),
  withClaims('T12', "an actor's national id of null", { national_id: null }),
  withClaims('T12', 'an actor born on no day', { birthdate: '2006-02-30' }),
  withClaims('T12', 'an actor born in another form', { birthdate: '1.1.2006.' }),
  withClaims('T12', 'an actor born at an instant', { birthdate: '2006-01-01T00:00:00Z' }),
  withClaims('T12', 'a machine with half a person', { sub: 'housing-software', birthdate: undefined }),
  withClaims('T12', 'a machine with a national id that is none', {
    sub: 'housing-software',
    national_id: '0101006500007',
  }),
];

/** Tokens of this issuer that are for something else than asking the hub. */
const others: readonly RefusedToken[] = [
  withClaims('T14', "an administrator's audience", { aud: 'https://hub.example/admin' }),
  withClaims('T14', "the identity provider's own audience", { aud: agencyIssuer }),
  withClaims('T14', 'the client as audience, as an ID token has it', { aud: 'housing-software' }),
  withClaims('T14', 'an administrator of every agency', { agency: '*' }),
  withClaims('T14', 'a token for another agency’s adapter', { agency: 'berane.centre', sub: 'service:push' }),
];

/** Signed by the right key, and refused for what they say: times, addressees, smuggled claims, actors, persons. */
export const refusedClaims: readonly RefusedToken[] = [
  ...times,
  ...addressees,
  ...smuggled,
  ...actors,
  ...others,
  ...persons,
];
