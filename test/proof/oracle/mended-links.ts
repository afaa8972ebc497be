import type { Facts, Row } from './facts.ts';

const text = (value: unknown): string => String(value ?? '');
const place = (row: Row): string => `${text(row['source'])}|${text(row['local_id'])}`;

/** Acts that go with a person, by the column that names them. */
const acts = [
  ['prohibition', 'person_id'],
  ['consent', 'person_id'],
  ['rights_request', 'person_id'],
  ['guardianship', 'ward'],
  ['guardianship', 'guardian'],
  ['referral', 'person_id'],
  ['emergency_person', 'person_id'],
] as const;

/**
 * What a round may come to know that grants "not me" or "mine" of its agency's own line (R20, S17): the line leaves whom it was
 * taken for, and may come to who asked. Whatever is said of the two then shows in who reads the line; and with whom the unit is
 * one household hangs on everybody who is named in it. The rule asks for it, so it counts as known.
 */
export const mendedFor = (facts: Facts, agency: string): unknown => {
  const decided = new Set((facts['rights_decision'] ?? []).map((each) => each['request_id']));
  const waiting = (facts['rights_request'] ?? []).filter(
    (each) => each['requested'] === 'LINK' && each['controller'] === agency && !decided.has(each['id']),
  );
  if (waiting.length === 0) return [];
  const links = (facts['link'] ?? []).filter((each) => each['ended_at'] === null);
  const ofPersons = links.filter((each) => each['entity'] === 'PERSON');
  const personAt = new Map(ofPersons.map((each) => [place(each), text(each['entity_id'])]));
  const mentions = (facts['mention'] ?? []).filter((each) => each['entity'] === 'PERSON');
  const unitAt = new Map(
    mentions.map((each) => [place(each), `${text(each['source'])}|${text(each['unit'])}`]),
  );
  const named = new Set(
    waiting.flatMap((each) => {
      const line = `${text(each['source'])}|${text(each['subject'])}`;
      const unit = unitAt.get(line);
      const beside = mentions.filter((other) => unit !== undefined && unitAt.get(place(other)) === unit);
      return [
        text(each['person_id']),
        ...[line, ...beside.map(place)].flatMap((at) => personAt.get(at) ?? []),
      ];
    }),
  );
  return [waiting, ...sayingsOf(facts, named)];
};

/** All that registers and people say of some persons, and that changes hands when they become one or two. */
export const sayingsOf = (facts: Facts, named: ReadonlySet<string>): readonly unknown[] => {
  const ofPersons = (facts['link'] ?? []).filter(
    (each) => each['ended_at'] === null && each['entity'] === 'PERSON',
  );
  const lines = new Set(ofPersons.filter((each) => named.has(text(each['entity_id']))).map(place));
  const isOfThem = (each: Row): boolean => each['entity'] === 'HOUSEHOLD' || lines.has(place(each));
  const consents = new Set(
    (facts['consent'] ?? []).filter((each) => named.has(text(each['person_id']))).map((each) => each['id']),
  );
  return [
    (facts['link'] ?? []).filter(isOfThem),
    ...['mention', 'mention_key'].map((table) => (facts[table] ?? []).filter(isOfThem)),
    ...acts.map(([table, column]) => (facts[table] ?? []).filter((each) => named.has(text(each[column])))),
    (facts['consent_event'] ?? []).filter((each) => consents.has(each['consent_id'])),
  ];
};
