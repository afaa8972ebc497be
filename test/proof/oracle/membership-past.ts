import type { Row } from './facts.ts';
import { grouped } from './grouped.ts';
import { remembered } from './remembered.ts';

const text = (value: unknown): string => String(value ?? '');
const nameOf = (row: Row): string =>
  ['source', 'kind', 'unit', 'local_id'].map((column) => text(row[column])).join('|');

/**
 * What tells since when a register has named somebody in a household: the days of that line's own general versions, and when
 * the line came to its person and its contract or case to its household.
 */
export const membershipPast = remembered(['record', 'link'], (facts): ((record: Row) => unknown) => {
  const versions = grouped(
    (facts['record'] ?? []).filter((each) => each['compartment'] === 'general'),
    nameOf,
  );
  const links = grouped(
    facts['link'] ?? [],
    (each) => `${text(each['entity'])}|${text(each['source'])}|${text(each['local_id'])}`,
  );
  const past = (entity: string, source: unknown, localId: unknown): unknown =>
    (links.get(`${entity}|${text(source)}|${text(localId)}`) ?? []).map((each) => [
      ...[each['entity_id'], each['linked_at'], each['ended_at']],
      (each['evidence'] as Row | null)?.['reason'],
    ]);
  return (record) => [
    (versions.get(nameOf(record)) ?? []).map((each) => [
      ...[each['version'], each['observed_on'], each['recorded_at'], each['received_at']],
      ...[each['superseded_at'], each['erased_at'] === null],
    ]),
    past('PERSON', record['source'], record['person_local_id']),
    past('HOUSEHOLD', record['source'], record['unit']),
  ];
});
