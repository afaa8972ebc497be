import { permitsProcessing } from '../domain/consent-state.ts';
import { covers } from '../policy/covers.ts';
import type { ConsentHistory } from '../store/consent-history-store.ts';
import type { BrokenRule, ReplayedLine } from './replay-facts.ts';

/** What the consent's last event at or before the instant made of it. */
const heldAt = (consent: ConsentHistory, at: string): boolean => {
  const last = consent.events.findLast((event) => event.at <= at);
  return last !== undefined && permitsProcessing(last.state);
};

const isTo = (consent: ConsentHistory, { entry }: ReplayedLine): boolean =>
  consent.recipient === entry.agency &&
  consent.controller === entry.controller &&
  covers(consent.purpose, entry.purpose);

/** Whether the person of the line had forbidden the sharing at that instant (R2, step 6: not against a legal duty). */
export const isForbidden = ({ entry, prohibitions }: ReplayedLine): boolean =>
  prohibitions.some(
    (each) =>
      each.person === entry.through &&
      each.recipient === entry.agency &&
      each.since <= entry.at &&
      (each.liftedAt === null || entry.at < each.liftedAt),
  );

/** What is wrong with the consents a line rests on (R4, R7); which fields they name is looked at with the fields. */
export const brokenConsents = (line: ReplayedLine): readonly BrokenRule['rule'][] => {
  const { entry, day } = line;
  const named = entry.consents.map((id) => line.consents.get(id));
  const known = named.filter((consent) => consent !== undefined);
  const rules: BrokenRule['rule'][] = [];
  const ofThrough = known.some(
    (consent) => entry.through !== null && consent.persons.includes(entry.through),
  );
  if (named.length === 0 || known.length < named.length || (known.length > 0 && !ofThrough))
    rules.push('CONSENT_MISSING');
  const inForce = (consent: ConsentHistory): boolean =>
    consent.binding && day < consent.validUntil && heldAt(consent, entry.at);
  if (!known.every(inForce)) rules.push('CONSENT_NOT_IN_FORCE');
  if (!known.every((consent) => isTo(consent, line))) rules.push('CONSENT_TO_OTHERS');
  return rules;
};
