/** Who asks, read from a verified token and from nothing else. */
export interface AgencyCaller {
  readonly kind: 'AGENCY';
  readonly agency: string;
  /** The token's `sub`: an actor of that agency. */
  readonly actor: string;
  /**
   * False where the token is a machine's (RFC 9068 section 2.2: `sub` equals `client_id`), or names a human whom no
   * national id binds to a person: no person-level field (R15).
   */
  readonly named: boolean;
  /** Who the actor is as a person, so that own household and relatives stay hidden (R15); null where not named. */
  readonly self: PersonReference | null;
  /** The one purpose, as a compact IRI. */
  readonly purpose: string;
  /** RFC 9068 section 2.2.3.1 roles, sorted. */
  readonly roles: readonly string[];
  /** Local communities the token is narrowed to, or null for the agency's whole area. */
  readonly area: readonly string[] | null;
  readonly token: TokenReference;
}

/** A person by the keyed hash of their checked national id; the id itself is gone once the token is verified. */
export interface PersonReference {
  readonly nationalIdHash: string;
  readonly birthDate: string;
}

/** A person acting for themselves. Their token comes from an issuer for persons, never from an agency. */
export interface PersonCaller extends PersonReference {
  readonly kind: 'PERSON';
  /** Opaque to the hub; only for the log. */
  readonly actor: string;
  readonly purpose: string;
  readonly token: TokenReference;
}

/** How the log names a token: never the token itself. */
export interface TokenReference {
  readonly issuer: string;
  readonly id: string;
}

export type Caller = AgencyCaller | PersonCaller;

/** Who asks as a person, by the keyed hash of their national id (R10, R15); null where the token names nobody. */
export const selfHashOf = ({ self }: Pick<AgencyCaller, 'self'>): string | null =>
  self?.nationalIdHash ?? null;
