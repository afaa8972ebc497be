/** Why a source gave nothing, as a word that keeps its meaning. */
export type SourceFaultKind =
  /** It did not answer in time. */
  | 'DEADLINE'
  /** Whoever asked no longer wants it. */
  | 'ABORTED'
  /** As many calls as may run and wait are under way. */
  | 'BUSY'
  /** It failed so often that it is not asked. */
  | 'BREAKER_OPEN'
  /** Its address is not one that it may be reached at. */
  | 'EGRESS'
  /** There was no connection. */
  | 'UNREACHABLE'
  /** Its answer did not come whole. */
  | 'BROKEN_OFF'
  | 'TOO_LARGE'
  /** It says that it will not: credentials, rights, a wrong question. */
  | 'REFUSED'
  /** It says that it cannot. */
  | 'FAILED'
  /** Its answer is not what the adapter says of it. */
  | 'WRONG_FORM'
  /** Its answer is about another unit or another person than it was asked about: nothing that it says is trusted now. */
  | 'FOREIGN';

/**
 * A source gave nothing. Nothing of what it may have sent is used: it is asked again at its next turn.
 *
 * INVARIANT: holds no word of the answer, of the query or of a credential: the message is a sentence of the program's own, and
 * the detail a code of a protocol's (an HTTP status, an SQLSTATE, a name of the operating system's).
 */
export class SourceFault extends Error {
  readonly kind: SourceFaultKind;
  readonly detail: string | null;

  constructor(kind: SourceFaultKind, message: string, detail: string | null = null) {
    super(message);
    this.name = 'SourceFault';
    this.kind = kind;
    this.detail = detail;
  }
}

/** Whether a source can be asked now, as it answered of late and whoever it was asked about (I9). */
export type SourceState = 'AVAILABLE' | 'UNAVAILABLE';
