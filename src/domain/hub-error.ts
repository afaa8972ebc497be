import { type ErrorCode, errorTable } from './error-code.ts';
import type { Problem } from './record-draft.ts';

/** What an error may carry besides its code. */
export interface HubErrorDetails {
  /** The public half: replaces the code's own sentence. INVARIANT: it never holds a value the caller or a register sent. */
  readonly publicMessage?: string;
  /** What is wrong with which of the caller's own items: where and why, no value. */
  readonly problems?: readonly Problem[];
  /** The internal half: for the log alone, never in an answer. */
  readonly internal?: string;
  readonly cause?: unknown;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

/** The one error of the hub: a stable code, a public half that callers read and an internal half that only the log holds. */
export class HubError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly problems: readonly Problem[] | undefined;
  readonly internal: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, details: HubErrorDetails = {}) {
    super(details.publicMessage ?? errorTable[code].message, { cause: details.cause });
    this.name = 'HubError';
    this.code = code;
    this.status = errorTable[code].status;
    this.problems = details.problems;
    this.internal = details.internal;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
