/** The one kind of record that a sealed unit is outside its matter. */
export const sealedKind = 'sealed-unit';

/** What a named actor is to a matter (R12). The lead names the others. */
export const partyRoles = ['LEAD', 'MEMBER', 'DUTY'] as const;
export type PartyRole = (typeof partyRoles)[number];

/** A named actor of an agency who is party to a matter, from and until an instant. */
export interface MatterParty {
  readonly agency: string;
  readonly actor: string;
  readonly role: PartyRole;
  readonly from: Date;
  /** Null where nobody has set an end. */
  readonly until: Date | null;
}

/** A public key as JSON Web Key (RFC 7517): what a matter is sealed for. */
export interface PublicKey {
  readonly kty: string;
  readonly kid: string;
  readonly [name: string]: unknown;
}

/** One entry of a sealed document's recipients: the content key, wrapped for the holder of a key (RFC 7516, section 7.2.1). */
export interface SealedRecipient {
  readonly header: { readonly [name: string]: unknown };
  readonly encrypted_key: string;
}

/** What only the holders of some keys can read: a JWE in its general form. */
export interface SealedDocument {
  readonly recipients: readonly SealedRecipient[];
  readonly [name: string]: unknown;
}
