import type { ConsentRecord } from '../domain/consent-record.ts';
import { stateOfConsent } from '../domain/consent-record.ts';
import { addPeriod, localDateOf } from '../domain/local-date.ts';
import { covers } from '../policy/covers.ts';

/** After a refusal nobody asks again for so long (R6). */
const silence = 'P90D';

/** What decides whether a request is put to the person. */
export interface RequestContext {
  readonly timeZone: string;
  /** Local date. */
  readonly today: string;
}

/** An agency asked for it: it was neither given by somebody nor taken down from a form. */
const isAsked = ({ events, evidence }: Pick<ConsentRecord, 'events' | 'evidence'>): boolean =>
  evidence === null && events[0]?.state === 'ConsentRequested' && events[0].agency !== null;

const overlap = (one: ConsentRecord, other: ConsentRecord): boolean =>
  one.recipient === other.recipient &&
  (covers(one.purpose, other.purpose) || covers(other.purpose, one.purpose));

const sameTerms = (one: ConsentRecord, other: ConsentRecord): boolean =>
  one.recipient === other.recipient &&
  one.controller === other.controller &&
  one.purpose === other.purpose &&
  JSON.stringify([one.categories.toSorted(), one.fields.toSorted()]) ===
    JSON.stringify([other.categories.toSorted(), other.fields.toSorted()]);

const askedAt = ({ events }: ConsentRecord): number => events[0]?.at.getTime() ?? 0;

/** Whether the person had refused it, or withdrawn the same, within the ninety days before it was asked for. */
const isSilenced = (
  asked: ConsentRecord,
  records: readonly ConsentRecord[],
  { timeZone }: RequestContext,
): boolean => {
  const day = localDateOf(new Date(askedAt(asked)), timeZone);
  return records.some(
    (other) =>
      overlap(asked, other) &&
      other.events.some(
        ({ state, at }) =>
          (state === 'ConsentRefused' || state === 'ConsentWithdrawn') &&
          at.getTime() <= askedAt(asked) &&
          day < addPeriod(localDateOf(at, timeZone), silence),
      ),
  );
};

/** Whether the same is put to the person already, and still waits for its answer. */
const isRepeated = (asked: ConsentRecord, put: readonly ConsentRecord[], today: string): boolean =>
  put.some(
    (other) =>
      sameTerms(asked, other) &&
      ['ConsentRequested', 'ConsentRequestDeferred'].includes(stateOfConsent(other, today)),
  );

const inOrder = (one: ConsentRecord, other: ConsentRecord): number =>
  askedAt(one) - askedAt(other) || (one.id < other.id ? -1 : 1);

/**
 * The consents that a person is shown: all that was given, recorded or refused, and what they are asked for. What was asked
 * for within ninety days of a refusal, or a second time while the first waits, is kept and put to nobody (R6): the agency is
 * answered alike, and nobody is pressed.
 */
export const shownConsents = (
  records: readonly ConsentRecord[],
  context: RequestContext,
): readonly ConsentRecord[] => {
  const put: ConsentRecord[] = [];
  for (const asked of records.filter(isAsked).sort(inOrder)) {
    const isAnswered = asked.events.length > 1;
    const isPut =
      asked.binding && !isSilenced(asked, records, context) && !isRepeated(asked, put, context.today);
    if (isAnswered || isPut) put.push(asked);
  }
  const shown = new Set(put);
  return records.filter((record) => !isAsked(record) || shown.has(record));
};

/** Whether the person can answer it today: it was asked for, is put to them, and nobody has decided it yet. */
export const isOpenRequest = (record: ConsentRecord, today: string): boolean =>
  record.evidence === null &&
  ['ConsentRequested', 'ConsentRequestDeferred'].includes(stateOfConsent(record, today));
