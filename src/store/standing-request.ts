/**
 * Whether nobody refused a request, in SQL of its row: decided or not, it says by its decision alone what it closes. An objection, a
 * contested value and a contested link do from the moment they are asked until they are refused.
 */
export const isNotRefused = (asked: string): string =>
  `not exists (select from rights_decision said where said.request_id = ${asked}.id and said.outcome = 'REFUSED')`;

/**
 * Whether a request is granted, as a restriction must be before it closes anything. What was granted in part counts as granted: which
 * part is for the staff to carry out, and until then nothing opens.
 */
export const isGranted = (asked: string): string =>
  `exists (select from rights_decision said where said.request_id = ${asked}.id and said.outcome <> 'REFUSED')`;

/** A link that was said to be wrong and is granted rests until it is mended; then it is another link. */
export const isNotMended = (asked: string): string =>
  `not exists (select from rights_decision said where said.request_id = ${asked}.id and said.carried_out)`;

/** What its person took back, or the controller opens again after notice, closes nothing from that instant on (R22). */
export const isNotLifted = (asked: string, now: string): string =>
  `not exists (select from rights_lifting lifted where lifted.request_id = ${asked}.id and lifted.effective_at <= ${now})`;
