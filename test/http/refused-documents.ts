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
  notInSchema(
    'a word is none of an enumeration',
    `{ statistics(measure: PERSONS, by: [${canary}]) { period } }`,
    [badValue, [1, 37]],
  ),
  notInSchema(
    'an enumeration is given as text',
    `{ statistics(measure: PERSONS, by: ["${canary}"]) { period } }`,
    [badValue, [1, 37]],
  ),
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

const tooComplex = (when: string, query: string, variables?: object): RefusedRequest => ({
  when,
  exchange: { body: { query, ...(variables ? { variables } : {}) } },
  status: 400,
  plainStatus: 200,
  errors: [errorOf('QUERY_TOO_COMPLEX')],
});

const times = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');
const nested = (depth: number, open: (level: number) => string, inside: string): string =>
  `${Array.from({ length: depth }, (_, level) => open(level)).join('')}${inside}${'}'.repeat(depth)}`;
const backAndForth = (level: number): string => (level % 2 === 0 ? 'members {' : 'households {');

/** THREATS.md S16. Where one is refused by the resolver and not by a budget, it is `BAD_USER_INPUT`, below. */
const bombs: readonly RefusedRequest[] = [
  tooComplex('a document has more than 5000 tokens', `{ ${`${canary} `.repeat(5000)} }`),
  tooComplex('a document of a million characters', `{ __typename } # ${canary.repeat(80_000)}`),
  tooComplex('fields lie too deep', `{ household(id: "${canary}") {${nested(20, backAndForth, 'id')} } }`),
  tooComplex(
    'edges lead back and forth so often that their power is too much',
    `{ household(id: "${canary}") {${nested(6, backAndForth, 'id')} } }`,
  ),
  tooComplex('brackets lie in brackets', `{ household(id: ${'['.repeat(2000)}1${']'.repeat(2000)}) { id } }`),
  tooComplex('one field has two thousand aliases', `{ ${times(2000, (index) => `a${index}: __typename`)} }`),
  tooComplex(
    'somebody has a hundred aliases inside',
    `{ household(id: "${canary}") { ${times(100, (index) => `a${index}: address`)} } }`,
  ),
  tooComplex(
    'forty are asked for at once',
    `{ ${times(40, (index) => `a${index}: household(id: "${canary}") { id }`)} }`,
  ),
  tooComplex(
    'three thousand fields are equal',
    `{ household(id: "${canary}") { ${'address '.repeat(3000)} } }`,
  ),
  tooComplex('a hundred fields are equal', `{ household(id: "${canary}") { ${'address '.repeat(100)} } }`),
  tooComplex(
    'more than five plans are asked for',
    `{ ${times(6, (index) => `a${index}: accessPlan(operation: "${canary}", purpose: "${canary}") { __typename }`)} }`,
  ),
  tooComplex(
    'fragments double twenty times',
    `{ household(id: "${canary}") { ...F0 } } ${times(20, (index) => `fragment F${index} on Household { ...F${index + 1} ...F${index + 1} }`)} fragment F20 on Household { address }`,
  ),
  tooComplex(
    'fragments that nothing spreads hold too many fields',
    `{ __typename } ${times(4, (index) => `fragment F${index} on Household { ${'address '.repeat(300)} }`)}`,
  ),
  tooComplex('one field has many directives', `{ __typename ${'@aa '.repeat(10)} }`),
  tooComplex(
    'many fields have directives',
    `{ ${times(20, (index) => `a${index}: __typename @skip(if: true) @include(if: false)`)} }`,
  ),
  tooComplex(
    'a document has many operations',
    times(20, (index) => `query Q${index} { __typename }`),
  ),
  tooComplex(
    'a list multiplies what lies in it',
    'query ($first: Int!) { households(filter: {localCommunity: "Park"}, first: $first) { edges { node { members { households { members { id } } } } } } }',
    { first: 100 },
  ),
  tooComplex(
    'a list multiplies by its variable’s default',
    'query ($first: Int = 100) { households(filter: {localCommunity: "Park"}, first: $first) { edges { node { members { households { members { id } } } } } } }',
  ),
  tooComplex('variables are too many', '{ __typename }', { list: Array.from({ length: 100_001 }, () => 1) }),
  tooComplex(
    'variables lie too deep',
    'query ($list: [_Any!]!) { _entities(representations: $list) { __typename } }',
    {
      list: [JSON.parse(`${'['.repeat(50)}"${canary}"${']'.repeat(50)}`)],
    },
  ),
  tooComplex(
    'representations are too many',
    'query ($list: [_Any!]!) { _entities(representations: $list) { __typename } }',
    { list: Array.from({ length: 101 }, () => ({ __typename: 'Household', id: canary })) },
  ),
];

/** Documents and variables that are refused, whoever sends them: 400, or 200 in plain JSON. */
export const refusedDocuments: readonly RefusedRequest[] = [
  ...documents,
  ...variables,
  ...unstorable,
  ...bombs,
];
