import type { ErrorCode } from '../../src/domain/error-code.ts';
import { canary } from './exchange.ts';

/** The callers of `purposes.test.ts`. */
export type By =
  | 'municipality'
  | 'neighbour'
  | 'centre'
  | 'support'
  | 'machine'
  | 'unregistered'
  | 'statistics'
  | 'person';

interface Forbidden {
  readonly when: string;
  readonly by: By;
  readonly body: object;
}

const forbidden = (when: string, by: By, query: string, variables: object = {}): Forbidden => ({
  when,
  by,
  body: { query, variables },
});

const counts = 'statistics(measure: PERSONS, by: []) { period }';
const household = `household(id: "${canary}") { id }`;

/** Operations that agency and purpose have not registered. */
export const forbiddenOperations: readonly Forbidden[] = [
  forbidden(
    'by a purpose that the agency has not registered',
    'unregistered',
    `query ${canary} { ${household} }`,
  ),
  forbidden('even where nothing is asked for', 'unregistered', '{ __typename }'),
  forbidden('that is for statistics', 'municipality', `{ ${counts} }`),
  forbidden('under another name', 'municipality', `{ household: ${counts} }`),
  forbidden('beside one that is allowed', 'municipality', `{ ${household} ${counts} }`),
  forbidden('in a fragment', 'municipality', `{ ...F } fragment F on Query { ${counts} }`),
  forbidden('in a fragment without a name', 'municipality', `{ ... on Query { ... { ${counts} } } }`),
  forbidden(
    'that a condition leaves out',
    'municipality',
    `query ($not: Boolean!) { ${household} x: ${counts.replace(' {', ' @include(if: $not) {')} }`,
    { not: false },
  ),
  forbidden('that looks at a household for statistics', 'statistics', `{ ${household} }`),
  forbidden(
    'that is a person’s own',
    'centre',
    'mutation { giveConsent(terms: {recipient: "a", controller: "b", purpose: "c", categories: [], noticeVersion: "1", language: "cnr", script: "Latn"}) { state } }',
  ),
  forbidden(
    'that is a federation’s, for who is no part of one',
    'statistics',
    `{ _entities(representations: [{__typename: "Household", id: "${canary}"}]) { __typename } }`,
  ),
  forbidden(
    'that pushes what another agency pushes',
    'municipality',
    `mutation { submitObservation(observation: {localId: "${canary}", localCommunity: "Park", householdHead: "x", address: "y"}) { id } }`,
  ),
  forbidden('that reads as an agency with a person’s token', 'person', `{ ${household} }`),
  forbidden(
    'that pushes with a person’s token',
    'person',
    'mutation { pushCentreRecords(records: [], mode: PARTIAL) { outcome } }',
  ),
];

interface WithheldField {
  readonly when: string;
  readonly by: By;
  readonly query: string;
  readonly data: object;
  readonly withheld: readonly { coordinate: string; reason: string }[];
}

const outside = (...coordinates: string[]) =>
  coordinates.map((coordinate) => ({ coordinate, reason: 'FIELD_NOT_IN_PURPOSE' }));
const nameless = (...coordinates: string[]) =>
  coordinates.map((coordinate) => ({ coordinate, reason: 'NAMED_ACTOR_REQUIRED' }));

const ofHousehold = (selection: string): string =>
  `query ($household: ID!) { household(id: $household) { ${selection} } }`;
const home = { address: 'Lipov drvored 12' };

/** Fields that document and caller alone refuse: null, named, and no error. */
export const withheldFields: readonly WithheldField[] = [
  {
    when: 'is null and named',
    by: 'municipality',
    query: ofHousehold('address rights { title amount }'),
    data: { household: { ...home, rights: null } },
    withheld: outside('Household.rights', 'Right.title', 'Right.amount'),
  },
  {
    when: 'is named once under many names and in fragments',
    by: 'municipality',
    query: `query ($household: ID!) { household(id: $household) { a: address ...F ... on Household { z: rights { title } } } } fragment F on Household { rights { title } y: rights { other: title } }`,
    data: { household: { a: home.address, rights: null, y: null, z: null } },
    withheld: outside('Household.rights', 'Right.title'),
  },
  {
    when: 'that an agreement closes says so',
    by: 'municipality',
    query: `query ($person: ID!) { person(id: $person) { givenName caseEntries { health givenName } } }`,
    data: { person: { givenName: 'Ana', caseEntries: [{ health: null, givenName: 'Ana' }] } },
    withheld: [{ coordinate: 'CaseEntry.health', reason: 'PROHIBITED' }],
  },
  {
    when: 'is everything about people, for a machine',
    by: 'machine',
    query: ofHousehold('id address tenancies { rent }'),
    data: { household: null },
    withheld: nameless('Household.address', 'Household.tenancies', 'Tenancy.rent'),
  },
  {
    when: 'is named even where the object is not there',
    by: 'neighbour',
    query: ofHousehold('address rights { title }'),
    data: { household: null },
    withheld: outside('Household.rights', 'Right.title'),
  },
];

const input = (when: string, query: string, variables: object = {}) => ({ when, body: { query, variables } });
const edges = '{ edges { cursor } }';

/** Inputs that name a field which the support service may not read. */
export const fieldInputs: readonly { when: string; body: object }[] = [
  input('in a literal', `{ households(filter: {localCommunity: "${canary}"}) ${edges} }`),
  input('in a variable', `query ($filter: HouseholdFilter!) { households(filter: $filter) ${edges} }`, {
    filter: { localCommunity: canary },
  }),
  input(
    'in a variable inside a literal',
    `query ($where: String!) { households(filter: {localCommunity: $where}) ${edges} }`,
    { where: canary },
  ),
  input(
    'in the default of a variable',
    `query ($where: String! = "${canary}") { households(filter: {localCommunity: $where}) ${edges} }`,
  ),
  input(
    'in a fragment',
    `{ ...F } fragment F on Query { households(filter: {localCommunity: "${canary}"}) ${edges} }`,
  ),
  input(
    'under another name, after one that is allowed',
    `{ a: findPerson(givenName: "${canary}", familyName: "${canary}") { id } b: findPerson(nationalId: "${canary}") { id } }`,
  ),
  input(
    'as a day of birth',
    '{ findPerson(givenName: "Ana", familyName: "Rosuljić", birthDate: "1987-05-14") { id } }',
  ),
  input(
    'as a day of birth in a variable',
    'query ($day: LocalDate) { findPerson(givenName: "Ana", familyName: "Rosuljić", birthDate: $day) { id } }',
    { day: '1987-05-14' },
  ),
  input('as a national id in a variable', 'query ($id: String) { findPerson(nationalId: $id) { id } }', {
    id: '1405987275476',
  }),
  input(
    'although a condition leaves the field out',
    `query ($not: Boolean = false) { __typename findPerson(nationalId: "${canary}") @include(if: $not) { id } }`,
  ),
];

interface OpenInput {
  readonly when: string;
  readonly by: By;
  readonly body: object;
  readonly status: readonly [status: number, code: ErrorCode | undefined];
}

/** The same inputs where they name nothing that is refused: what was refused above was the input. */
export const openInputs: readonly OpenInput[] = [
  {
    when: 'a variable that is left out names nothing',
    by: 'support',
    body: {
      query:
        'query ($day: LocalDate) { findPerson(givenName: "Ana", familyName: "Rosuljić", birthDate: $day) { id } }',
    },
    status: [400, 'BAD_USER_INPUT'],
  },
  {
    when: 'who may read the field may ask by it',
    by: 'municipality',
    body: {
      query: `query ($where: String!) { households(filter: {localCommunity: $where}) ${edges} }`,
      variables: { where: 'Park' },
    },
    status: [200, undefined],
  },
  {
    when: 'who may read the day of birth may ask by it',
    by: 'municipality',
    body: {
      query: '{ findPerson(givenName: "Ana", familyName: "Rosuljić", birthDate: "1987-05-14") { id } }',
    },
    status: [200, undefined],
  },
  {
    when: 'a machine may ask by nothing',
    by: 'machine',
    body: { query: '{ findPerson(nationalId: "1405987275476") { id } }' },
    status: [403, 'FIELD_NOT_IN_PURPOSE'],
  },
];
