import { createHash } from 'node:crypto';
import type { Facts, Row } from '../oracle/facts.ts';
import type { Random } from '../random.ts';

export const text = (value: unknown): string => String(value ?? '');

/** An id that nothing else in the store has. */
export const newId = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['changed', ...parts]))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-4$3-8$4-$5')
    .replace(/-4(.{3}).-8(.{3}).-/, '-4$1-8$2-');

/** Records that stand in the general graph now. */
export const currentRecords = (facts: Facts): readonly Row[] =>
  (facts['record'] ?? []).filter(
    (each) =>
      each['superseded_at'] === null && each['erased_at'] === null && each['compartment'] === 'general',
  );

/** The agencies that appear anywhere in the facts. */
export const agenciesIn = (facts: Facts): readonly string[] =>
  [
    ...new Set([
      ...(facts['record'] ?? []).map((each) => text(each['controller'])),
      ...(facts['consent'] ?? []).map((each) => text(each['recipient'])),
      'statistics',
      'berane.community',
    ]),
  ].sort();

/** The links of one kind of entity that hold. */
export const linksOf = (facts: Facts, entity: 'PERSON' | 'HOUSEHOLD'): readonly Row[] =>
  (facts['link'] ?? []).filter((each) => each['entity'] === entity && each['ended_at'] === null);

/** One of some records: as often of a small place as of a large one, because most of the town lives where it is only counted. */
export const pickByPlace = (random: Random, records: readonly Row[]): Row | null => {
  const placeOf = (record: Row): string => text(record['local_community']);
  const place = random.maybe([...new Set(records.map(placeOf))].sort());
  return random.maybe(records.filter((each) => placeOf(each) === place));
};

/** A link of somebody, or of a household, that a current record speaks of. */
export const pickLink = (random: Random, facts: Facts, entity: 'PERSON' | 'HOUSEHOLD'): Row | null => {
  const line = entity === 'PERSON' ? 'person_local_id' : 'unit';
  const record = pickByPlace(
    random,
    currentRecords(facts).filter((each) => each[line] !== null),
  );
  return (
    linksOf(facts, entity).find(
      (link) => link['source'] === record?.['source'] && link['local_id'] === record?.[line],
    ) ?? null
  );
};
