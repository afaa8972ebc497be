import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, type JWK } from 'jose';
import { z } from 'zod';
import { signatureAlgorithms } from './key-set.ts';
import { TokenRefusal } from './token-refusal.ts';
import { decodeSegment, splitToken } from './token-segments.ts';

/** What of the HTTP request a proof must speak of. */
export interface ProvenRequest {
  readonly method: string;
  /** The route's own path, such as `/graphql`: never what the client wrote. */
  readonly path: string;
  /** Every `DPoP` header, as often as it was sent. */
  readonly proofs: readonly string[];
  /** Whether the proof was taken already, for the whole of which this request is a part (docs/decisions/0059). */
  readonly isTaken?: boolean;
}

/** A proof that holds for this request and token: that it is not a repetition is not yet known. */
export interface Proof {
  /** RFC 7638, SHA-256, of the key that signed it: what the token's `cnf.jkt` must be. */
  readonly thumbprint: string;
  /** SHA-256 over thumbprint and `jti`: what the store remembers, and nothing of the client's own words. */
  readonly id: string;
  readonly issuedAtSeconds: number;
}

/** Why a proof is refused. */
export class ProofRefusal extends TokenRefusal {}

/** How old a proof may be, and how far its clock may be ahead (T6, T10), in seconds. */
export const proofSeconds = 60;
const aheadSeconds = 10;

/** Room for an RSA key of 4096 bits, its signature and an address; a key larger than that would be work without end. */
const maxProofLength = 4096;

const material = z.string().regex(/^[A-Za-z0-9_-]+$/);
const privateMembers = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'] as const;

// The public members alone: what else a key says of itself (kid, use, certificates) is not the key.
const publicKey = z
  .looseObject({ kty: z.string() })
  .refine((key) => privateMembers.every((member) => !Object.hasOwn(key, member)))
  .pipe(
    z.discriminatedUnion('kty', [
      z.object({
        kty: z.literal('EC'),
        crv: z.enum(['P-256', 'P-384', 'P-521']),
        x: material,
        y: material,
      }),
      z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: material }),
      // An exponent of more than four bytes only makes verifying slow.
      z.object({ kty: z.literal('RSA'), n: material.max(683), e: material.max(6) }),
    ]),
  );

const headerSchema = z.object({
  typ: z.literal('dpop+jwt'),
  alg: z.enum(signatureAlgorithms),
  jwk: publicKey,
});

const refusedParameters = ['crit', 'b64', 'jku', 'x5u', 'x5c', 'zip', 'enc', 'cty'] as const;

const claimsSchema = z.object({
  jti: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u),
  htm: z.string().max(20),
  htu: z.string().max(2000),
  iat: z.int().nonnegative(),
  ath: z.string().max(100),
});

const read = <Schema extends z.ZodType>(schema: Schema, content: object, of: string): z.output<Schema> => {
  const result = schema.safeParse(content);
  if (!result.success)
    throw new ProofRefusal(`the proof's ${of} ${String(result.error.issues[0]?.path[0])} is not accepted`);
  return result.data;
};

const readProofHeader = (content: Readonly<Record<string, unknown>>): z.output<typeof headerSchema> => {
  const refused = refusedParameters.find((name) => Object.hasOwn(content, name));
  if (refused !== undefined) throw new ProofRefusal(`the proof's header has ${refused}`);
  return read(headerSchema, content, 'header');
};

/** RFC 9449 section 4.3: compared without query and fragment, after the normalisation of addresses. */
const addressOf = (text: string): string | null => {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, host, pathname } = new URL(text);
  if (username !== '' || password !== '') return null;
  return `${protocol}//${host}${pathname}`;
};

/** Takes the one proof apart; whatever is wrong with its form is the proof's fault, not the token's. */
const openProof = (proof: string): { header: object; claims: object } => {
  try {
    const { header, payload } = splitToken(proof);
    return { header: decodeSegment(header, 'header'), claims: decodeSegment(payload, 'payload') };
  } catch (error) {
    throw new ProofRefusal(error instanceof TokenRefusal ? `the proof: ${error.message}` : 'the proof');
  }
};

/**
 * Checks the proof of a request by RFC 9449 section 4.3, all but its repetition. It is checked before the token and
 * knows nothing of it but its text, so that what is said of the proof says nothing of the token.
 *
 * @param publicUrl where the hub is reached from outside: configuration, never the Host header.
 * @throws ProofRefusal
 */
export const checkProof = async (
  request: ProvenRequest,
  token: string,
  { publicUrl, nowSeconds }: { readonly publicUrl: string; readonly nowSeconds: number },
): Promise<Proof> => {
  const [proof, ...more] = request.proofs;
  if (proof === undefined || more.length > 0) throw new ProofRefusal('not exactly one proof');
  if (proof.length > maxProofLength) throw new ProofRefusal('the proof is too long');
  const opened = openProof(proof);
  const { alg, jwk } = readProofHeader(opened.header as Readonly<Record<string, unknown>>);
  const { jti, htm, htu, iat, ath } = read(claimsSchema, opened.claims, 'claim');
  try {
    await compactVerify(proof, { ...jwk, alg } as JWK, { algorithms: [alg] });
  } catch {
    throw new ProofRefusal("the proof's signature does not hold");
  }
  if (htm !== request.method) throw new ProofRefusal('the proof is for another method');
  const expected = addressOf(`${publicUrl}${request.path}`);
  if (expected === null || addressOf(htu) !== expected)
    throw new ProofRefusal('the proof is for another address');
  if (iat < nowSeconds - proofSeconds || iat > nowSeconds + aheadSeconds)
    throw new ProofRefusal('the proof is not of now');
  if (ath !== createHash('sha256').update(token).digest('base64url'))
    throw new ProofRefusal('the proof is for another token');
  const thumbprint = await calculateJwkThumbprint(jwk as JWK, 'sha256');
  const id = createHash('sha256')
    .update(JSON.stringify([thumbprint, jti]))
    .digest('base64url');
  return { thumbprint, id, issuedAtSeconds: iat };
};
