export type By = 'municipality' | 'centre' | 'support';

interface RepeatedOperation {
  readonly when: string;
  readonly by: By;
  readonly query: string;
  /** Beside `household`, `person` and `supportPerson`, which are the callers' own ids. */
  readonly variables?: object;
  readonly status: number;
  /** What the answer holds, so that three empty ones do not pass. */
  readonly says: string;
  /** Of a push. */
  readonly key?: string;
}

const good = (when: string, query: string, says: string, variables: object = {}): RepeatedOperation => ({
  when,
  by: 'municipality',
  query,
  variables,
  status: 200,
  says,
});

const everything = `id address localCommunity memberCount
  members { id givenName familyName birthDate nationalIdChecked households { id } tenantEntries { relation entryNumber provenance { source controller version receivedAt linkCertainty } } }
  dwelling { id address flat rooms floorArea condition }
  tenancies { contractNumber status rent arrears movedInOn provenance { source observedOn } }
  careCases { caseNumber memberCount employedCount } rights { title amount } aidPlans { goal }`;

const condition =
  'query ($household: ID!, $yes: Boolean!, $no: Boolean!) { household(id: $household) { a: address @include(if: $yes) b: address @skip(if: $yes) ...F @include(if: $no) ... @skip(if: $no) { tenancies { rent } } } } fragment F on Household { memberCount }';
const list =
  'query ($filter: HouseholdFilter!, $first: Int! = 1, $after: String) { households(filter: $filter, first: $first, after: $after) { edges { cursor node { address } } pageInfo { hasNextPage endCursor } } }';
const record = {
  caseNumber: 'E-1',
  version: 1,
  recordedAt: '2026-11-20T08:00:00Z',
  members: [{ localId: 'E-1/1', birthDate: '2026-02-30' }],
};
const pushing =
  'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { localId outcome problems { row column reason } } }';

/** Operations of every shape, for the two executors to agree on. */
export const operations: readonly RepeatedOperation[] = [
  good(
    'everything of a household',
    `query ($household: ID!) { household(id: $household) { ${everything} } }`,
    '598.52',
  ),
  good(
    'aliases',
    'query ($household: ID!) { one: household(id: $household) { a: address b: address } two: household(id: $household) { __typename kind: __typename c: id } }',
    '"kind":"Household"',
  ),
  good(
    'fragments in fragments',
    'query ($person: ID!) { person(id: $person) { ...P } } fragment P on Person { ...N households { ...H } } fragment N on Person { givenName familyName } fragment H on Household { address members { ...N } }',
    'Rifat',
  ),
  good(
    'fields asked for twice',
    'query ($household: ID!) { household(id: $household) { members { givenName } members { familyName } ... on Household { members { birthDate } } } }',
    '1987-05-14',
  ),
  good(
    'inline fragments on entities',
    'query ($household: ID!, $person: ID!) { _entities(representations: [{__typename: "Household", id: $household}, {__typename: "Person", id: $person}, {__typename: "Dwelling", id: "none"}]) { __typename ... on Household { address } ... on Person { givenName } ... on Dwelling { rooms } } }',
    '"__typename":"Person","givenName":"Ana"',
  ),
  good(
    'entities in a variable',
    'query ($list: [_Any!]!) { _entities(representations: $list) { __typename ... on Household { address } } }',
    '"_entities":[null]',
    { list: [{ __typename: 'Household', id: 'absent' }] },
  ),
  good('conditions that hold', condition, '"a":"Lipov drvored 12","tenancies"', { yes: true, no: false }),
  good('conditions that do not hold', condition.replace('$yes', '$yes '), '"b":"Lipov drvored 12"', {
    yes: false,
    no: true,
  }),
  good(
    'a condition on the root',
    'query ($household: ID!, $yes: Boolean = false) { __typename household(id: $household) @include(if: $yes) { id } }',
    '{"__typename":"Query"}',
  ),
  good(
    'nothing there',
    'query ($id: ID!) { household(id: $id) { address members { givenName } } person(id: $id) { givenName } }',
    '{"household":null,"person":null}',
    { id: 'absent' },
  ),
  good(
    'refused fields',
    'query ($household: ID!) { household(id: $household) { rights { title amount } careCases { caseNumber employedCount } observations { note } } }',
    '"withheld":[{"coordinate":"Household.rights"',
  ),
  good(
    'an id that is a number',
    'query ($id: ID!) { household(id: $id) { address } }',
    '{"household":null}',
    { id: 7 },
  ),
  good('a default that is used', list, '"hasNextPage":false', { filter: { localCommunity: 'Pešca' } }),
  good('a default that is not', `${list} `, 'Lipov', {
    filter: { localCommunity: 'парк' },
    first: 50,
    after: null,
  }),
  good(
    'variables inside literals',
    'query ($where: String!, $id: String!) { households(filter: {localCommunity: $where}, first: 5) { edges { node { address } } } findPerson(nationalId: $id) { givenName } }',
    '"givenName":"Ana"',
    { where: 'Park', id: '1405987275476' },
  ),
  good(
    'a variable inside a literal that is left out',
    'query ($where: String = "Park") { households(filter: {localCommunity: $where}) { edges { node { address } } } }',
    'Lipov',
  ),
  good(
    'introspection',
    '{ __schema { queryType { name } } __type(name: "Concern") { kind enumValues { name } } }',
    '"CONCERN"',
  ),
  {
    ...good(
      'consent that is missing, in a list and out of it',
      'query ($supportPerson: ID!) { person(id: $supportPerson) { id givenName entries: caseEntries { health } tenantEntries { relation } birthDate } }',
      '"path":["person","entries"],"extensions":{"code":"CONSENT_REQUIRED"}',
    ),
    by: 'support',
  },
  {
    ...good(
      'consent that is missing, of an entity',
      'query ($supportPerson: ID!) { _entities(representations: [{__typename: "Person", id: $supportPerson}]) { ... on Person { family: familyName } } }',
      '"path":["_entities",0,"family"]',
    ),
    by: 'support',
  },
  {
    ...good(
      'a page that is too long',
      '{ first: households(filter: {localCommunity: "Park"}, first: 101) { edges { cursor } } }',
      '"path":["first"],"extensions":{"code":"BAD_USER_INPUT"}',
    ),
    status: 400,
  },
  {
    ...good(
      'a cursor of nobody',
      list.replace('$after', ' $after'),
      'The cursor is not one of this caller and filter.',
      { filter: { localCommunity: 'Park' }, after: 'x' },
    ),
    status: 400,
  },
  {
    ...good(
      'one field failed, another not',
      'query ($household: ID!) { good: household(id: $household) { address } bad: findPerson { id } }',
      '"good":{"address":"Lipov drvored 12"},"bad":null',
    ),
    status: 400,
  },
  {
    ...good(
      'an entity that is none',
      '{ _entities(representations: [{__typename: "Nothing"}]) { __typename } }',
      '"data":null',
    ),
    status: 400,
  },
  {
    ...good(
      'a push, and its values set aside',
      pushing,
      '"outcome":"CREATED","problems":[{"row":0,"column":"members[0].birthDate"',
      { records: [record] },
    ),
    by: 'centre',
    key: 'executors-1',
  },
  {
    ...good(
      'one item where a list is wanted',
      pushing.replace('{ localId', '{ id localId'),
      '"localId":"E-2"',
      { records: { ...record, caseNumber: 'E-2', members: { localId: 'E-2/1' } } },
    ),
    by: 'centre',
    key: 'executors-2',
  },
  {
    ...good(
      'a push without a key',
      pushing.replace('{ localId', '{ it: localId'),
      '"path":["pushCentreRecords"],"extensions":{"code":"IDEMPOTENCY_KEY_REQUIRED"}',
      { records: [record] },
    ),
    by: 'centre',
    status: 400,
  },
  {
    ...good(
      'a variable that does not fit',
      'query ($day: LocalDate) { findPerson(birthDate: $day) { id } }',
      'The variable $day does not fit its type.',
      { day: '2026-02-30' },
    ),
    status: 400,
  },
];
