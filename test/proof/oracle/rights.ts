import type { Facts, Row } from './facts.ts';
import { grouped } from './grouped.ts';
import { remembered } from './remembered.ts';

/** What a person's requests close of one record (R2, step 6; R22). */
export interface Resting {
  /** Public tasks alone. */
  readonly objected: boolean;
  /** All that is no duty. */
  readonly restricted: boolean;
  /** All that is no duty, and the link is no certain one. */
  readonly contested: boolean;
}

/** What persons asked of controllers, as far as it shows to readers. */
export interface Rights {
  /** @param localId the person's own in the record. */
  readonly resting: (person: string, localId: string, record: Row) => Resting;
  /** What is said beside a record's values: coordinate, day and words. */
  readonly contests: (record: Row) => readonly (readonly [field: string, day: unknown, words: unknown])[];
  /** What a person asked of everything that controllers hold. */
  readonly ofEverything: (person: string) => unknown;
}

const text = (value: unknown): string => String(value ?? '');
const names = ['source', 'kind', 'unit', 'local_id'] as const;
const same = (request: Row, record: Row): boolean => names.every((name) => request[name] === record[name]);

/** What was decided on each request. */
const outcomesIn = remembered(
  ['rights_decision'],
  (facts): ReadonlyMap<string, string> =>
    new Map(
      (facts['rights_decision'] ?? []).map((each) => [text(each['request_id']), text(each['outcome'])]),
    ),
);

/** Reads R22 from the prose: "`contested` stands beside the value at once", "pending objection pauses 6(1)(e) reads". */
export const readRights = (facts: Facts, agency: string): Rights => {
  const outcomes = outcomesIn(facts);
  const requests = facts['rights_request'] ?? [];
  const outcome = (request: Row): string => outcomes.get(text(request['id'])) ?? 'PENDING';
  const mended = new Set(
    (facts['rights_decision'] ?? [])
      .filter((each) => each['carried_out'] === true)
      .map((each) => each['request_id']),
  );
  const holds = (request: Row): boolean =>
    !mended.has(request['id']) &&
    (request['requested'] === 'RESTRICTION'
      ? ['GRANTED', 'PARTLY'].includes(outcome(request))
      : outcome(request) !== 'REFUSED');
  const closing = requests.filter(
    (each) =>
      ['OBJECTION', 'RESTRICTION', 'LINK'].includes(text(each['requested'])) &&
      holds(each) &&
      (each['recipient'] === null || each['recipient'] === agency),
  );
  const byPerson = grouped(closing, (each) => text(each['person_id']));
  const beside = requests.filter(
    (each) => ['CONTEST', 'RECTIFICATION'].includes(text(each['requested'])) && holds(each),
  );
  const contested = new Set(beside.map((each) => each['record_id']));
  const versions = new Map(
    (facts['record'] ?? [])
      .filter((each) => contested.has(each['id']))
      .map((each) => [each['id'], each['payload'] as Row | null]),
  );
  return {
    resting: (person, localId, record) => {
      const own = byPerson.get(person) ?? [];
      const about = (right: string): boolean =>
        own.some(
          (each) =>
            each['requested'] === right &&
            each['controller'] === record['controller'] &&
            (each['record_id'] === null || same(each, record)),
        );
      return {
        objected: about('OBJECTION'),
        restricted: about('RESTRICTION'),
        contested: own.some(
          (each) =>
            each['requested'] === 'LINK' &&
            each['source'] === record['source'] &&
            each['subject'] === localId,
        ),
      };
    },
    contests: (record) =>
      beside
        .filter((each) => same(each, record))
        .filter((each) => {
          // Of a version that is erased nobody can say whether the value is another one now.
          const shown = versions.get(each['record_id']) ?? null;
          const field = text(each['field']).split('.')[1] ?? '';
          const now = (record['payload'] ?? {}) as Row;
          return shown === null || JSON.stringify(shown[field]) === JSON.stringify(now[field]);
        })
        .map((each) => [text(each['field']), each['asked_on'], each['statement']] as const),
    ofEverything: (person) =>
      (byPerson.get(person) ?? [])
        .filter((each) => each['record_id'] === null)
        .map((each) => [each['requested'], each['controller']]),
  };
};

/**
 * What a controller's staff are told of what persons asked of it: all of it, with what became of it, because what still rests is
 * theirs to lift, and the lines by which its own registers know the person.
 *
 * @param lines those of a person in the controller's registers, over certain links.
 */
export const askedOf = (
  facts: Facts,
  agency: string,
  isNear: (person: string) => boolean,
  lines: (person: string) => unknown,
): unknown => {
  const decisions = new Map((facts['rights_decision'] ?? []).map((each) => [each['request_id'], each]));
  return (facts['rights_request'] ?? [])
    .filter((each) => each['controller'] === agency && !isNear(text(each['person_id'])))
    .map((each) => [each, decisions.get(each['id']) ?? null, lines(text(each['person_id']))]);
};

/** What a controller's data protection officer is told: what is overdue, and of whom not. */
export const overdueIn = (facts: Facts, agency: string, today: string): unknown => {
  const decided = outcomesIn(facts);
  return (facts['rights_request'] ?? [])
    .filter((each) => each['controller'] === agency && text(each['due_on']) < today)
    .filter((each) => !decided.has(text(each['id'])))
    .map((each) => ['id', 'requested', 'kind', 'asked_on', 'due_on'].map((name) => each[name]));
};

/** What decisions on an agency's own records can stand on: what closes readings, whoever reads. */
export const closingIn = (facts: Facts, agency: string): unknown => {
  const outcomes = outcomesIn(facts);
  return (facts['rights_request'] ?? [])
    .filter((each) => each['controller'] === agency)
    .filter((each) => ['OBJECTION', 'RESTRICTION', 'LINK'].includes(text(each['requested'])))
    .map(({ statement: _, ...each }) => [each, outcomes.get(text(each['id'])) ?? null]);
};
