import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readNames } from '../../src/graph/read-names.ts';
import { argumentKey, refusedInputs } from '../../src/policy/input-positions.ts';
import { planOperation } from '../../src/policy/operation-plan.ts';
import type { Ruleset } from '../../src/policy/ruleset.ts';
import { callerOf, graph, rulesetOf } from './demo-house.ts';
import { catalogueOf, field } from './mask-world.ts';

// A graph with every shape an input can have; `health` may not be read, `name` and `town` may.
const schema = buildSchema(`
  directive @names(field: String, none: String) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
  type Thing { name: String health: String town: String friends(like: String @names(field: "Thing.health")): [Thing] }
  type Query {
    things(where: Where @names(none: "its fields"), order: [Order!] @names(none: "its fields")): [Thing]
    named(name: String @names(field: "Thing.name")): Thing
    ill(health: String @names(field: "Thing.health")): Thing
    usual(order: Order = { by: "x" } @names(none: "its fields")): Thing
    counted(first: Int = 10 @names(none: "a number")): Thing
  }
  input Where { all: [Where2!] @names(none: "its fields") name: Text @names(none: "its fields") text: String @names(none: "free") }
  input Where2 { town: Text @names(field: "Thing.town") health: Text @names(field: "Thing.health") }
  input Text { is: String @names(none: "its place says") in: [String!] @names(none: "its place says") }
  input Order { by: String = "up" @names(field: "Thing.health") name: String @names(field: "Thing.name") }
`);

const fields = [
  field('name', 'IDENTITY', 'PERSON'),
  field('health', 'HEALTH', 'PERSON'),
  field('town', 'CONTACT', 'PERSON'),
];
const catalogue = { ...catalogueOf(fields), names: readNames(schema) };
const ruleset: Ruleset = {
  records: new Map(),
  refusals: new Map([['Thing.health', 'FIELD_NOT_IN_PURPOSE']]),
  kinds: ['thing'],
  relationships: [],
};

const refused = (
  text: string,
  values: Record<string, unknown> = {},
  name: string | null = null,
): readonly string[] => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const plan = planOperation(schema, document, name, catalogue, ruleset);
  const definitions = getOperationAST(document, name)?.variableDefinitions ?? [];
  const { coerced, errors } = getVariableValues(schema, definitions, values);
  if (!plan || errors) throw new Error('the test asks for nothing');
  return refusedInputs(plan, coerced, catalogue, ruleset);
};

const ill: readonly string[] = ['Thing.health'];
const where = 'query ($where: Where) { things(where: $where) { name } }';

const inputs: readonly [
  what: string,
  text: string,
  values: Record<string, unknown>,
  refused: readonly string[],
][] = [
  ['an argument by a readable field', '{ named(name: "Ana") { name } }', {}, []],
  ['an argument by another', '{ ill(health: "x") { name } }', {}, ill],
  ['the same under an alias', '{ named: ill(health: "x") { name } }', {}, ill],
  ['the same in a fragment', '{ ...f } fragment f on Query { ill(health: "x") { name } }', {}, ill],
  ['the same in a variable', 'query ($x: String) { ill(health: $x) { name } }', { x: 'y' }, ill],
  ['a variable that is left out', 'query ($x: String) { ill(health: $x) { name } }', {}, []],
  ['a variable that has a default', 'query ($x: String = "y") { ill(health: $x) { name } }', {}, ill],
  ['an argument that is left out', '{ ill { name } }', {}, []],
  ['a null, which asks for those who have none', '{ ill(health: null) { name } }', {}, ill],
  ['a field in an object', '{ things(where: { all: [{ town: { is: "x" } }] }) { name } }', {}, []],
  ['another field in it', '{ things(where: { all: [{ health: { is: "x" } }] }) { name } }', {}, ill],
  ['the second of a list', '{ things(where: { all: [{ town: {} }, { health: {} }] }) { name } }', {}, ill],
  ['one that is no list where a list is due', '{ things(where: { all: { health: {} } }) { name } }', {}, ill],
  ['an object in a variable', where, { where: { all: [{ town: { in: ['x'] } }] } }, []],
  ['another in it', where, { where: { all: [{ town: null }, { health: { in: [] } }] } }, ill],
  ['one in it that is no list', where, { where: { all: { health: { is: 'x' } } } }, ill],
  [
    'a variable inside an object inside a list',
    'query ($t: Text) { things(where: { all: [{ health: $t }] }) { name } }',
    { t: { is: 'x' } },
    ill,
  ],
  ['the same, left out', 'query ($t: Text) { things(where: { all: [{ health: $t }] }) { name } }', {}, []],
  ['a list of orders', '{ things(order: [{ name: "up", by: "down" }]) { name } }', {}, ill],
  ["an object's own default", '{ things(order: [{ name: "up" }]) { name } }', {}, ill],
  ["an argument's default", '{ usual { name } }', {}, ill],
  ['a number', '{ counted(first: 3) { name } }', {}, []],
  ['an argument further down', '{ named(name: "x") { friends(like: "y") { name } } }', {}, ill],
  ['free text that says the name of a field', '{ things(where: { text: "Thing.health" }) { name } }', {}, []],
];

describe('the inputs of a request', () => {
  test.each(inputs)('%s', (_what, text, values, expected) => {
    expect(refused(text, values)).toEqual(expected);
  });

  test('of the operation that is run alone', () => {
    const text = 'query one { named(name: "x") { name } } query two { ill(health: "x") { name } }';
    expect(refused(text, {}, 'one')).toEqual([]);
    expect(refused(text, {}, 'two')).toEqual(ill);
  });

  test('are decided by what the variables hold and not by the document', () => {
    expect(refused(where, { where: { text: 'x' } })).toEqual([]);
    expect(refused(where, { where: { all: [{ health: {} }] } })).toEqual(ill);
  });
});

describe("the hub's own inputs", () => {
  const input = (agency: string, purpose: string) => rulesetOf(callerOf(agency, purpose));
  const asks = (text: string, variables: Record<string, unknown>, rules: Ruleset): readonly string[] => {
    const plan = planOperation(graph.schema, parse(text), null, graph.catalogue, rules);
    return plan ? refusedInputs(plan, variables, graph.catalogue, rules) : [];
  };
  const find = 'query ($id: String, $name: String) { findPerson(nationalId: $id, familyName: $name) { id } }';
  const list = 'query ($filter: HouseholdFilter!) { households(filter: $filter) { edges { cursor } } }';

  test('every one says which field it names, or why none', () => {
    expect(graph.catalogue.names.get(argumentKey('Query', 'findPerson', 'nationalId'))).toBe(
      'Person.nationalIdChecked',
    );
    expect(graph.catalogue.names.get('HouseholdFilter.localCommunity')).toBe('Household.localCommunity');
    expect(graph.catalogue.names.get('ObservationInput.note')).toBeNull();
  });

  test('ask nothing by a person where nothing of persons may be read', () => {
    const portal = input('berane.community', 'social-welfare-provision');
    expect(asks(find, { id: '1', name: 'x' }, portal)).toEqual([
      'Person.familyName',
      'Person.nationalIdChecked',
    ]);
    expect(asks(list, { filter: { localCommunity: 'Park' } }, portal)).toEqual(['Household.localCommunity']);
    const clerk = input('berane.municipality', 'housing-welfare-management');
    expect(asks(find, { id: '1', name: 'x' }, clerk)).toEqual([]);
    expect(asks(list, { filter: { localCommunity: 'Park' } }, clerk)).toEqual([]);
  });
});
