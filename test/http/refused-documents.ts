import { canary } from './exchange.ts';
import { errorOf, type Place, type RefusedRequest } from './refused-request.ts';

const notGraphql = (when: string, query: string, place: Place | null): RefusedRequest => ({
  when,
  exchange: { body: { query } },
  status: 400,
  plainStatus: 200,
  errors: [errorOf('GRAPHQL_PARSE_FAILED', undefined, ...(place ? [place] : []))],
});

const notInSchema = (
  when: string,
  query: string,
  ...messages: readonly (readonly [message: string | undefined, ...places: Place[]])[]
): RefusedRequest => ({
  when,
  exchange: { body: { query } },
  status: 400,
  plainStatus: 200,
  errors: messages.map(([message, ...places]) => errorOf('GRAPHQL_VALIDATION_FAILED', message, ...places)),
});

const badValue = 'A value does not fit its type.';

const documents: readonly RefusedRequest[] = [
  notGraphql('a document is not finished', `{ household(id: "${canary}"`, [1, 32]),
  notGraphql('a document begins with any word', `${canary} { household }`, [1, 1]),
  notGraphql('a string is not closed', `{ household(id: "${canary}`, [1, 31]),
  notGraphql('a document is of blanks', '   ', [1, 4]),
  notGraphql('a document has more than 5000 tokens', `{ ${`${canary} `.repeat(5000)} }`, [1, 69_989]),
  notInSchema('a field is nearly one of the schema', '{ household(id: "x") { adress } }', [
    'Cannot query field "adress" on type "Household".',
    [1, 24],
  ]),
  notInSchema(
    'a document has several faults',
    `{ household(idd: "${canary}") { id { a } tenancies } }`,
    ['Unknown argument "idd" on field "Query.household".', [1, 13]],
    ['Field "id" must not have a selection since type "ID!" has no subfields.', [1, 40]],
    ['Field "tenancies" of type "[Tenancy!]" must have a selection of subfields.', [1, 46]],
    ['Field "household" argument "id" of type "ID!" is required, but it was not provided.', [1, 3]],
  ),
  notInSchema('a type is nearly one of the schema', '{ __typename ... on Housheold { id } }', [
    'Unknown type "Housheold".',
    [1, 21],
  ]),
  notInSchema('a fragment is nowhere', '{ ...Missing }', ['Unknown fragment "Missing".', [1, 6]]),
  notInSchema(
    'a number is given as a word',
    `{ households(filter: {localCommunity: "Park"}, first: "${canary}") { edges { cursor } } }`,
    [badValue, [1, 55]],
  ),
  notInSchema('a word is none of an enumeration', `{ population(by: ${canary}) { suppressed } }`, [
    badValue,
    [1, 18],
  ]),
  notInSchema('an enumeration is given as text', `{ population(by: "${canary}") { suppressed } }`, [
    badValue,
    [1, 18],
  ]),
  notInSchema('a day is none', `{ findPerson(birthDate: "${canary}") { id } }`, [badValue, [1, 25]]),
  notInSchema('a day is a number', '{ findPerson(birthDate: 1405987275476) { id } }', [badValue, [1, 25]]),
  notInSchema('text is given as a number', '{ findPerson(nationalId: 1405987275476) { id } }', [
    badValue,
    [1, 26],
  ]),
  notInSchema('an id is given as an object', `{ household(id: {id: "${canary}"}) { id } }`, [
    badValue,
    [1, 17],
  ]),
  notInSchema(
    'an input object is given as text',
    `{ households(filter: "${canary}") { edges { cursor } } }`,
    [badValue, [1, 22]],
  ),
  notInSchema('an input object lacks what it needs', '{ households(filter: {}) { edges { cursor } } }', [
    'Field "HouseholdFilter.localCommunity" of required type "String!" was not provided.',
    [1, 22],
  ]),
  notInSchema(
    'an input object has a field too many',
    `{ households(filter: {localCommunity: "Park", address: "${canary}"}) { edges { cursor } } }`,
    ['Field "address" is not defined by type "HouseholdFilter".', [1, 47]],
  ),
  notInSchema(
    'a variable of a named operation is not declared',
    `query ${canary} { household(id: $id) { id } }`,
    ['Variable "$id" is not defined.', [1, 37], [1, 1]],
  ),
  notInSchema(
    'a variable of a named operation is not used',
    `query ${canary}($id: ID = "${canary}") { __typename }`,
    ['Variable "$id" is never used.', [1, 21]],
  ),
  notInSchema(
    'two operations have one name',
    `query ${canary} { a: __typename } query ${canary} { b: __typename }`,
    [undefined, [1, 7], [1, 45]],
  ),
  notInSchema(
    'one name stands for two fields',
    `{ a: household(id: "${canary}") { id } a: household(id: "b") { id } }`,
    [undefined, [1, 3], [1, 44]],
  ),
  notInSchema(
    'a variable has another type than its place',
    'query ($day: String!) { findPerson(birthDate: $day) { id } }',
    ['Variable "$day" of type "String!" used in position expecting type "LocalDate".', [1, 8], [1, 47]],
  ),
];

const findByDay = 'query ($day: LocalDate) { findPerson(nationalId: "1", birthDate: $day) { id } }';
const list =
  'query ($filter: HouseholdFilter!, $first: Int! = 2) { households(filter: $filter, first: $first) { edges { cursor } } }';

const badVariable = (
  when: string,
  query: string,
  variables: object,
  name: string,
  place: Place,
): RefusedRequest => ({
  when,
  exchange: { body: { query, variables } },
  status: 400,
  plainStatus: 200,
  errors: [errorOf('BAD_USER_INPUT', `The variable $${name} does not fit its type.`, place)],
});

const variables: readonly RefusedRequest[] = [
  badVariable('a day in a variable is none', findByDay, { day: canary }, 'day', [1, 8]),
  badVariable('a day in a variable is a list', findByDay, { day: [canary] }, 'day', [1, 8]),
  badVariable('a needed variable is missing', list, { [canary]: canary }, 'filter', [1, 8]),
  badVariable('a needed variable is null', list, { filter: null }, 'filter', [1, 8]),
  badVariable(
    'a field inside a variable is null',
    list,
    { filter: { localCommunity: null } },
    'filter',
    [1, 8],
  ),
  badVariable(
    'a variable has a field too many',
    list,
    { filter: { localCommunity: 'Park', [canary]: canary } },
    'filter',
    [1, 8],
  ),
  badVariable(
    'a number in a variable is a word',
    list,
    { filter: { localCommunity: 'Park' }, first: canary },
    'first',
    [1, 35],
  ),
  badVariable(
    'a number in a variable is no whole one',
    list,
    { filter: { localCommunity: 'Park' }, first: 1.5 },
    'first',
    [1, 35],
  ),
  badVariable(
    'a number in a variable is too large',
    list,
    { filter: { localCommunity: 'Park' }, first: 2 ** 40 },
    'first',
    [1, 35],
  ),
];

const badArgument = (when: string, query: string, variables: object = {}): RefusedRequest => ({
  when,
  exchange: { body: { query, variables } },
  status: 400,
  plainStatus: 200,
  errors: [errorOf('BAD_USER_INPUT')],
});

const unstorable: readonly RefusedRequest[] = [
  badArgument(
    'a number is null where a default stood',
    'query ($first: Int = 5) { households(filter: {localCommunity: "Park"}, first: $first) { edges { cursor } } }',
    { first: null },
  ),
  badArgument(
    'text is null inside an input where a default stood',
    'query ($where: String = "Park") { households(filter: {localCommunity: $where}) { edges { cursor } } }',
    { where: null },
  ),
  badArgument('text holds a NUL', 'query ($id: String!) { findPerson(nationalId: $id) { id } }', {
    id: `${canary}\u0000`,
  }),
  badArgument(
    'text holds half a letter',
    'query ($filter: HouseholdFilter!) { households(filter: $filter) { edges { cursor } } }',
    { filter: { localCommunity: `${canary}\ud800` } },
  ),
  badArgument('a literal holds a NUL', `{ household(id: "${canary}\\u0000") { id } }`),
  badArgument(
    'an evidence holds a NUL',
    `mutation ($terms: ConsentTerms!) { recordConsent(person: "x", terms: $terms, evidence: {kind: PAPER, reference: "${canary}\\u0000", givenOn: "2026-10-21"}) { at } }`,
    {
      terms: {
        recipient: 'a',
        controller: 'b',
        purpose: 'c',
        categories: [],
        noticeVersion: '1',
        language: 'cnr',
        script: 'Latn',
      },
    },
  ),
];

/** Documents and variables that are refused, whoever sends them: 400, or 200 in plain JSON. */
export const refusedDocuments: readonly RefusedRequest[] = [...documents, ...variables, ...unstorable];
