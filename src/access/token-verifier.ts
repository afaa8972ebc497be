import { createHash } from 'node:crypto';
import { errors, type JWK, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../domain/caller.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { HubError } from '../domain/hub-error.ts';
import { beginPace } from '../domain/pace.ts';
import type { Timer } from '../domain/timer.ts';
import { verifyDecoy } from './decoy-verification.ts';
import { checkProof, type Proof, ProofRefusal, type ProvenRequest } from './dpop-proof.ts';
import { type CallerReaderOptions, createCallerReader, type ReadToken } from './read-caller.ts';
import { readHeader } from './token-header.ts';
import { TokenRefusal } from './token-refusal.ts';
import { decodeSegment, splitToken, type TokenSegments } from './token-segments.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';
import { type TokenScheme, Unauthenticated } from './unauthenticated.ts';

export interface TokenVerifierOptions extends CallerReaderOptions {
  /** By issuer. INVARIANT: nothing but this table says which agency an issuer speaks for. */
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  /** The hub's own name in `aud`. An administrator's or an adapter's token names another (T14). */
  readonly audience: string;
  /**
   * Asked on every use of a token, of a remembered one too (T13). By issuer and `jti`: never by the token's text (T11).
   * Where it cannot be known it throws a HubError, which is the answer.
   */
  readonly isRevoked: (
    issuer: string,
    tokenId: string,
    issuedAtSeconds: number,
  ) => boolean | Promise<boolean>;
  /** Where proofs are taken (RFC 9449): null where the hub does not know its own address, and takes none. */
  readonly proofs: {
    /** The hub's address as its callers know it, without a slash at its end. */
    readonly publicUrl: string;
    /** True for the first time a proof is seen, in any process of the hub (T10). */
    readonly claim: (proof: Proof) => Promise<boolean>;
  } | null;
  /** Told that an issuer's clock is ahead of the hub's, by how many seconds: of verified tokens alone (T6). */
  readonly onClockAhead: (issuer: string, seconds: number) => void;
  readonly timer: Timer;
  /** Verified tokens to remember; by default 10,000. */
  readonly rememberedTokens?: number;
}

export interface TokenVerifier {
  /**
   * The caller of an `Authorization` header. Rejects with Unauthenticated, whose body is the same for every cause, or with
   * STORAGE_UNAVAILABLE where it cannot be known whether a token was revoked or a proof repeated; with nothing else.
   *
   * @param request where the token is presented: what a proof must speak of.
   */
  readonly verify: (authorization: string | undefined, request?: ProvenRequest) => Promise<Caller>;
  /**
   * Whether a token that was verified, with its proof where it needs one, holds still: of what goes on after its request (T13).
   *
   * @throws HubError STORAGE_UNAVAILABLE
   */
  readonly stillHolds: (authorization: string | undefined) => Promise<boolean>;
}

interface VerifiedToken extends ReadToken {
  readonly key: JWK;
  readonly algorithm: string;
  readonly keyId: string | undefined;
}

/** What has been done for one token so far: a refusal costs what is left. */
interface Work {
  segments: TokenSegments | null;
  isVerified: boolean;
}

/** Far above any token that fits the claims, far under the limit of a header. */
const maxTokenLength = 8192;

/** Several times what a refusal takes on a quiet machine. */
const refusalMilliseconds = 5;

/** T6: a clock that is further ahead is an alarm, long before its tokens are refused. */
const alarmSeconds = 2;

const presentedPattern = /^(Bearer|DPoP) +([A-Za-z0-9_.-]+)$/i;
const schemeOf = (authorization: string | undefined): TokenScheme =>
  /^dpop\b/i.test(authorization ?? '') ? 'DPoP' : 'Bearer';

const readToken = (authorization: string | undefined): string => {
  const token = presentedPattern.exec(authorization ?? '')?.[2];
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

const checkOptions = ({ audience, issuers, maxLifetimeSeconds, proofs }: TokenVerifierOptions): void => {
  // Without an audience jose would not look at `aud` at all: OpenFGA's CVE-2026-55689 (THREATS.md i-b).
  if (audience.trim() === '') throw new ConfigurationError('The audience of tokens is missing.');
  if (issuers.size === 0) throw new ConfigurationError('No issuer of tokens is registered.');
  if (!(maxLifetimeSeconds > 0 && maxLifetimeSeconds <= 3600)) {
    throw new ConfigurationError('The longest lifetime of a token must lie between 1 and 3600 seconds.');
  }
  for (const { issuer, algorithms, senderConstrained } of issuers.values()) {
    if (algorithms.length === 0) throw new ConfigurationError(`The issuer ${issuer} has no algorithm.`);
    if (senderConstrained && proofs === null)
      throw new ConfigurationError(`The issuer ${issuer} needs proofs, which need the hub's own address.`);
  }
};

/** A bound token never works as a bearer one, nor a bearer one with a proof; who asks for proofs gets no other token (T10). */
const checkBinding = (boundTo: string | null, proof: Proof | null, senderConstrained: boolean): void => {
  if (boundTo === null && senderConstrained) throw new TokenRefusal('the token is bound to no key');
  if (boundTo !== null && proof === null) throw new TokenRefusal('the token is bound to a key');
  if (proof !== null && boundTo !== proof.thumbprint)
    throw new TokenRefusal('the token is not bound to the key of the proof');
};

/**
 * Turns a presented token into a Caller (T1 to T14): RFC 9068 access tokens, verified with the keys of the issuer they
 * name and with nobody else's. A key that its issuer withdraws stops remembered tokens too, at their next use (T7).
 *
 * INVARIANT: a refusal of what has the form of a token costs one verification of a signature, at whatever step it fell, and
 * leaves at the end of a step of time: what else a step costs does not show either.
 */
export const createTokenVerifier = (options: TokenVerifierOptions): TokenVerifier => {
  checkOptions(options);
  const { issuers, audience, clock, maxLifetimeSeconds, proofs } = options;
  const remembered = new LRUCache<string, VerifiedToken>({ max: options.rememberedTokens ?? 10_000 });
  const readCaller = createCallerReader(options);
  const nowSeconds = (): number => Math.floor(clock().getTime() / 1000);

  const noteClock = (issuer: string, issuedAtSeconds: unknown): void => {
    if (typeof issuedAtSeconds !== 'number') return;
    const seconds = issuedAtSeconds - nowSeconds();
    if (seconds > alarmSeconds) options.onClockAhead(issuer, seconds);
  };

  const verifySignature = async (token: string, issuer: TrustedIssuer, algorithm: string, key: JWK) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer: issuer.issuer,
        audience,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'iat', 'jti', 'sub', 'purpose'],
        maxTokenAge: maxLifetimeSeconds,
        clockTolerance: 10,
        currentDate: clock(),
      });
      noteClock(issuer.issuer, payload.iat);
      return payload;
    } catch (error) {
      // jose looks at claims once the signature holds.
      if (error instanceof errors.JWTClaimValidationFailed) noteClock(issuer.issuer, error.payload.iat);
      throw error;
    }
  };

  const verifyToken = async (token: string, work: Work): Promise<VerifiedToken> => {
    const segments = splitToken(token);
    work.segments = segments;
    const { algorithm: named, keyId } = readHeader(segments.header);
    // Not proven yet: read only to choose whose keys must prove it.
    const { iss } = decodeSegment(segments.payload, 'payload');
    const issuer = typeof iss === 'string' ? issuers.get(iss) : undefined;
    if (issuer === undefined) throw new TokenRefusal('the issuer is not known');
    const algorithm = issuer.algorithms.find((each) => each === named);
    if (algorithm === undefined) throw new TokenRefusal('the algorithm is not allowed for the issuer');
    const key = await issuer.keys.find(algorithm, keyId);
    work.isVerified = true;
    const payload = await verifySignature(token, issuer, algorithm, key);
    return { ...readCaller(payload, issuer.agency), key, algorithm, keyId };
  };

  /** A token that was verified before, unless its key is not its issuer's any more: then it is verified anew. */
  const recall = (fingerprint: string): VerifiedToken | null => {
    const known = remembered.get(fingerprint);
    if (known === undefined) return null;
    const issuer = issuers.get(known.caller.token.issuer);
    if (issuer?.keys.stillFinds(known.key, known.algorithm, known.keyId) === false) {
      remembered.delete(fingerprint);
      return null;
    }
    return known;
  };

  const checkUse = async (verified: VerifiedToken, proof: Proof | null, isTaken: boolean): Promise<void> => {
    const { issuer: name, id } = verified.caller.token;
    if (verified.expiresAtSeconds <= nowSeconds()) throw new TokenRefusal('expired');
    const issuer = issuers.get(name);
    if (issuer === undefined) throw new TokenRefusal('the issuer is no longer trusted');
    checkBinding(verified.boundTo, proof, issuer.senderConstrained);
    if (await options.isRevoked(name, id, verified.issuedAtSeconds)) throw new TokenRefusal('revoked');
    // Last, so that nobody without a good token writes into the store.
    if (proof !== null && !isTaken && !(await proofs?.claim(proof)))
      throw new ProofRefusal('the proof is a repetition');
  };

  const isInForce = async ({ caller, expiresAtSeconds, issuedAtSeconds }: VerifiedToken): Promise<boolean> =>
    expiresAtSeconds > nowSeconds() &&
    issuers.has(caller.token.issuer) &&
    !(await options.isRevoked(caller.token.issuer, caller.token.id, issuedAtSeconds));

  const prove = async (request: ProvenRequest | undefined, token: string): Promise<Proof> => {
    if (proofs === null || request === undefined) throw new ProofRefusal('no proof can be taken here');
    return await checkProof(request, token, { publicUrl: proofs.publicUrl, nowSeconds: nowSeconds() });
  };

  return {
    stillHolds: async (authorization) => {
      try {
        const token = readToken(authorization);
        const known = recall(createHash('sha256').update(token).digest('base64url'));
        return await isInForce(known ?? (await verifyToken(token, { segments: null, isVerified: false })));
      } catch (error) {
        if (error instanceof HubError) throw error;
        return false;
      }
    },
    verify: async (authorization, request) => {
      const pace = beginPace(options.timer, refusalMilliseconds);
      const scheme = schemeOf(authorization);
      const work: Work = { segments: null, isVerified: false };
      try {
        const token = readToken(authorization);
        const proof = scheme === 'DPoP' ? await prove(request, token) : null;
        const fingerprint = createHash('sha256').update(token).digest('base64url');
        const known = recall(fingerprint);
        if (known !== null) work.segments = splitToken(token);
        const verified = known ?? (await verifyToken(token, work));
        await checkUse(verified, proof, request?.isTaken === true);
        remembered.set(fingerprint, verified);
        return verified.caller;
      } catch (error) {
        if (error instanceof HubError) throw error;
        if (work.segments !== null && !work.isVerified) await verifyDecoy(work.segments);
        const refusal = new Unauthenticated(
          reasonOf(error),
          scheme,
          error instanceof ProofRefusal ? 'proof' : 'token',
        );
        await pace.even();
        throw refusal;
      }
    },
  };
};
