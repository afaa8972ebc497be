import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { costLimits, readCost } from '../../src/policy/operation-cost.ts';
import { graph } from '../policy/demo-house.ts';

const schema = buildSchema(`
  type Query {
    house: House
    houses(first: Int = 20): HouseConnection
    page(page: Page): HouseConnection
    people(limit: Int): [Person]
    things(names: [String!]!): [Thing]
  }
  type Mutation { push(records: [String!]!): [Receipt!] }
  input Page { size: Size } input Size { take: Int = 7 }
  type HouseConnection { edges: [Edge] nodes: [House] info: Info }
  type Edge { node: House } type Info { more: Boolean }
  type House { name: String members: [Person] }
  type Person { name: String house: House houses: [House] }
  type Receipt { id: ID problems: [Info] }
  union Thing = House | Person
`);

const costOf = (query: string, variables: Record<string, unknown> = {}, of = schema): number => {
  const document = parse(query);
  expect(validate(of, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { coerced } = getVariableValues(of, operation.variableDefinitions ?? [], variables);
  if (!coerced) throw new Error('variables do not fit');
  return readCost(of, document, operation)(coerced);
};

const { edge, page } = costLimits;
/** `houses { edges { node { name } } }` with pages of so many: the connection, and edge and node of each. */
const listOf = (size: number): number => 1 + size * 2;

describe('the cost of an operation is the objects that it could be given', () => {
  test.each<[string, string, number]>([
    ['nothing of scalars', '{ __typename house { name a: name } }', 1],
    ['an edge without a page size is taken for so many', '{ house { members { name } } }', 1 + edge],
    [
      'edges back and forth are multiplied',
      '{ house { members { houses { members { name } } } } }',
      1 + edge * (1 + edge * (1 + edge)),
    ],
    ['aliases are added', '{ a: house { members { name } } b: house { members { name } } }', 2 * (1 + edge)],
    [
      'fragments count where they are spread, each time',
      '{ house { ...F } people(limit: 1) { house { ...F } } } fragment F on House { ... on House { members { name } } }',
      1 + edge + (1 + 1 + edge),
    ],
    ['conditions count as met', '{ house @skip(if: true) { name } }', 1],
    [
      'a page counts for the lists in it alone',
      '{ houses(first: 3) { info { more } nodes { name } } }',
      1 + 1 + 3,
    ],
    [
      'of a union the dearest member counts',
      '{ things(names: ["a","b","c","d","e","f"]) { ... on House { name } ... on Person { houses { name } } } }',
      6 * (1 + edge),
    ],
    ['a short list of names is no small answer', '{ things(names: ["a"]) { __typename } }', edge],
    [
      'each item of a push has its receipt',
      'mutation { push(records: ["a","b","c","d","e","f","g"]) { id problems { more } } }',
      7 * (1 + edge),
    ],
  ])('%s', (_what, query, cost) => {
    expect(costOf(query)).toBe(cost);
  });

  const withPage = (argument: string, head = ''): string =>
    `${head} { houses${argument} { edges { node { name } } } }`;
  test.each<[string, string, Record<string, unknown>, number]>([
    ['a literal', withPage('(first: 40)'), {}, listOf(40)],
    ['a variable', withPage('(first: $n)', 'query ($n: Int)'), { n: 40 }, listOf(40)],
    ["a variable's default", withPage('(first: $n)', 'query ($n: Int = 40)'), {}, listOf(40)],
    ["the argument's default", withPage(''), {}, listOf(20)],
    [
      "the argument's default where the variable is left out",
      withPage('(first: $n)', 'query ($n: Int)'),
      {},
      listOf(20),
    ],
    ['a variable that is null', withPage('(first: $n)', 'query ($n: Int)'), { n: null }, listOf(page)],
    [
      'a hundred thousand is the longest page there is',
      withPage('(first: $n)', 'query ($n: Int)'),
      { n: 100_000 },
      listOf(page),
    ],
    [
      'less than none does not pay for the rest',
      withPage('(first: $n) ', 'query ($n: Int)').replace('} } } }', '} } } house { name } }'),
      { n: -1000 },
      1 + 1,
    ],
    [
      'an input in an input',
      '{ page(page: {size: {take: 40}}) { edges { node { name } } } }',
      {},
      listOf(40),
    ],
    [
      'a variable in an input',
      'query ($n: Int!) { page(page: {size: {take: $n}}) { edges { node { name } } } }',
      { n: 40 },
      listOf(40),
    ],
    [
      'an input that is a variable',
      'query ($p: Page) { page(page: $p) { edges { node { name } } } }',
      { p: { size: { take: 40 } } },
      listOf(40),
    ],
    [
      "an input's own default",
      'query ($p: Page) { page(page: $p) { edges { node { name } } } }',
      { p: { size: {} } },
      listOf(7),
    ],
    ['an input that is left out', '{ page { edges { node { name } } } }', {}, listOf(page)],
    ['a list itself', 'query ($n: Int) { people(limit: $n) { name } }', { n: 40 }, 40],
  ])('however the page size is given: %s', (_way, query, variables, cost) => {
    expect(costOf(query, variables)).toBe(cost);
  });
});

describe('the graph itself', () => {
  const page100 =
    'query ($first: Int!) { households(filter: {localCommunity: "Park"}, first: $first) { edges { cursor node { id members { id tenantEntries { relation provenance { source } } } tenancies { status } dwelling { id } } } pageInfo { hasNextPage } } }';

  test('lets the longest page through with what stands in the household', () => {
    expect(costOf(page100, { first: 100 }, graph.schema)).toBeLessThanOrEqual(costLimits.objects);
  });

  test('lets five edges from one household through, and refuses the sixth', () => {
    const ask = (edges: number): string =>
      `{ household(id: "x") {${Array.from({ length: edges }, (_, level) => (level % 2 ? 'households {' : 'members {')).join('')} id ${'}'.repeat(edges)} } }`;
    expect(costOf(ask(5), {}, graph.schema)).toBeLessThanOrEqual(costLimits.objects);
    expect(costOf(ask(6), {}, graph.schema)).toBeGreaterThan(costLimits.objects);
  });

  test('counts a representation for each, by the dearest entity', () => {
    const ask = (count: number) =>
      costOf(
        'query ($list: [_Any!]!) { _entities(representations: $list) { ... on Household { members { id } } ... on Person { id } } }',
        { list: Array.from({ length: count }, () => ({ __typename: 'Household', id: 'x' })) },
        graph.schema,
      );
    expect(ask(60)).toBe(60 * (1 + edge));
  });
});
