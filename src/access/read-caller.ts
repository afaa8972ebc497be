import type { Caller, PersonReference, TokenReference } from '../domain/caller.ts';
import { parseLocalDate } from '../domain/local-date.ts';
import { checkTimes, readAgencyClaims, readPersonClaims } from './token-claims.ts';
import { TokenRefusal } from './token-refusal.ts';

export interface CallerReaderOptions {
  readonly clock: () => Date;
  readonly maxLifetimeSeconds: number;
  /** The keyed hash of a checked national id. */
  readonly hashNationalId: (compact: string) => string;
  /** The compact form of a national id, or null for what is none. */
  readonly checkNationalId: (value: string) => string | null;
  /** The compact IRIs a token may carry. A purpose that its agency did not register is refused later, with 403. */
  readonly purposesKnown: ReadonlySet<string>;
}

/** What a token's claims say, once its signature holds. */
export interface ReadToken {
  readonly caller: Caller;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
  /** The thumbprint of the key it is bound to, or null for a bearer token. */
  readonly boundTo: string | null;
}

/** Reads the claims of a verified token; the agency is the issuer's, null for persons. @throws TokenRefusal */
export type CallerReader = (payload: object, agency: string | null) => ReadToken;

type Claims = ReturnType<typeof readAgencyClaims> | ReturnType<typeof readPersonClaims>;

const readToken = (claims: Claims, caller: Caller): ReadToken => ({
  caller,
  issuedAtSeconds: claims.iat,
  expiresAtSeconds: claims.exp,
  boundTo: claims.cnf?.jkt ?? null,
});

const referenceOf = ({ iss, jti }: Claims): TokenReference => Object.freeze({ issuer: iss, id: jti });

export const createCallerReader = (options: CallerReaderOptions): CallerReader => {
  const { clock, maxLifetimeSeconds, purposesKnown } = options;

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

  const checkClaims = (claims: Claims): void =>
    checkTimes(claims, Math.floor(clock().getTime() / 1000), maxLifetimeSeconds);

  const readAgency = (payload: object, agency: string): ReadToken => {
    const claims = readAgencyClaims(payload);
    checkClaims(claims);
    if (claims.agency !== undefined && claims.agency !== agency)
      throw new TokenRefusal("not the issuer's agency");
    // RFC 9068 section 2.2: where no end user is involved, `sub` is the client itself.
    const isHuman = claims.sub !== claims.client_id && !claims.sub.startsWith('service:');
    const self = readSelf(claims.national_id, claims.birthdate);
    return readToken(
      claims,
      Object.freeze({
        kind: 'AGENCY',
        agency,
        actor: claims.sub,
        named: isHuman && self !== null,
        self: isHuman ? self : null,
        purpose: checkPurpose(claims.purpose),
        roles: Object.freeze([...claims.roles].sort()),
        area: claims.area === undefined ? null : Object.freeze([...claims.area]),
        token: referenceOf(claims),
      }),
    );
  };

  const readPerson = (payload: object): ReadToken => {
    const claims = readPersonClaims(payload);
    checkClaims(claims);
    const self = readSelf(claims.national_id, claims.birthdate);
    if (self === null) throw new TokenRefusal('the token names no person');
    return readToken(
      claims,
      Object.freeze({
        kind: 'PERSON',
        actor: claims.sub,
        ...self,
        purpose: checkPurpose(claims.purpose),
        token: referenceOf(claims),
      }),
    );
  };

  return (payload, agency) => (agency === null ? readPerson(payload) : readAgency(payload, agency));
};
