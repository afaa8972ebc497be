import type { Catalogue } from '../../../src/policy/catalogue.ts';
import type { Facts } from './facts.ts';
import { grouped } from './grouped.ts';
import { ownRecords } from './own-records.ts';
import { key, type People, readPeople, whoIsWho } from './people.ts';
import { remembered } from './remembered.ts';

const text = (value: unknown): string => String(value ?? '');

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The current records of the general compartment that name somebody over a certain link, as far as a request shows them. */
const recordsNaming = remembered(['record', 'link', 'mention'], (facts) => {
  const { who } = whoIsWho(facts);
  const naming = (facts['record'] ?? [])
    .filter(
      (each) =>
        each['superseded_at'] === null && each['erased_at'] === null && each['compartment'] === 'general',
    )
    .flatMap((each) =>
      [each['person_local_id'], ...texts(each['signatories']), ...texts(each['members'])].flatMap((name) => {
        const line = who.get(key(each['source'], name));
        return line?.certain ? [{ person: line.person, record: each }] : [];
      }),
    );
  return grouped(naming, ({ person }) => person);
});

const recordsOf = (facts: Facts, persons: ReadonlySet<string>): unknown => {
  const records = [...persons]
    .sort()
    .flatMap((person) => (recordsNaming(facts).get(person) ?? []).map(({ record }) => record));
  return [...new Set(records)].map((each) => [each['id'], each['controller'], each['kind']]);
};

/** The lines of registers by the national id and by the person that they are of. */
const linesByKey = remembered(['mention_key'], (facts) =>
  grouped(
    (facts['mention_key'] ?? []).filter((each) => each['entity'] === 'PERSON'),
    (each) => text(each['key']),
  ),
);
const mentionAt = remembered(
  ['mention'],
  (facts) =>
    new Map(
      (facts['mention'] ?? [])
        .filter((each) => each['entity'] === 'PERSON')
        .map((each) => [key(each['source'], each['local_id']), each]),
    ),
);
const mentionsOf = remembered(['link', 'mention'], (facts) =>
  grouped(
    facts['mention'] ?? [],
    (each) => whoIsWho(facts).who.get(key(each['source'], each['local_id']))?.person,
  ),
);

/** Who is who to a person's own token: nobody's agency stands beside them. */
export const ownPeople = (facts: Facts): People =>
  readPeople(facts, { agency: '', today: '', promoted: false, accepting: false });

/**
 * What a person's own token stands on: the mentions under the hash of their national id, each with its person, how certain
 * it is and the birth date it states (R20); what registers hold of that person, what they consented to (R13) and what they asked
 * of controllers (R22), and the records of which they can ask it. Nothing else of any store reaches a person's answers.
 */
export const ownFile = (
  facts: Facts,
  nationalIdHash: string,
  catalogue: Catalogue,
  people: People = ownPeople(facts),
): unknown => {
  const links = (linesByKey(facts).get(`id:${nationalIdHash}`) ?? []).map((each) => {
    const stated = mentionAt(facts).get(key(each['source'], each['local_id']))?.['mention'] as
      | { birthDate?: unknown }
      | undefined;
    const link = people.of(text(each['source']), text(each['local_id']));
    return { link, born: stated?.birthDate ?? null };
  });
  const persons = new Set(links.flatMap(({ link }) => link?.person ?? []));
  // R9: who decides for a child finds the child's file, too.
  const decided = (facts['guardianship'] ?? []).filter((each) => persons.has(text(each['guardian'])));
  const shown = new Set([...persons, ...decided.map((each) => text(each['ward']))]);
  const born = [...shown].sort().flatMap((person) => mentionsOf(facts).get(person) ?? []);
  const files = [...shown].sort().map((person) => ownRecords(facts, people, person, catalogue));
  // Nothing of what a matter seals is in anybody's online file (R13).
  const consents = (facts['consent'] ?? []).filter(
    (each) => shown.has(text(each['person_id'])) && each['sealed'] !== true,
  );
  const ids = new Set(consents.map((each) => each['id']));
  const events = (facts['consent_event'] ?? []).filter((each) => ids.has(each['consent_id']));
  // Who else decides for the same children: of special data all must consent.
  const wards = (facts['guardianship'] ?? []).filter((each) => shown.has(text(each['ward'])));
  const requests = (facts['rights_request'] ?? []).filter((each) => shown.has(text(each['person_id'])));
  const asked = new Set(requests.map((each) => each['id']));
  const decisions = (facts['rights_decision'] ?? []).filter((each) => asked.has(each['request_id']));
  const named = recordsOf(facts, persons);
  const forbidden = (facts['prohibition'] ?? []).filter((each) => shown.has(text(each['person_id'])));
  return [links, decided, wards, born, files, consents, events, forbidden, requests, decisions, named];
};
