import type { Facts, Row } from './facts.ts';
import { grouped } from './grouped.ts';
import { readPeople } from './people.ts';
import { remembered } from './remembered.ts';
import { closingIn } from './rights.ts';

const text = (value: unknown): string => String(value ?? '');
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const placeOf = (row: Row): string => `${text(row['source'])}|${text(row['local_id'])}`;

/** The national ids that lines of registers hold. */
const keysIn = remembered(['mention_key'], (facts) =>
  grouped(
    (facts['mention_key'] ?? []).filter((each) => text(each['key']).startsWith('id:')),
    placeOf,
  ),
);

/** The lines of each person, and the household of each unit. */
const linksIn = remembered(['link'], (facts) => {
  const standing = (facts['link'] ?? []).filter((link) => link['ended_at'] === null);
  const homes = standing.filter((link) => link['entity'] === 'HOUSEHOLD');
  return {
    linksOf: grouped(
      standing.filter((link) => link['entity'] === 'PERSON'),
      (link) => text(link['entity_id']),
    ),
    homeOf: new Map(homes.map((link) => [placeOf(link), link])),
  };
});

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
  const keysOf = keysIn(facts);
  const { linksOf, homeOf } = linksIn(facts);
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
    const home = homeOf.get(`${source}|${text(record['unit'])}`);
    return [record, named, home?.['entity_id'] ?? null, home?.['certainty'] ?? null];
  });
  const standing = [...persons]
    .sort()
    .map((person) => [
      person,
      readers.map((reader) => reader.standing(person)),
      (linksOf.get(person) ?? []).map((link) => [
        people.of(text(link['source']), text(link['local_id'])),
        keysOf.get(placeOf(link)) ?? [],
      ]),
    ]);
  return [told, standing, closingIn(facts, agency)];
};
