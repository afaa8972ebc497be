import type { DocumentNode } from 'graphql';
import type { LoggedOperation } from '../audit/audit-entry.ts';
import type { Registration } from '../domain/agency.ts';
import type { Caller } from '../domain/caller.ts';
import type { Ruleset } from '../policy/ruleset.ts';
import type { StreamEvent } from './stream-event.ts';

/** An operation that the core has judged as a whole. */
export interface JudgedOperation extends LoggedOperation {
  /** What it was judged by. */
  readonly policyVersion: string;
}

/** One verified request for an operation whose document has been validated. */
export interface OperationRequest {
  readonly caller: Caller;
  readonly document: DocumentNode;
  readonly documentHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  /** The answer's `x-request-id`: the hub's own, never the client's. */
  readonly requestId: string;
  /** The client's own operation, where this is a part of one that the core has judged as a whole; null where it comes by itself. */
  readonly judged: JudgedOperation | null;
  /** What a subscription is run for; null for queries and mutations. */
  readonly event: StreamEvent | null;
}

/** What agency and purpose may do at all: null where the purpose is not registered. */
export interface Standing {
  readonly registration: Registration;
  /** Null for persons. */
  readonly ruleset: Ruleset | null;
  /** Whether the agency was granted anything of people under this purpose, whoever of it asks. */
  readonly granted: boolean;
  /** The policy that it was made of: the log names it. */
  readonly policyVersion: string;
  /** Names everything the standing was made of: plans are remembered under it. */
  readonly key: string;
}
