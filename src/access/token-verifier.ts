import { createHash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller, PersonReference, TokenReference } from '../domain/caller.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { HubError } from '../domain/hub-error.ts';
import { parseLocalDate } from '../domain/local-date.ts';
import { checkTimes, readAgencyClaims, readPersonClaims } from './token-claims.ts';
import { readHeader } from './token-header.ts';
import { TokenRefusal } from './token-refusal.ts';
import { decodeSegment, splitToken } from './token-segments.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

export interface TokenVerifierOptions {
  /** By issuer. INVARIANT: nothing but this table says which agency an issuer speaks for. */
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  /** The hub's own name in `aud`. An administrator's or an adapter's token names another (T14). */
  readonly audience: string;
  readonly clock: () => Date;
  readonly maxLifetimeSeconds: number;
  /** Asked on every use of a token, of a remembered one too (T13). By issuer and `jti`: never by the token's text (T11). */
  readonly isRevoked: (issuer: string, tokenId: string) => boolean;
  /** The keyed hash of a checked national id. */
  readonly hashNationalId: (compact: string) => string;
  /** The compact form of a national id, or null for what is none. */
  readonly checkNationalId: (value: string) => string | null;
  /** The compact IRIs a token may carry. A purpose that its agency did not register is refused later, with 403. */
  readonly purposesKnown: ReadonlySet<string>;
  /** Verified tokens to remember; by default 10,000. */
  readonly rememberedTokens?: number;
}

export interface TokenVerifier {
  /** The caller of an `Authorization` header; rejects with UNAUTHENTICATED, the same for every cause, and with nothing else. */
  readonly verify: (authorization: string | undefined) => Promise<Caller>;
}

interface VerifiedToken {
  readonly caller: Caller;
  readonly expiresAtSeconds: number;
}

/** Far above any token that fits the claims below, far under the limit of a header. */
const maxTokenLength = 8192;

const bearerPattern = /^Bearer +([A-Za-z0-9_.-]+)$/i;

const readBearer = (authorization: string | undefined): string => {
  const token = bearerPattern.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new TokenRefusal('no bearer token');
  if (token.length > maxTokenLength) throw new TokenRefusal('the token is too long');
  return token;
};

/**
 * What the log is told. INVARIANT: never the error itself: jose's claim errors hold the whole payload, and with it a
 * person's national id.
 */
const reasonOf = (error: unknown): string => {
  if (error instanceof TokenRefusal) return error.message;
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.code} ${error.claim}`;
  return error instanceof errors.JOSEError ? error.code : 'the token could not be verified';
};

const checkOptions = ({ audience, issuers, maxLifetimeSeconds }: TokenVerifierOptions): void => {
  // Without an audience jose would not look at `aud` at all: OpenFGA's CVE-2026-55689 (THREATS.md i-b).
  if (audience.trim() === '') throw new ConfigurationError('The audience of tokens is missing.');
  if (issuers.size === 0) throw new ConfigurationError('No issuer of tokens is registered.');
  if (!(maxLifetimeSeconds > 0 && maxLifetimeSeconds <= 3600)) {
    throw new ConfigurationError('The longest lifetime of a token must lie between 1 and 3600 seconds.');
  }
  for (const { issuer, algorithms } of issuers.values()) {
    if (algorithms.length === 0) throw new ConfigurationError(`The issuer ${issuer} has no algorithm.`);
  }
};

/**
 * Turns a bearer token into a Caller (T1 to T14): RFC 9068 access tokens, verified with the keys of the issuer they
 * name and with nobody else's. A key withdrawn from the table stops its tokens' first use at once, and the use of a
 * remembered token at its `exp`, so within `maxLifetimeSeconds` (T7).
 */
export const createTokenVerifier = (options: TokenVerifierOptions): TokenVerifier => {
  checkOptions(options);
  const { issuers, audience, clock, maxLifetimeSeconds, isRevoked, purposesKnown } = options;
  const remembered = new LRUCache<string, VerifiedToken>({ max: options.rememberedTokens ?? 10_000 });
  const nowSeconds = (): number => Math.floor(clock().getTime() / 1000);

  const checkStillValid = ({ caller, expiresAtSeconds }: VerifiedToken): Caller => {
    if (expiresAtSeconds <= nowSeconds()) throw new TokenRefusal('expired');
    if (!issuers.has(caller.token.issuer)) throw new TokenRefusal('the issuer is no longer trusted');
    if (isRevoked(caller.token.issuer, caller.token.id)) throw new TokenRefusal('revoked');
    return caller;
  };

  const checkPurpose = (purpose: string): string => {
    if (!purposesKnown.has(purpose)) throw new TokenRefusal('the purpose is not known');
    return purpose;
  };

  /** INVARIANT: the national id lives in this block alone: checked, hashed, gone. */
  const readSelf = (
    nationalId: string | undefined,
    birthdate: string | undefined,
  ): PersonReference | null => {
    if (nationalId === undefined && birthdate === undefined) return null;
    const birthDate = parseLocalDate(birthdate ?? '');
    if (birthDate === null) throw new TokenRefusal('the claim birthdate is no day');
    const compact = options.checkNationalId(nationalId ?? '');
    if (compact === null) throw new TokenRefusal('the claim national_id is none');
    return Object.freeze({ nationalIdHash: options.hashNationalId(compact), birthDate });
  };

  const agencyCaller = (payload: object, agency: string): VerifiedToken => {
    const claims = readAgencyClaims(payload);
    checkTimes(claims, nowSeconds(), maxLifetimeSeconds);
    if (claims.agency !== undefined && claims.agency !== agency)
      throw new TokenRefusal("not the issuer's agency");
    const token: TokenReference = Object.freeze({ issuer: claims.iss, id: claims.jti });
    // RFC 9068 section 2.2: where no end user is involved, `sub` is the client itself.
    const isHuman = claims.sub !== claims.client_id && !claims.sub.startsWith('service:');
    const self = readSelf(claims.national_id, claims.birthdate);
    const caller: Caller = Object.freeze({
      kind: 'AGENCY',
      agency,
      actor: claims.sub,
      named: isHuman && self !== null,
      self: isHuman ? self : null,
      purpose: checkPurpose(claims.purpose),
      roles: Object.freeze([...claims.roles].sort()),
      area: claims.area === undefined ? null : Object.freeze([...claims.area]),
      token,
    });
    return { caller, expiresAtSeconds: claims.exp };
  };

  const personCaller = (payload: object): VerifiedToken => {
    const claims = readPersonClaims(payload);
    checkTimes(claims, nowSeconds(), maxLifetimeSeconds);
    const self = readSelf(claims.national_id, claims.birthdate);
    if (self === null) throw new TokenRefusal('the token names no person');
    const caller: Caller = Object.freeze({
      kind: 'PERSON',
      actor: claims.sub,
      ...self,
      purpose: checkPurpose(claims.purpose),
      token: Object.freeze({ issuer: claims.iss, id: claims.jti }),
    });
    return { caller, expiresAtSeconds: claims.exp };
  };

  const verifyToken = async (token: string): Promise<VerifiedToken> => {
    const segments = splitToken(token);
    const header = readHeader(segments.header);
    // Not proven yet: read only to choose whose keys must prove it.
    const { iss } = decodeSegment(segments.payload, 'payload');
    const issuer = typeof iss === 'string' ? issuers.get(iss) : undefined;
    if (issuer === undefined) throw new TokenRefusal('the issuer is not known');
    const algorithm = issuer.algorithms.find((each) => each === header.algorithm);
    if (algorithm === undefined) throw new TokenRefusal('the algorithm is not allowed for the issuer');
    const { payload } = await jwtVerify(token, issuer.keys.find(algorithm, header.keyId), {
      algorithms: [algorithm],
      issuer: issuer.issuer,
      audience,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'jti', 'sub', 'purpose'],
      maxTokenAge: maxLifetimeSeconds,
      clockTolerance: 10,
      currentDate: clock(),
    });
    return issuer.agency === null ? personCaller(payload) : agencyCaller(payload, issuer.agency);
  };

  const verify = async (authorization: string | undefined): Promise<Caller> => {
    try {
      const token = readBearer(authorization);
      const fingerprint = createHash('sha256').update(token).digest('base64url');
      const known = remembered.get(fingerprint);
      if (known) return checkStillValid(known);
      const verified = await verifyToken(token);
      const caller = checkStillValid(verified);
      remembered.set(fingerprint, verified);
      return caller;
    } catch (error) {
      throw new HubError('UNAUTHENTICATED', { internal: reasonOf(error) });
    }
  };
  return { verify };
};
