import type { Registry } from '../../../src/access/registry.ts';
import type { Agency, Registration } from '../../../src/domain/agency.ts';
import { purposeOfTerm } from '../../../src/domain/purpose.ts';
import { currentRecords, linksOf, text } from '../changes/rows.ts';
import type { Edit, Facts, Row } from '../oracle/facts.ts';

/** Rows that are not there in the other world, and of whom they are. */
export interface TakenAway {
  readonly person: string;
  readonly edits: readonly Edit[];
}

/** Under which registration a contrast asks. */
export interface AgencyAsker {
  readonly agency: string;
  readonly purpose: string;
}

/** A question whose time is compared, in a town and in the same town without what is hidden. */
export interface TimingContrast {
  readonly name: string;
  /** The rule or story that says that nobody may tell. */
  readonly rule: string;
  readonly asker: AgencyAsker | 'whom it is about';
  /** The given name of the actor where they are of the town: then it is whom they are too near to (R15). */
  readonly near?: string;
  /** Ways to take away what is hidden, each with the person it is of: the first is taken of which the caller may not know. */
  /** The given name of the one who is asked for; by default whoever it fits. */
  readonly about?: string;
  readonly takenAway: (facts: Facts) => readonly TakenAway[];
  readonly question: 'by id' | 'by national id' | 'listed' | 'own file';
  /** Whether it is somebody whom the caller knows of whom something is hidden. */
  readonly known: boolean;
  /** Whether the caller may see what is taken away: a control, in which the times do differ. */
  readonly visible?: true;
}

const removed =
  (table: string, is: (row: Row) => boolean) =>
  (facts: Facts): readonly Edit[] =>
    (facts[table] ?? []).filter(is).map((before) => ({ table, before, after: null }));

const line = (row: Row, localId: string): string => `${text(row['source'])} ${text(row[localId])}`;

const peopleIn = (facts: Facts): readonly string[] => [
  ...new Set(linksOf(facts, 'PERSON').map((each) => text(each['entity_id']))),
];

/** Lines of the registers that are of one person. */
const linesOf = (facts: Facts, person: string): ReadonlySet<string> =>
  new Set(
    (facts['link'] ?? [])
      .filter((each) => each['entity'] === 'PERSON' && each['entity_id'] === person)
      .map((each) => line(each, 'local_id')),
  );

/** Everything that any register holds of one person. */
const withoutPerson = (facts: Facts, person: string): readonly Edit[] => {
  const ofPerson = (row: Row): boolean => row['entity'] === 'PERSON' && row['entity_id'] === person;
  const lines = linesOf(facts, person);
  const mentions = (row: Row): boolean => row['entity'] === 'PERSON' && lines.has(line(row, 'local_id'));
  return [
    removed('link', ofPerson),
    removed('mention', mentions),
    removed('mention_key', mentions),
    removed('record', (row) => lines.has(line(row, 'person_local_id'))),
    removed('prohibition', (row) => row['person_id'] === person),
    removed('referral', (row) => row['person_id'] === person),
  ].flatMap((each) => each(facts));
};

const somebody = (facts: Facts) =>
  peopleIn(facts).map((person) => ({ person, edits: withoutPerson(facts, person) }));

/** Single consents, with what was done about each. */
const consents = (facts: Facts) =>
  (facts['consent'] ?? []).map((consent) => ({
    person: text(consent['person_id']),
    edits: [
      ...removed('consent_event', (row) => row['consent_id'] === consent['id'])(facts),
      { table: 'consent', before: consent, after: null },
    ],
  }));

/** Single records about somebody, of the general graph. */
const recordsAbout = (facts: Facts): readonly TakenAway[] =>
  peopleIn(facts).flatMap((person) => {
    const lines = linesOf(facts, person);
    const current = currentRecords(facts);
    const units = new Set(
      current.filter((each) => lines.has(line(each, 'person_local_id'))).map((each) => line(each, 'unit')),
    );
    return current
      .filter((each) => units.has(line(each, 'unit')))
      .map((before) => ({ person, edits: [{ table: 'record', before, after: null }] }));
  });

/** Every matter, whoever is looked for: what a matter seals is linked to nobody. */
const matters = (facts: Facts): readonly TakenAway[] => {
  const edits = [
    removed('record', (row) => row['compartment'] !== 'general'),
    removed('protective_flag', (row) => row['compartment'] !== 'general'),
  ].flatMap((each) => each(facts));
  return peopleIn(facts).map((person) => ({ person, edits }));
};

const clerk = { asker: { agency: 'berane.municipality', purpose: 'housing-welfare-management' } };
const supporter = { asker: { agency: 'berane.support', purpose: 'social-welfare-provision' } };
const oneself = { asker: 'whom it is about', question: 'own file', known: false } as const;

/** What nobody may tell by the time that an answer takes, as data. */
export const timingContrasts: readonly TimingContrast[] = [
  {
    name: 'an id of somebody hidden, and of nobody',
    rule: 'S01',
    ...clerk,
    takenAway: somebody,
    question: 'by id',
    known: false,
  },
  {
    name: 'somebody hidden who is looked for, and nobody',
    rule: 'S19',
    ...clerk,
    takenAway: somebody,
    question: 'by national id',
    known: false,
  },
  {
    name: 'records that are refused, and none',
    rule: 'R2',
    ...supporter,
    takenAway: recordsAbout,
    question: 'by id',
    known: true,
  },
  {
    name: 'a consent that opens nothing, and none',
    rule: 'R7',
    ...supporter,
    takenAway: consents,
    question: 'by id',
    known: true,
  },
  {
    name: 'a sealed matter of somebody who is looked for, and none',
    rule: 'S19',
    ...clerk,
    about: 'Jelena',
    takenAway: matters,
    question: 'by national id',
    known: true,
  },
  {
    name: 'somebody too near to the actor, and nobody',
    rule: 'S06',
    ...clerk,
    near: 'Gordana',
    takenAway: somebody,
    question: 'by national id',
    known: false,
  },
  {
    name: 'a household that a list hides, and none',
    rule: 'R2',
    ...clerk,
    takenAway: recordsAbout,
    question: 'listed',
    known: false,
  },
  ...['Marko', 'Jelena'].map((about) => ({
    name: `a matter on the household of ${about}, who opens the own file, and none`,
    rule: about === 'Marko' ? 'S02' : 'S03',
    ...oneself,
    about,
    takenAway: matters,
  })),
];

/** What the measurement itself is measured by: here the times do differ. */
export const timingControl: TimingContrast = {
  name: 'somebody visible, and nobody',
  rule: 'control',
  ...clerk,
  takenAway: somebody,
  question: 'by id',
  known: true,
  visible: true,
};

/** The registration under which a contrast asks. */
export const registrationOf = (
  { agency, purpose }: AgencyAsker,
  { agencies }: Registry,
): { readonly agency: Agency; readonly registration: Registration } => {
  const found = agencies.get(agency);
  const registration = [...(found?.registrations.values() ?? [])].find(
    (each) => purposeOfTerm(each.purpose)?.slug === purpose,
  );
  if (!found || !registration) throw new Error(`the town has no ${agency} for ${purpose}`);
  return { agency: found, registration };
};
