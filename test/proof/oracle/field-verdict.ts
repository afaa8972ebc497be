import type { Agreement } from '../../../src/domain/agreement.ts';
import type { GovernedField } from '../../../src/policy/catalogue.ts';
import type { Near } from './conflicts.ts';
import type { Row } from './facts.ts';
import { consentFor, type OpenRelationship, type People, type Standing } from './people.ts';
import { type Asker, agreementsOf, isForRoles, type Rules, spokenOf } from './spoken-agreements.ts';

/** By which step of R2 a field of a record is open, with what of the people the answer may show. */
export interface Verdict {
  readonly step: 'OWN' | 'DUTY' | 'TASK' | 'CONSENT';
  /** What marks the answer: links and relationships of those it was read through. */
  readonly marks: readonly (readonly [person: string, certain: boolean, relationship: string])[];
}

const ofDeclared = ['IDENTITY', 'CONTACT'];

/** A local community however it is written: records hold it without case and marks. */
const plain = (name: string): string => name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Whether a place is one of those that the asker's token is narrowed to. */
const isInArea = (place: unknown, { area }: Asker): boolean =>
  area === null || area.some((each) => plain(each) === place);

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

interface Subject {
  /** The link is certain, and nobody says that it is wrong. */
  readonly certain: boolean;
  readonly objected: boolean;
  /** Their word closes all that is no duty (R2, step 6). */
  readonly forbids: boolean;
  readonly standing: Standing;
}

type Subjects = readonly (Subject | null)[];

/** All fields of a record that are about the same people are decided by the same people. */
const keptSubjects = new WeakMap<People, WeakMap<Row, Map<string, Subjects>>>();

const subjectsOf = (record: Row, about: string, people: People): Subjects => {
  const ofPeople = keptSubjects.get(people) ?? new WeakMap<Row, Map<string, Subjects>>();
  keptSubjects.set(people, ofPeople);
  const ofRecord = ofPeople.get(record) ?? new Map<string, Subjects>();
  ofPeople.set(record, ofRecord);
  const known = ofRecord.get(about) ?? readSubjects(record, about, people);
  ofRecord.set(about, known);
  return known;
};

const readSubjects = (record: Row, about: string, people: People): Subjects => {
  const own = record['person_local_id'] === null ? [] : [String(record['person_local_id'])];
  const [signatories, members] = [texts(record['signatories']), texts(record['members'])];
  const names =
    about === 'PERSON'
      ? own
      : about === 'SIGNATORIES'
        ? signatories
        : about === 'MEMBERS'
          ? members
          : [...new Set([...signatories, ...members])];
  return names.map((localId) => {
    const linked = people.of(String(record['source']), localId);
    if (!linked) return null;
    const standing = people.standing(linked.person);
    const { objected, restricted, contested } = people.rights.resting(linked.person, localId, record);
    return {
      certain: linked.certain && !contested,
      objected,
      forbids: standing.prohibited || restricted || contested,
      standing,
    };
  });
};

/**
 * R2's second step and R15: the record is about somebody, or of a household, that the actor is too near to. Absent to staff
 * before anything can open, always.
 */
export const isTooNear = (record: Row, people: People, near: Near): boolean => {
  if (near.persons.size === 0 && near.households.size === 0) return false;
  const named = ['PERSON', 'DWELLING'].flatMap((about) => subjectsOf(record, about, people));
  const home = people.homeOf(String(record['source']), String(record['unit']));
  return (
    named.some((each) => each !== null && near.persons.has(each.standing.person)) ||
    (home !== null && near.households.has(home))
  );
};

/**
 * The relationships by which a person exists for the asker: of a kind that an agreement with it counts (R10), and where its
 * token is narrowed to local communities, on a line that lies in one of them.
 */
export const countsRelationship = ({ kind, place }: OpenRelationship, rules: Rules): boolean =>
  isInArea(place, rules.asker) &&
  agreementsOf(rules).some(
    (each) =>
      isForRoles(each, rules.asker) &&
      (each.relationships.length === 0 || each.relationships.some((counted) => counted === kind)),
  );

const bondsOf = (
  { standing }: Subject,
  agreement: Agreement,
  field: GovernedField,
): readonly OpenRelationship[] =>
  standing.relationships.filter(
    (bond) =>
      (agreement.relationships.length === 0 || agreement.relationships.some((kind) => kind === bond.kind)) &&
      (bond.established || ofDeclared.includes(field.category)),
  );

const marksOf = (through: readonly Subject[]): Verdict['marks'] =>
  through.map(({ certain, standing }) => [standing.person, certain, JSON.stringify(standing.relationships)]);

/**
 * R2 in its order, from the prose of STORIES.md: for one field of one current record of the general compartment.
 * Null where nobody opens it: "silence is a refusal".
 */
export const verdictOn = (
  field: GovernedField,
  record: Row,
  people: People,
  rules: Rules,
): Verdict | null => {
  const { asker, sources } = rules;
  if (!asker.named || asker.purposeClass !== 'operational') return null;
  const municipality = String(record['municipality']);
  if (municipality !== 'unresolved' && !asker.agency.municipalities.includes(municipality)) return null;
  if (!isInArea(record['local_community'], asker)) return null;

  const controller = String(record['controller']);
  const { prohibited, duties, tasks, consented, decides } = spokenOf(field, controller, municipality, rules);
  if (prohibited) return null;

  const source = sources.get(String(record['source']));
  const own = source?.own;
  if (
    source?.controller === asker.agency.id &&
    own?.purposes.includes(asker.purpose) &&
    (own.roles.length === 0 || own.roles.some((role) => asker.roles.includes(role)))
  )
    return { step: 'OWN', marks: [] };
  if (field.naturalKey) return null;

  if (duties.length === 0 && tasks.length === 0 && !consented) return null;
  const subjects = subjectsOf(record, field.about, people);
  const known = subjects.filter((each) => each !== null);
  for (const agreement of duties) {
    if (agreement.requires === 'NOTHING') return { step: 'DUTY', marks: marksOf(known) };
    const through = known.filter((each) => bondsOf(each, agreement, field).length > 0);
    if (through.length > 0) return { step: 'DUTY', marks: marksOf(through) };
  }
  const closes = (silent: readonly Subject[]): boolean =>
    known.length > 0 && (field.about === 'DWELLING' ? silent.length === 0 : silent.length < known.length);
  const silent = known.filter(({ forbids }) => !forbids);
  if (closes(silent)) return null;
  // R22: "Pending objection pauses 6(1)(e) reads unless the agreement cites an overriding article"; a granted one keeps them
  // closed.
  for (const agreement of tasks) {
    const willing = agreement.overridesObjection ? silent : silent.filter(({ objected }) => !objected);
    if (closes(willing)) continue;
    const through = willing.filter((each) => bondsOf(each, agreement, field).length > 0);
    if (through.length > 0) return { step: 'TASK', marks: marksOf(through) };
  }
  if (decides || !consented || subjects.length === 0) return null;
  const consents = (each: Subject | null): boolean =>
    each?.certain === true &&
    !each.forbids &&
    consentFor(each.standing, {
      controller,
      purpose: asker.purpose,
      category: field.category,
      coordinate: field.coordinate,
    }) !== undefined;
  const enough = field.about === 'DWELLING' ? subjects.some(consents) : subjects.every(consents);
  return enough ? { step: 'CONSENT', marks: [] } : null;
};
