/** What can become of a version of an agreement. Its state is what its events say. */
export type AgreementAct = 'PROPOSED' | 'APPROVED' | 'REFUSED' | 'ENDED';

/** One act on one version of an agreement: who, when and on whose behalf. */
export interface AgreementEvent {
  readonly event: AgreementAct;
  /** Null for what the installation itself brought along. */
  readonly agency: string | null;
  readonly actor: string;
  /** The actor as a person, by the keyed hash of their national id, so that two accounts of one human are one. */
  readonly person: string | null;
  readonly at: Date;
  /** With ENDED: the first local day on which it no longer holds. */
  readonly endsOn: string | null;
  readonly reason: string | null;
}
