import { compactVerify, type JWK } from 'jose';
import type { SignatureAlgorithm } from './key-set.ts';
import type { TokenSegments } from './token-segments.ts';

interface Decoy {
  readonly key: JWK;
  /** A signature of the right form, of another text than any token's. */
  readonly signature: string;
}

const p256: Decoy = {
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: 'CBgst-66ZQZJ5cc3JaHdmz70AhO7WOHWJ-qRhHRDI8w',
    y: '8Xemoituqb8_QSObWdr1FxSnQFRMkpkp5rQznLvVGpM',
  },
  signature: 'z5ODuui2qXdGgDRkfwaW-XpP93Fzxo4V7yFEXqFkukvfUD2AdDlMPvv9yTTLJMcqfdJbfN-21SfS6RswpYgAWA',
};
const p384: Decoy = {
  key: {
    kty: 'EC',
    crv: 'P-384',
    x: '5oaeMGOJBGKSoF0CEaHy2cK9AbCW3co2fwnPP1S9vOnWwxHZqKPVdp-6LI26s7gg',
    y: 'FHCYTL8mQeysbZ5dbD_NIQmKAmUeTuCFKeUNN_uOcJXL0jvi_RrSAMMzabWCTTsa',
  },
  signature:
    'HC5rQrh0UajuNIhnhOdODqsO0LZ8l7Yk9ZUsIozprmdEBdgJY0hYdQyaYfepIECrbhvrCf-6cUtuDIx1aL8TV0HfCNwOuVUBYdjIVzXc-H2tRPsm-PxH325qAuR5_Z_C',
};
const p521: Decoy = {
  key: {
    kty: 'EC',
    crv: 'P-521',
    x: 'ATPnLS7LvMdzgxZBF1UKmqg1RL2lrm3gcAXDIJ3CK4FTfzZkLtFaIfRR4f4RXXdN2zwc0ToXaN1NwniSgYWSodzD',
    y: 'AZYqe8Q6cHCtP_V6yGamn5wnoV_e_fn59PIKSLyECo_Oa4yP2JqFH8B8VgDuZ3AZB7v4ZftEI-D43Ervy2ZRoNvl',
  },
  signature:
    'AIBUWv3ZQNouKcwUgFc-jQawaMG5ncPW7Yt1OI3OMkuw0511Dq49HRazsOwQUu3o7QA8LZM-42s7F9CxiBSa5VHIAUdmSn4dPz3_8yVFjEzVcz8mQ8MtHMTa_db7_uiiVJlrPzr8aTfQKA8XjZIhbajRNSW36voRgeuHgjDagSOs3kH0',
};
const rsa2048: Decoy = {
  key: {
    kty: 'RSA',
    n: '4tatvqQKaNLFpkKMWYQ1f5AS91rwlvmKuuLA4HWvZX2YmFYC2B7aQ5HHD1fxj05XCH35I1UT2eI7h2QuC3_wJr4kPaBya5FPiCpEHnqD4BwLL0Q_TLzYxuxKPBr2IXeKkAm1A3Uug1MxGdTdGzjKZkwCzf25AEsIGj1NGrGEGqoijlmGp0LidJqgOvASw9Cdh7nMXUyD1DaWxLcOAFYNlcKG1nro6ckSFi8K-DwRuYpEoG9aNwFxik2GJGp9MoYbOHUC35LxIOfuUFFTf_40kYhcaQZIcrCTG5w9lZknLYWy1LEr7-UBvtadT6MIb6EGeA1VkQMLggNradcJTdCf5Q',
    e: 'AQAB',
  },
  signature:
    'ohM9V6hqxFgEgCvn9jRQre1roBETGr76QVi1x5uI95wSnW4HRpXoN8Y83THH_oPAiBH6oatqVCE3QYwHKUfHrmcsf_EN5MXRb3lE-GkyB2GkdQC03Nyj71YasSSJ6tSKd7QCs-xfRDfx7jDB_36IZ4PtivhsWDrEoNwKfr0tkNVRocOSCsj-qs5_eHBw4X89PunHvrCSyqGWwdtO-pbjIzHwyeOypOGKtvFQN_3Bmk0fax8AFG83DXVSZwcl-sQT4OrLpRNYqUHHA3bLhC4Ldy29XwGpJ2nwiUH6JELh1PXMo2XVifjD7a-lPE0oVEKmyfTYlgAe5OQasaOiA4zBJw',
};
const ed25519: Decoy = {
  key: { kty: 'OKP', crv: 'Ed25519', x: 'UzEs4hnO06JcTLXBA5asotO0X8LSWgL-JqjrTiU15-8' },
  signature: 'NKp9mkY7jOy2Otf__xFgXatqcJYi-1KnDH6GceoIN3ZX3zykhY7WWoP7ZUVQJRwE8_nz1v6JdJebrJbSeUkDBA',
};

const withAlgorithm = ({ key, signature }: Decoy, alg: SignatureAlgorithm): Decoy => ({
  key: { ...key, alg },
  signature,
});

/** Public keys whose private halves nobody kept: nothing verifies with them. */
const decoys: Readonly<Record<SignatureAlgorithm, Decoy>> = {
  ES256: withAlgorithm(p256, 'ES256'),
  ES384: withAlgorithm(p384, 'ES384'),
  ES512: withAlgorithm(p521, 'ES512'),
  PS256: withAlgorithm(rsa2048, 'PS256'),
  PS384: withAlgorithm(rsa2048, 'PS384'),
  PS512: withAlgorithm(rsa2048, 'PS512'),
  RS256: withAlgorithm(rsa2048, 'RS256'),
  RS384: withAlgorithm(rsa2048, 'RS384'),
  RS512: withAlgorithm(rsa2048, 'RS512'),
  EdDSA: withAlgorithm(ed25519, 'EdDSA'),
  Ed25519: withAlgorithm(ed25519, 'Ed25519'),
};

const algorithmOf = (header: string): SignatureAlgorithm => {
  try {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown };
    return typeof alg === 'string' && Object.hasOwn(decoys, alg) ? (alg as SignatureAlgorithm) : 'ES256';
  } catch {
    return 'ES256';
  }
};

/**
 * Does the work of one signature that does not hold, over the token's own payload and of the kind its header names. A
 * token that is refused before its signature is looked at takes as long with it as one whose signature is bad, so that
 * the time of a 401 does not tell what was wrong (THREATS.md, the one body for every cause; M10).
 */
export const verifyDecoy = async ({ header, payload }: TokenSegments): Promise<void> => {
  const algorithm = algorithmOf(header);
  const { key, signature } = decoys[algorithm];
  const ownHeader = Buffer.from(JSON.stringify({ alg: algorithm, typ: 'at+jwt' })).toString('base64url');
  await compactVerify(`${ownHeader}.${payload}.${signature}`, key, { algorithms: [algorithm] }).then(
    () => {
      throw new Error('a decoy key has verified something');
    },
    () => undefined,
  );
};
