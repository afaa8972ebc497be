import { z } from 'zod';
import { TokenRefusal } from './token-refusal.ts';
import { decodeSegment } from './token-segments.ts';

/** What the hub reads of a token's header, before anything of it is proven. */
export interface TokenHeader {
  readonly algorithm: string;
  readonly keyId: string | undefined;
}

/**
 * Parameters by which a token brings its own key or changes what is signed (RFC 7515 section 4.1, RFC 7797), and those
 * of a token inside a token. Keys come from the configuration and from nowhere else (T3).
 */
const refusedParameters = ['crit', 'b64', 'jku', 'jwk', 'x5u', 'x5c', 'zip', 'enc', 'cty'] as const;

const schema = z.object({
  alg: z.string().max(20),
  // RFC 9068 section 4: `at+jwt` or `application/at+jwt`; media types have no case. Without it an ID token of the same
  // issuer would pass as an access token (T4).
  typ: z.string().regex(/^(?:application\/)?at\+jwt$/i),
  kid: z.string().min(1).max(200).optional(),
});

/** Reads the header strictly; other parameters (`x5t`, say) are not looked at. */
export const readHeader = (segment: string): TokenHeader => {
  const decoded = decodeSegment(segment, 'header');
  const refused = refusedParameters.find((name) => Object.hasOwn(decoded, name));
  if (refused !== undefined) throw new TokenRefusal(`the header has ${refused}`);
  const result = schema.safeParse(decoded);
  if (!result.success)
    throw new TokenRefusal(`the header's ${String(result.error.issues[0]?.path[0])} is not accepted`);
  return { algorithm: result.data.alg, keyId: result.data.kid };
};
