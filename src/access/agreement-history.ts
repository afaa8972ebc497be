import type { Agreement } from '../domain/agreement.ts';
import type { AgreementAct, AgreementEvent } from '../domain/agreement-event.ts';
import { holdsOnSomeDay } from '../policy/agreement-succession.ts';
import type { StoredAgreement } from '../store/agreement-store.ts';

/** What the events of a version say of it on a day. APPROVED: it holds, or will from its first day. */
export type AgreementState = AgreementAct;

const happened = (stored: StoredAgreement, act: AgreementAct): AgreementEvent | undefined =>
  stored.events.find(({ event }) => event === act);

/** Who proposed a version. */
export const proposalOf = (stored: StoredAgreement): AgreementEvent | undefined =>
  happened(stored, 'PROPOSED');

/** The first day on which a version no longer holds, by its own term and by every end it was given; null for none. */
export const endOf = ({ content, events }: StoredAgreement): string | null =>
  events.reduce<string | null>(
    (end, { endsOn }) => (endsOn !== null && (end === null || endsOn < end) ? endsOn : end),
    content.validUntil,
  );

/** The version as it holds, with its end; null where it was never approved, or where no day is left to it. */
const approved = (stored: StoredAgreement): Agreement | null => {
  if (!happened(stored, 'APPROVED')) return null;
  const agreement = { ...stored.content, validUntil: endOf(stored) };
  return holdsOnSomeDay(agreement) ? agreement : null;
};

/**
 * The agreements that were ever approved, each for the days on which it holds. It does not depend on the day, so that every
 * process makes the same policy of the same events.
 */
export const approvedAgreements = (stored: readonly StoredAgreement[]): readonly Agreement[] =>
  stored.flatMap((each) => approved(each) ?? []);

/** Whether an agreement holds on a day, or will on a later one. */
export const isOver = ({ validUntil }: Pick<Agreement, 'validUntil'>, today: string): boolean =>
  validUntil !== null && validUntil <= today;

/** The state of a version on a day: derived, so that nothing stored can be at odds with its events. */
export const stateOf = (stored: StoredAgreement, today: string): AgreementState => {
  if (happened(stored, 'REFUSED')) return 'REFUSED';
  if (!happened(stored, 'APPROVED')) return 'PROPOSED';
  const agreement = approved(stored);
  return agreement === null || isOver(agreement, today) ? 'ENDED' : 'APPROVED';
};
