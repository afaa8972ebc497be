import type { Facts } from './facts.ts';
import { grouped } from './grouped.ts';
import { readPeople } from './people.ts';

const text = (value: unknown): string => String(value ?? '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * What a data protection officer answers for: every record of the own agency, and on what each decision about it stands for
 * any recipient. "What it learns of the recipient, that a relationship holds, is what it answers for as controller".
 */
export const knownToOfficer = (
  facts: Facts,
  agency: string,
  recipients: readonly string[],
  today: string,
): unknown => {
  const readers = recipients.map((recipient) =>
    readPeople(facts, { agency: recipient, today, promoted: false, accepting: false }),
  );
  const [people] = readers;
  if (!people) return [];
  const keysOf = grouped(
    (facts['mention_key'] ?? []).filter((each) => text(each['key']).startsWith('id:')),
    (each) => `${text(each['source'])}|${text(each['local_id'])}`,
  );
  const linksOf = grouped(
    (facts['link'] ?? []).filter((link) => link['entity'] === 'PERSON' && link['ended_at'] === null),
    (link) => text(link['entity_id']),
  );
  const records = (facts['record'] ?? []).filter(
    (each) =>
      each['controller'] === agency &&
      each['superseded_at'] === null &&
      each['erased_at'] === null &&
      each['compartment'] === 'general',
  );
  const linked = (source: string, names: readonly string[]) => names.map((name) => people.of(source, name));
  const persons = new Set<string>();
  const told = records.map((record) => {
    const source = text(record['source']);
    const own = record['person_local_id'] === null ? [] : [text(record['person_local_id'])];
    const named = linked(source, [...own, ...texts(record['signatories']), ...texts(record['members'])]);
    for (const each of named) if (each) persons.add(each.person);
    const home = (facts['link'] ?? []).find(
      (link) =>
        link['entity'] === 'HOUSEHOLD' &&
        link['ended_at'] === null &&
        link['source'] === source &&
        link['local_id'] === record['unit'],
    );
    return [record, named, home?.['entity_id'] ?? null, home?.['certainty'] ?? null];
  });
  const standing = [...persons]
    .sort()
    .map((person) => [
      person,
      readers.map((reader) => reader.standing(person)),
      (linksOf.get(person) ?? []).map((link) => [
        people.of(text(link['source']), text(link['local_id'])),
        keysOf.get(`${text(link['source'])}|${text(link['local_id'])}`) ?? [],
      ]),
    ]);
  return [told, standing];
};
