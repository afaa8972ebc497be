import { createHash } from 'node:crypto';
import type { Catalogue } from '../../../src/policy/catalogue.ts';
import { type Near, type Nearness, readNearness } from './conflicts.ts';
import { endedFor } from './ended-consents.ts';
import type { Facts, Row } from './facts.ts';
import { countsRelationship, isTooNear, verdictOn } from './field-verdict.ts';
import { grouped } from './grouped.ts';
import { mattersOf, ownSourceLines, takenBy } from './known-matters.ts';
import { measuredOf } from './measured.ts';
import { membershipPast } from './membership-past.ts';
import { mendedFor, sayingsOf } from './mended-links.ts';
import { knownToOfficer } from './officer-knowledge.ts';
import { type People, readPeople } from './people.ts';
import { remembered } from './remembered.ts';
import { askedOf, overdueIn } from './rights.ts';
import type { Rules } from './spoken-agreements.ts';
import { perhapsOne, type SeenLine, toldToSteward } from './stewards-lines.ts';

/** What a caller may know of a store: whatever is not in it may be changed, and no answer may tell. */
export interface KnownWorld {
  /** Two worlds with the same text look the same to the caller. */
  readonly fingerprint: string;
  /** Entities of which the caller may know, by kind: the hub's own ids. */
  readonly entities: KnownEntities;
  /** Records of which something is known, each with the fields that are. */
  readonly records: ReadonlyMap<string, ReadonlySet<string>>;
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
  /** Whether the round may confirm what was only declared. */
  readonly promoted: boolean;
  /** Whether the round may accept the referrals that wait for the caller's agency. */
  readonly accepting: boolean;
  /** Hashes of the national ids that the round may declare a conflict with; null where it declares none. */
  readonly declaring: readonly string[] | null;
  /** Whether the agency's referrals are told to the caller at all. */
  readonly referrals: boolean;
  /** Whether the caller is told which consents ended under which its agency had got something. */
  readonly ended: boolean;
  /** Agencies whose decisions the caller, a data protection officer, may ask about its own records; null for others. */
  readonly explains: readonly string[] | null;
  /** Whether the caller is told what persons asked of its agency, and whether what of it is overdue. */
  readonly rights: boolean;
  readonly overdue: boolean;
  /** Whether the round may decide what was asked of the agency's links. */
  readonly mends: boolean;
  /** Whether the caller is told who is who as a data steward, and whether the round may decide it. */
  readonly stewards: boolean;
  readonly decides: boolean;
  /** Sources of the caller's agency whose quality the caller is told. */
  readonly measures: readonly string[];
  /** Roles in which the caller is told alerts. */
  readonly alerted: readonly string[];
  /** Who asks in an emergency, and whether the round may open one for anybody (R17); null under any other purpose. */
  readonly emergency: { readonly actor: string; readonly opening: boolean } | null;
  /** Roles in which accesses are looked over; empty where the caller looks over none. */
  readonly reviewsAs: readonly string[];
  /** The actor, where the caller may ask for the matters to which it is party; null for others. */
  readonly partyAs: string | null;
  /** Whether the caller may take matters of its agency that nobody leads. */
  readonly takes: boolean;
  /** Whether the caller may end guardianships that its agency took down. */
  readonly guardianships: boolean;
  /** References on paper that the round's questions may name. */
  readonly references: readonly string[];
}

const text = (value: unknown): string => String(value ?? '');
const isCurrent = (record: Row): boolean =>
  record['superseded_at'] === null && record['erased_at'] === null && record['compartment'] === 'general';

interface Seen {
  readonly id: string;
  readonly type: string;
  readonly fields: ReadonlySet<string>;
  readonly entry: unknown;
  readonly line: SeenLine;
  readonly person: string | null;
  readonly household: string | null;
  readonly dwelling: string | null;
  /** Everybody whom the record names. */
  readonly subjects: readonly string[];
}

/** What a store holds under a source's local id, so that the record's person can be found by what it says. */
type KeysOf = ReadonlyMap<string, readonly string[]>;

const keysIn = remembered(
  ['mention_key'],
  (facts): KeysOf =>
    new Map(
      [
        ...grouped(facts['mention_key'] ?? [], (each) => `${text(each['source'])}|${text(each['local_id'])}`),
      ].map(([name, keys]) => [
        name,
        keys.map((each) => `${text(each['entity'])} ${text(each['key'])}`).sort(),
      ]),
    ),
);

const homesIn = remembered(
  ['link'],
  (facts): ReadonlyMap<string, Row> =>
    new Map(
      (facts['link'] ?? [])
        .filter((link) => link['entity'] === 'HOUSEHOLD' && link['ended_at'] === null)
        .map((link) => [`${text(link['source'])}|${text(link['local_id'])}`, link]),
    ),
);

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const subjectNames = (record: Row): readonly string[] => [
  ...(record['person_local_id'] === null ? [] : [text(record['person_local_id'])]),
  ...texts(record['signatories']),
  ...texts(record['members']),
];

const seenOf = (
  record: Row,
  people: People,
  near: Near,
  homes: ReadonlyMap<string, Row>,
  keysOf: KeysOf,
  past: (record: Row) => unknown,
  input: KnownWorldInput,
): Seen | null => {
  if (isTooNear(record, people, near)) return null;
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
  const contests = people.rights.contests(record).filter(([field]) => says(field.split('.')[1] ?? ''));
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
    fields: new Set(open.map(([name]) => name)),
    person,
    household,
    line: {
      ...{ source: text(record['source']), unit: text(record['unit']) },
      ...{ localId: localId === null ? null : text(localId) },
      ...{
        own: record['controller'] === input.rules.asker.agency.id,
        fields: new Set(open.map(([name]) => name)),
      },
    },
    dwelling: record['dwelling_id'] === null ? null : text(record['dwelling_id']),
    subjects: subjectNames(record).flatMap((name) => people.of(text(record['source']), name)?.person ?? []),
    entry: [
      [...names, ...dates].map((name) => record[name] ?? null),
      open,
      contests,
      person,
      household,
      home?.['certainty'] ?? null,
      (keysOf.get(`${text(record['source'])}|${text(localId)}`) ?? []).filter(finds),
      localId !== null && says('relation') ? past(record) : null,
    ],
  };
};

/**
 * R6 and R10: those with whom the agency works exist for it, may be found by the national id of the very line that says so,
 * and it may learn whether their consent is missing.
 */
const clientOf = (person: string, people: People, keysOf: KeysOf, rules: Rules): unknown => {
  const { relationships, prohibited, consents } = people.standing(person);
  const keys = relationships
    .filter((each) => countsRelationship(each, rules))
    .flatMap(({ by }) => (by === null ? [] : (keysOf.get(by) ?? [])))
    .filter((each) => each.startsWith('PERSON id:'));
  return [
    person,
    relationships,
    prohibited ? [] : consents,
    people.rights.ofEverything(person),
    [...new Set(keys)].sort(),
  ];
};

const pendingOn = (person: ReadonlySet<string>, facts: Facts, references: readonly string[]): unknown =>
  (facts['consent'] ?? [])
    .filter((each) => person.has(text(each['person_id'])))
    .filter((each) => references.includes(text((each['evidence'] as Row | null)?.['reference'])))
    .map((each) => [
      each,
      (facts['consent_event'] ?? []).filter((event) => event['consent_id'] === each['id']),
    ]);

/** What an agency knows of its own relationships, whatever else it may read of the person. */
const bondOf = (record: Row, people: People): unknown => [
  people.of(text(record['source']), text(record['person_local_id'])),
  Object.entries(record).filter(([name]) => name.startsWith('relationship_')),
];

/** R10: the receiver knows of a referral that it is there, and of whom once it is accepted; the maker, that it was made. */
const referralsOf = (facts: Facts, agency: string, accepting: boolean, near: Near): unknown =>
  (facts['referral'] ?? []).flatMap((each) => {
    if (each['from_agency'] === agency) return [[each['id']]];
    // R15: of somebody too near to the actor, there is none.
    if (each['to_agency'] !== agency || near.persons.has(text(each['person_id']))) return [];
    const accepted = each['accepted_at'] !== null;
    const person = accepted || accepting ? [each['person_id'], each['certain']] : [];
    const said = ['id', 'from_agency', 'reference', 'made_at', 'until'].map((name) => each[name]);
    return [[...said, accepted, each['ended_at'] !== null, ...person]];
  });

/**
 * R15 hides who lives with a declared person, whichever register says it: who declares a conflict therefore learns of those
 * it sees which of them live together. The rule asks for it, so it counts as known.
 */
const hiddenByDeclaring = (
  nearness: Nearness,
  declaring: readonly string[],
  persons: ReadonlySet<string>,
  households: ReadonlySet<string>,
): unknown => {
  const told = (declared: readonly string[]): unknown => {
    const near = nearness.ofDeclared(declared);
    return [
      [...near.persons].filter((each) => persons.has(each)).sort(),
      [...near.households].filter((each) => households.has(each)).sort(),
    ];
  };
  return [
    declaring.map((hash) => told(nearness.named(hash))),
    [...persons].sort().map((person) => told([person, ...nearness.sameIds(person)])),
  ];
};

/** By which lines of an agency's own registers it knows a person with certainty. */
const ownLinesIn =
  (facts: Facts, agency: string, people: People): ((person: string) => unknown) =>
  (person) =>
    [
      ...new Set(
        (facts['record'] ?? [])
          .filter((record) => record['controller'] === agency && isCurrent(record))
          .flatMap((record) =>
            subjectNames(record).flatMap((name) => {
              const linked = people.of(text(record['source']), name);
              return linked?.person === person && linked.certain ? [`${text(record['source'])} ${name}`] : [];
            }),
          ),
      ),
    ].sort();

const nobody: Near = { persons: new Set(), households: new Set() };

/** Reads what a caller may know, by the rules as they are told: nothing of the hub's own deciding is used. */
export const knownWorld = (facts: Facts, input: KnownWorldInput): KnownWorld => {
  const { asker, today } = input.rules;
  const { promoted, accepting } = input;
  const people = readPeople(facts, {
    agency: asker.agency.id,
    ...{ today, promoted, accepting },
    emergency: input.emergency,
  });
  const reads = asker.named && asker.purposeClass === 'operational';
  const nearness = reads ? readNearness(facts) : null;
  const near = nearness?.ofActor(asker.self) ?? nobody;
  const homes = homesIn(facts);
  const keysOf = keysIn(facts);
  const past = membershipPast(facts);
  const seen = (facts['record'] ?? []).filter(isCurrent).flatMap((record) => {
    const one = seenOf(record, people, near, homes, keysOf, past, input);
    return one ? [one] : [];
  });
  const lines = seen.map(({ line }) => line);
  const isClient = (person: string): boolean =>
    !near.persons.has(person) &&
    people.standing(person).relationships.some((each) => countsRelationship(each, input.rules));
  const clients = reads ? people.all.filter(isClient) : [];
  const persons = new Set([...seen.flatMap(({ person }) => person ?? []), ...clients]);
  const own = (facts['record'] ?? []).filter(
    (record) =>
      record['relationship_with'] === asker.agency.id &&
      isCurrent(record) &&
      !near.persons.has(people.of(text(record['source']), text(record['person_local_id']))?.person ?? ''),
  );
  const pushed = (facts['record'] ?? []).filter((record) => {
    const prefix = input.pushesTo.get(text(record['source']));
    return (
      prefix !== undefined && text(record['unit']).startsWith(prefix) && record['compartment'] === 'general'
    );
  });
  const known = [
    seen.map(({ entry }) => entry),
    clients.map((person) => clientOf(person, people, keysOf, input.rules)),
    reads ? own.map((each) => bondOf(each, people)) : [],
    reads && input.referrals ? referralsOf(facts, asker.agency.id, accepting, near) : [],
    reads && input.ended ? endedFor(facts, asker.agency.id, near) : [],
    nearness && input.declaring
      ? hiddenByDeclaring(
          nearness,
          input.declaring,
          new Set([...persons, ...seen.flatMap(({ subjects }) => subjects)]),
          new Set(seen.flatMap(({ household }) => household ?? [])),
        )
      : [],
    input.explains ? knownToOfficer(facts, asker.agency.id, input.explains, today) : [],
    reads && input.rights
      ? askedOf(
          facts,
          asker.agency.id,
          (person) => near.persons.has(person),
          ownLinesIn(facts, asker.agency.id, people),
        )
      : [],
    reads && input.mends ? mendedFor(facts, asker.agency.id) : [],
    reads && input.stewards ? toldToSteward(facts, lines) : [],
    reads && input.decides ? sayingsOf(facts, perhapsOne(facts, lines)) : [],
    input.overdue ? overdueIn(facts, asker.agency.id, today) : [],
    input.measures.length > 0 ? measuredOf(facts, asker.agency.id, input.measures) : [],
    (facts['alert'] ?? []).filter(
      (each) => each['recipient'] === asker.agency.id && input.alerted.includes(text(each['role'])),
    ),
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
    // Whom an emergency may open: who they are, how old, and who decides for them.
    input.emergency?.opening === true
      ? ['mention', 'mention_key', 'link', 'guardianship', 'conflict_of_interest', 'emergency_access'].map(
          (table) => facts[table],
        )
      : [],
    input.reviewsAs.length > 0
      ? (facts['emergency_access'] ?? []).filter(
          (each) => each['agency'] === asker.agency.id || each['confirmed_agency'] === asker.agency.id,
        )
      : [],
    // What its own register says newly of protected people, for it alone (R11): the lines with their people.
    ownSourceLines(facts, asker.agency.id),
    input.partyAs === null ? [] : mattersOf(facts, asker.agency.id, input.partyAs),
    input.takes ? takenBy(facts, asker.agency.id) : [],
    input.guardianships
      ? (facts['guardianship'] ?? []).filter((each) => each['agency'] === asker.agency.id)
      : [],
  ];
  // An officer sees no record, and yet whatever is another in one of its own is another on what decisions stand.
  const answeredFor = input.explains
    ? (facts['record'] ?? [])
        .filter((each) => isCurrent(each) && each['controller'] === asker.agency.id)
        .map((each) => [text(each['id']), new Set(Object.keys((each['payload'] ?? {}) as Row))] as const)
    : [];
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
    records: new Map([...answeredFor, ...seen.map(({ id, fields }) => [id, fields] as const)]),
    holding: new Map([...grouped(seen, ({ type }) => type)].map(([type, some]) => [type, entitiesOf(some)])),
  };
};
