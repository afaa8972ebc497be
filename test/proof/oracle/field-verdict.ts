import type { Agency, Source } from '../../../src/domain/agency.ts';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { GovernedField } from '../../../src/policy/catalogue.ts';
import type { Near } from './conflicts.ts';
import type { Row } from './facts.ts';
import { consentFor, type OpenRelationship, type People, type Standing } from './people.ts';
import { reaches } from './purpose-reach.ts';

/** Who asks, as far as the rules of STORIES.md go. */
export interface Asker {
  readonly agency: Agency;
  readonly purpose: string;
  readonly purposeClass: string;
  readonly roles: readonly string[];
  readonly area: readonly string[] | null;
  readonly named: boolean;
  /** Hash of the actor's own national id (R15). */
  readonly self: string;
}

/** By which step of R2 a field of a record is open, with what of the people the answer may show. */
export interface Verdict {
  readonly step: 'OWN' | 'DUTY' | 'TASK' | 'CONSENT';
  /** What marks the answer: links and relationships of those it was read through. */
  readonly marks: readonly (readonly [person: string, certain: boolean, relationship: string])[];
}

const statutory = [
  'ps:HousingWelfareManagement',
  'ps:SocialWelfareEligibilityAssessment',
  'ps:SocialWelfareDistributionManagement',
  'ps:SocialWelfareEnrolmentManagement',
];
const ofDeclared = ['IDENTITY', 'CONTACT'];

/** A local community however it is written: records hold it without case and marks. */
const plain = (name: string): string => name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Whether a place is one of those that the asker's token is narrowed to. */
const isInArea = (place: unknown, { area }: Asker): boolean =>
  area === null || area.some((each) => plain(each) === place);

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

interface Subject {
  readonly certain: boolean;
  readonly standing: Standing;
}

const subjectsOf = (record: Row, about: string, people: People): readonly (Subject | null)[] => {
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
    return linked && { certain: linked.certain, standing: people.standing(linked.person) };
  });
};

const inForce = (agreement: Agreement, asker: Asker, today: string): boolean =>
  agreement.recipient === asker.agency.id &&
  today >= agreement.validFrom &&
  (agreement.validUntil === null || today < agreement.validUntil) &&
  reaches(agreement.purpose, asker.purpose);

/** Roles narrow what an agreement grants; what it prohibits holds for every role. */
const isForRoles = ({ roles }: Agreement, asker: Asker): boolean =>
  roles.length === 0 || roles.some((role) => asker.roles.includes(role));

/** What decides besides the record. */
export interface Rules {
  readonly asker: Asker;
  readonly agreements: readonly Agreement[];
  readonly sources: ReadonlyMap<string, Source>;
  readonly today: string;
}

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

const kept = new WeakMap<Rules, readonly Agreement[]>();

const agreementsOf = (rules: Rules): readonly Agreement[] => {
  const known = kept.get(rules) ?? rules.agreements.filter((each) => inForce(each, rules.asker, rules.today));
  kept.set(rules, known);
  return known;
};

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
  const between = agreementsOf(rules).filter((each) => each.controller === controller);
  const says = (list: readonly string[]): boolean =>
    list.includes(field.category) || list.includes(field.coordinate);
  if (between.some(({ prohibits }) => says(prohibits))) return null;

  const source = sources.get(String(record['source']));
  const own = source?.own;
  if (
    source?.controller === asker.agency.id &&
    own?.purposes.includes(asker.purpose) &&
    (own.roles.length === 0 || own.roles.some((role) => asker.roles.includes(role)))
  )
    return { step: 'OWN', marks: [] };
  if (field.naturalKey) return null;

  const subjects = subjectsOf(record, field.about, people);
  const known = subjects.filter((each) => each !== null);
  const granting = (bases: readonly string[]): readonly Agreement[] =>
    between.filter(
      (each) =>
        bases.includes(each.basis.article6) &&
        isForRoles(each, asker) &&
        (each.categories.includes(field.category) || each.fields.includes(field.coordinate)) &&
        each.area.includes(municipality),
    );
  const bonds = ({ standing }: Subject, agreement: Agreement): readonly OpenRelationship[] =>
    standing.relationships.filter(
      (bond) =>
        (agreement.relationships.length === 0 ||
          agreement.relationships.some((kind) => kind === bond.kind)) &&
        (bond.established || ofDeclared.includes(field.category)),
    );
  const marksOf = (through: readonly Subject[]): Verdict['marks'] =>
    through.map(({ certain, standing }) => [
      standing.person,
      certain,
      JSON.stringify(standing.relationships),
    ]);

  for (const agreement of granting(['A6-1-c', 'A6-1-d'])) {
    if (agreement.requires === 'NOTHING') return { step: 'DUTY', marks: marksOf(known) };
    const through = known.filter((each) => bonds(each, agreement).length > 0);
    if (through.length > 0) return { step: 'DUTY', marks: marksOf(through) };
  }
  const willing = known.filter(({ standing }) => !standing.prohibited);
  const forbidden = field.about === 'DWELLING' ? willing.length === 0 : willing.length < known.length;
  if (known.length > 0 && forbidden) return null;
  for (const agreement of granting(['A6-1-e'])) {
    const through = willing.filter((each) => bonds(each, agreement).length > 0);
    if (through.length > 0) return { step: 'TASK', marks: marksOf(through) };
  }
  const decides = statutory.some((each) => reaches(each, asker.purpose));
  if (asker.agency.kind === 'PUBLIC_BODY' && decides) return null;
  if (granting(['A6-1-a']).length === 0 || subjects.length === 0) return null;
  const consents = (each: Subject | null): boolean =>
    each?.certain === true &&
    !each.standing.prohibited &&
    consentFor(each.standing, {
      controller,
      purpose: asker.purpose,
      category: field.category,
      coordinate: field.coordinate,
    }) !== undefined;
  const enough = field.about === 'DWELLING' ? subjects.some(consents) : subjects.every(consents);
  return enough ? { step: 'CONSENT', marks: [] } : null;
};
