import { TokenRefusal } from './token-refusal.ts';

/** The three parts of a JWS in compact form, as they were sent. */
export interface TokenSegments {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

const isCanonical = (segment: string): boolean =>
  /^[A-Za-z0-9_-]+$/.test(segment) && Buffer.from(segment, 'base64url').toString('base64url') === segment;

/**
 * The gate before jose (DOMAIN.md 4.3): exactly three segments, each of the base64url alphabet and re-encoding to
 * itself. jose alone accepts blanks inside a segment and several spellings of one signature, which would give one
 * token several names in the memory of verified tokens (T11).
 */
export const splitToken = (token: string): TokenSegments => {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw new TokenRefusal('not three segments');
  }
  if (![header, payload, signature].every(isCanonical))
    throw new TokenRefusal('a segment is not canonical base64url');
  return { header, payload, signature };
};

/** The JSON object in a segment. Bytes that are not UTF-8 are refused, not replaced. */
export const decodeSegment = (segment: string, name: string): Readonly<Record<string, unknown>> => {
  let decoded: unknown;
  try {
    decoded = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(segment, 'base64url')),
    );
  } catch {
    throw new TokenRefusal(`the ${name} is not JSON`);
  }
  if (typeof decoded !== 'object' || decoded === null || Array.isArray(decoded)) {
    throw new TokenRefusal(`the ${name} is not an object`);
  }
  return decoded as Readonly<Record<string, unknown>>;
};
