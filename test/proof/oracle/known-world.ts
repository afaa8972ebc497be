import { createHash } from 'node:crypto';
import type { Catalogue } from '../../../src/policy/catalogue.ts';
import { countedAreas } from './counted-areas.ts';
import type { Facts, Row } from './facts.ts';
import { type Rules, verdictOn } from './field-verdict.ts';
import { grouped } from './grouped.ts';
import { type People, readPeople } from './people.ts';

/** What a caller may know of a store: whatever is not in it may be changed, and no answer may tell. */
export interface KnownWorld {
  /** Two worlds with the same text look the same to the caller. */
  readonly fingerprint: string;
  /** Entities of which the caller may know, by kind: the hub's own ids. */
  readonly entities: KnownEntities;
  /** Records of which something is seen. */
  readonly records: ReadonlySet<string>;
  /** Those of them of which the caller sees records of a type, by the type. */
  readonly holding: ReadonlyMap<string, KnownEntities>;
}

/** Entities by kind: the hub's own ids. */
export type KnownEntities = Readonly<Record<'PERSON' | 'HOUSEHOLD' | 'DWELLING', readonly string[]>>;

export interface KnownWorldInput {
  readonly rules: Rules;
  readonly catalogue: Catalogue;
  /** Sources the caller pushes to, with what its units' names begin with. */
  readonly pushesTo: ReadonlyMap<string, string>;
  readonly counts: boolean;
  /** Whether the round may confirm what was only declared. */
  readonly promoted: boolean;
  /** References on paper that the round's questions may name. */
  readonly references: readonly string[];
}

const text = (value: unknown): string => String(value ?? '');
const isCurrent = (record: Row): boolean =>
  record['superseded_at'] === null && record['erased_at'] === null && record['compartment'] === 'general';

interface Seen {
  readonly id: string;
  readonly type: string;
  readonly entry: unknown;
  readonly person: string | null;
  readonly household: string | null;
  readonly dwelling: string | null;
}

/** What a store holds under a source's local id, so that the record's person can be found by what it says. */
type KeysOf = ReadonlyMap<string, readonly string[]>;

const seenOf = (
  record: Row,
  people: People,
  homes: ReadonlyMap<string, Row>,
  keysOf: KeysOf,
  input: KnownWorldInput,
): Seen | null => {
  const kind = input.catalogue.kinds.get(text(record['kind']));
  const payload = (record['payload'] ?? {}) as Row;
  const open = (kind?.fields ?? []).flatMap((field) => {
    const verdict = verdictOn(field, record, people, input.rules);
    return verdict ? [[field.field, payload[field.field] ?? null, verdict] as const] : [];
  });
  if (open.length === 0) return null;
  const says = (...fields: readonly string[]): boolean =>
    fields.every((field) => open.some(([name]) => name === field));
  // Who may not read a field may not find by it either.
  const finds = (key: string): boolean =>
    (key.startsWith('PERSON id:') && says('nationalIdChecked')) ||
    (key.startsWith('PERSON born:') && says('givenName', 'familyName', 'birthDate'));
  const home = homes.get(`${text(record['source'])}|${text(record['unit'])}`);
  const localId = record['person_local_id'];
  const person = localId === null ? null : (people.of(text(record['source']), text(localId))?.person ?? null);
  const household = home ? text(home['entity_id']) : null;
  const names = ['id', 'source', 'kind', 'local_id', 'unit', 'version', 'controller', 'local_community'];
  const dates = [
    'observed_on',
    'recorded_at',
    'received_at',
    'dwelling_id',
    'person_local_id',
    'municipality',
  ];
  return {
    id: text(record['id']),
    type: kind?.typeName ?? '',
    person,
    household,
    dwelling: record['dwelling_id'] === null ? null : text(record['dwelling_id']),
    entry: [
      [...names, ...dates].map((name) => record[name] ?? null),
      open,
      person,
      household,
      home?.['certainty'] ?? null,
      (keysOf.get(`${text(record['source'])}|${text(localId)}`) ?? []).filter(finds),
    ],
  };
};

/**
 * R6 and R10: those with whom the agency works exist for it, may be found by a national id that any register holds of
 * them, and it may learn whether their consent is missing.
 */
const clientOf = (
  person: string,
  people: People,
  links: ReadonlyMap<string, readonly Row[]>,
  keysOf: KeysOf,
): unknown => {
  const { relationship, prohibited, consents } = people.standing(person);
  const keys = (links.get(person) ?? [])
    .flatMap((link) => keysOf.get(`${text(link['source'])}|${text(link['local_id'])}`) ?? [])
    .filter((each) => each.startsWith('PERSON id:'));
  return [person, relationship, prohibited ? [] : consents, [...new Set(keys)].sort()];
};

const pendingOn = (person: ReadonlySet<string>, facts: Facts, references: readonly string[]): unknown =>
  (facts['consent'] ?? [])
    .filter((each) => person.has(text(each['person_id'])))
    .filter((each) => references.includes(text((each['evidence'] as Row | null)?.['reference'])))
    .map((each) => [
      each,
      (facts['consent_event'] ?? []).filter((event) => event['consent_id'] === each['id']),
    ]);

/** Reads what a caller may know, by the rules as they are told: nothing of the hub's own deciding is used. */
export const knownWorld = (facts: Facts, input: KnownWorldInput): KnownWorld => {
  const { asker, today } = input.rules;
  const people = readPeople(facts, asker.agency.id, today, input.promoted);
  const homes = new Map(
    (facts['link'] ?? [])
      .filter((link) => link['entity'] === 'HOUSEHOLD' && link['ended_at'] === null)
      .map((link) => [`${text(link['source'])}|${text(link['local_id'])}`, link]),
  );
  const keysOf: KeysOf = new Map(
    [
      ...grouped(facts['mention_key'] ?? [], (each) => `${text(each['source'])}|${text(each['local_id'])}`),
    ].map(([name, keys]) => [
      name,
      keys.map((each) => `${text(each['entity'])} ${text(each['key'])}`).sort(),
    ]),
  );
  const seen = (facts['record'] ?? []).filter(isCurrent).flatMap((record) => {
    const one = seenOf(record, people, homes, keysOf, input);
    return one ? [one] : [];
  });
  const linksOf = grouped(
    (facts['link'] ?? []).filter((link) => link['entity'] === 'PERSON' && link['ended_at'] === null),
    (link) => text(link['entity_id']),
  );
  const reads = asker.named && asker.purposeClass === 'operational';
  const clients = reads ? people.all.filter((person) => people.standing(person).relationship !== null) : [];
  const persons = new Set([...seen.flatMap(({ person }) => person ?? []), ...clients]);
  const own = (facts['record'] ?? []).filter((record) => record['relationship_with'] === asker.agency.id);
  const pushed = (facts['record'] ?? []).filter((record) => {
    const prefix = input.pushesTo.get(text(record['source']));
    return (
      prefix !== undefined && text(record['unit']).startsWith(prefix) && record['compartment'] === 'general'
    );
  });
  const known = [
    seen.map(({ entry }) => entry),
    clients.map((person) => clientOf(person, people, linksOf, keysOf)),
    reads ? own.filter((each) => each['compartment'] === 'general') : [],
    pushed.map((each) => [
      each['unit'],
      each['version'],
      each['unit_hash'],
      each['erased_at'],
      each['superseded_at'],
    ]),
    input.pushesTo.size > 0 ? facts['local_community'] : [],
    (facts['push'] ?? []).filter((each) => each['agency'] === asker.agency.id),
    pendingOn(persons, facts, input.references),
    input.counts ? countedAreas(facts, input.rules, input.catalogue) : [],
  ];
  const entitiesOf = (some: readonly Seen[]): KnownEntities => {
    const of = (pick: (one: Seen) => string | null): string[] =>
      [...new Set(some.flatMap((one) => pick(one) ?? []))].sort();
    return {
      PERSON: of(({ person }) => person),
      HOUSEHOLD: of(({ household }) => household),
      DWELLING: of(({ dwelling }) => dwelling),
    };
  };
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(known)).digest('base64url'),
    entities: { ...entitiesOf(seen), PERSON: [...persons].sort() },
    records: new Set(seen.map(({ id }) => id)),
    holding: new Map([...grouped(seen, ({ type }) => type)].map(([type, some]) => [type, entitiesOf(some)])),
  };
};
