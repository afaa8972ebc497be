import type { AgreementAct } from '../domain/agreement-event.ts';
import type { TokenReference } from '../domain/caller.ts';
import type { DisclosureStep } from '../domain/disclosure-step.ts';
import type { LegalBasis } from '../domain/legal-basis.ts';
import type { ProtectiveBasis } from '../domain/protective-basis.ts';

/** The operation that was run: its name as the document gives it, and the SHA-256 of the whole document in hex. */
export interface LoggedOperation {
  readonly name: string | null;
  readonly hash: string;
}

/**
 * What was given of one person or household out of one source's record kind, in one answer (R14, THREATS.md A2 and A11).
 *
 * INVARIANT: names fields, never a value of one. A person is here by the hub's own uuid, a token by issuer and id.
 */
export interface DisclosureEntry {
  readonly kind: 'DISCLOSURE';
  /** ISO 8601 instant in UTC, to the millisecond. */
  readonly at: string;
  /** Null where a person read their own file. */
  readonly agency: string | null;
  readonly actor: string;
  /** Whether the token named a human bound to a person (R15): what else reads nobody. */
  readonly named: boolean;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly token: TokenReference;
  readonly policyVersion: string;
  /** The answer's `x-request-id`: everything one request did stands under it. */
  readonly request: string;
  readonly operation: LoggedOperation;
  readonly person: string | null;
  readonly household: string | null;
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
  /** Coordinates, sorted. */
  readonly fields: readonly string[];
  readonly step: DisclosureStep;
  /** Whether it rested on a relationship that the caller's agency had only declared itself (R10). */
  readonly declared: boolean;
  readonly agreement: { readonly id: string; readonly version: number } | null;
  readonly basis: Omit<LegalBasis, 'citation'> | null;
  /** Ids of the consents it rested on. */
  readonly consents: readonly string[];
  /**
   * Ids of the sealed consents, referrals and assisted sessions without which it would not have been given (R11): then no
   * person's log has it online.
   */
  readonly sealed: readonly string[];
  /** The person through whose relationship, consent or signature it ran: the entry is in that person's log (R14). */
  readonly through: string | null;
}

/**
 * What was refused as a whole (THREATS.md A11): an operation, a token or an input.
 *
 * INVARIANT: `asked` holds coordinates that the schema has, so that a caller cannot write text of its own into the log (A10).
 */
export interface DenialEntry {
  readonly kind: 'DENIAL';
  readonly at: string;
  readonly agency: string | null;
  readonly actor: string | null;
  readonly purpose: string | null;
  readonly roles: readonly string[];
  readonly token: TokenReference | null;
  /** Null where it was refused before any policy was asked. */
  readonly policyVersion: string | null;
  readonly request: string;
  /** Null where there was no readable document. */
  readonly operation: LoggedOperation | null;
  /** A code of the error table, or the plan's reason. */
  readonly code: string;
  readonly asked: readonly string[];
  /** Those of them that document and caller refuse by themselves, so that it can be explained by which steps. */
  readonly withheld: OperationEntry['withheld'];
  /** Whom its arguments looked for (R16): a list of marks for each look-up. */
  readonly sought: readonly (readonly string[])[];
}

/**
 * Look-ups of one request that found nothing (R16). There is one for whoever was meant: absent, invisible, too near or
 * protected, so that writing it tells nobody which it was.
 *
 * INVARIANT: marks are uuids and keyed hashes, never a name or a number.
 */
export interface LookupEntry {
  readonly kind: 'LOOKUP';
  readonly at: string;
  readonly agency: string | null;
  readonly actor: string;
  readonly purpose: string;
  readonly token: TokenReference;
  readonly request: string;
  readonly operation: LoggedOperation;
  /** A list of marks for each look-up: objects are counted, not requests. */
  readonly sought: readonly (readonly string[])[];
  /** How many of them met somebody whom the actor is too near to (R15). */
  readonly conflicted: number;
}

/**
 * That an operation ran, whether or not anything was disclosed (THREATS.md A11): what was asked, and what was withheld.
 *
 * INVARIANT: names fields of the schema and requests of this log, never a value or a person.
 */
export interface OperationEntry {
  readonly kind: 'OPERATION';
  readonly at: string;
  readonly agency: string | null;
  readonly actor: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly token: TokenReference;
  readonly policyVersion: string;
  readonly request: string;
  readonly operation: LoggedOperation;
  /** Root fields of the graph, or the name of the address where it is another. */
  readonly rootFields: readonly string[];
  readonly withheld: readonly { readonly coordinate: string; readonly reason: string }[];
  /** Requests that were explained: asking for an explanation is itself in the log. */
  readonly explains: readonly string[];
}

/** Tokens that were refused before their time, or taken again (THREATS.md T13). */
export interface RevocationEntry {
  readonly kind: 'REVOCATION';
  readonly at: string;
  /** Whose tokens. */
  readonly agency: string;
  /** Who did it: an officer's `sub`, or `operator`. */
  readonly actor: string;
  /** The token of who did it; null for the operator. */
  readonly token: TokenReference | null;
  readonly act: 'REVOKE' | 'LIFT';
  readonly issuer: string;
  /** Null where it is not one token alone. */
  readonly tokenId: string | null;
  /** Tokens issued up to this instant; null for one token, or for all of the issuer. */
  readonly issuedUntil: string | null;
  /** When it ends by itself; null where it holds until it is lifted. */
  readonly until: string | null;
}

/**
 * What a party did in a sealed matter (R14): shown to nobody but the controller's data protection officer.
 *
 * INVARIANT: names no person; who a matter is about, the log cannot tell.
 */
export interface MatterEntry {
  readonly kind: 'MATTER';
  readonly at: string;
  readonly agency: string;
  readonly actor: string;
  readonly purpose: string;
  readonly token: TokenReference;
  readonly request: string;
  readonly operation: LoggedOperation;
  readonly act: string;
  readonly controller: string;
  /** The hub's own ids of the matter, null for a session in person that shows none, and of what lies in it. */
  readonly matter: string | null;
  readonly units: readonly string[];
  /** On which law a lead said that protective readings rest, where that was the act. */
  readonly basis?: ProtectiveBasis;
}

/** What an officer did to an agreement, and which policy held afterwards. */
export interface PolicyEntry {
  readonly kind: 'POLICY';
  readonly at: string;
  readonly agency: string;
  readonly actor: string;
  /** Null for the operator, who ends what an agency that leaves had agreed (R21). */
  readonly token: TokenReference | null;
  readonly act: AgreementAct;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly policyVersion: string;
}

/**
 * What was erased or ended at once and by nobody's single act (R21): done again after a backup was restored, or because an
 * agency left.
 *
 * INVARIANT: counts by kind; of whom, the log does not say.
 */
export interface ErasureEntry {
  readonly kind: 'ERASURE';
  readonly at: string;
  /** The agency that left; null for a restored backup. */
  readonly agency: string | null;
  readonly actor: 'operator' | 'journal';
  readonly cause: 'RESTORED_BACKUP' | 'AGENCY_LEFT';
  readonly counts: Readonly<Record<string, number>>;
}

/** That the operator put on record that the log is shorter than what was signed, because a backup was restored. */
export interface RestoreEntry {
  readonly kind: 'RESTORE';
  readonly at: string;
  readonly agency: null;
  /** Who says so, in the operator's words. */
  readonly actor: string;
  readonly reason: string;
  /** The last head that was signed before, and the one that the log goes on from. */
  readonly from: { readonly position: number; readonly hash: string };
  readonly to: { readonly position: number; readonly hash: string };
}

export type AuditEntry =
  | DisclosureEntry
  | DenialEntry
  | LookupEntry
  | OperationEntry
  | RevocationEntry
  | MatterEntry
  | PolicyEntry
  | ErasureEntry
  | RestoreEntry;
