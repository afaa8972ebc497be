import type { AgreementAct } from '../domain/agreement-event.ts';
import type { TokenReference } from '../domain/caller.ts';
import type { Article6Basis, Article9Basis } from '../domain/legal-basis.ts';

/** The operation that was run: its name as the document gives it, and the SHA-256 of the whole document in hex. */
export interface LoggedOperation {
  readonly name: string | null;
  readonly hash: string;
}

/** What let the fields out, as the decision order of R2 names it; CONSENT_REQUIRED tells that there is something to ask for (R6). */
export type DisclosureStep =
  | 'OWN'
  | 'DUTY'
  | 'TASK'
  | 'CONSENT'
  | 'STATISTICS'
  | 'RELATIONSHIP'
  | 'CONSENT_REQUIRED';

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
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly token: TokenReference;
  readonly policyVersion: string;
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
  readonly basis: { readonly article6: Article6Basis; readonly article9: Article9Basis | null } | null;
  /** Ids of the consents it rested on. */
  readonly consents: readonly string[];
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
  readonly token: TokenReference | null;
  /** Null where there was no readable document. */
  readonly operation: LoggedOperation | null;
  /** A code of the error table, or the plan's reason. */
  readonly code: string;
  readonly asked: readonly string[];
}

/** What an officer did to an agreement, and which policy held afterwards. */
export interface PolicyEntry {
  readonly kind: 'POLICY';
  readonly at: string;
  readonly agency: string;
  readonly actor: string;
  readonly token: TokenReference;
  readonly act: AgreementAct;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly policyVersion: string;
}

export type AuditEntry = DisclosureEntry | DenialEntry | PolicyEntry;
