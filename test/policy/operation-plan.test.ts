import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { planOperation } from '../../src/policy/operation-plan.ts';
import { callerOf, graph, rulesetOf } from './demo-house.ts';

// What the municipality's agreement refuses before any data is read: health by name, rights and plans by silence.
const ruleset = rulesetOf(callerOf('berane.municipality', 'housing-welfare-management'));
const health = 'CaseEntry.health PROHIBITED';
const title = 'Right.title FIELD_NOT_IN_PURPOSE';
const rights = 'Household.rights FIELD_NOT_IN_PURPOSE';

/** A document, and what of it is refused; whatever else it asks for is granted or depends on the subject. */
const documents: readonly [what: string, text: string, withheld: readonly string[]][] = [
  ['what is granted', '{ household(id: "1") { id tenancies { rent } } }', []],
  ['a refused field', '{ person(id: "1") { caseEntries { health sex } } }', [health]],
  [
    'a refused field under the name of a granted one',
    '{ person(id: "1") { caseEntries { sex: health } } }',
    [health],
  ],
  [
    'a refused field under fifteen names',
    `{ person(id: "1") { caseEntries { ${Array.from({ length: 15 }, (_, index) => `a${index}: health`)} } } }`,
    [health],
  ],
  [
    'a refused field in a fragment in a fragment',
    `{ person(id: "1") { ...one } }
     fragment one on Person { caseEntries { ...two } } fragment two on CaseEntry { health }`,
    [health],
  ],
  [
    'a fragment that another operation spreads',
    `query first { person(id: "1") { id } } query second { person(id: "1") { ...one } }
     fragment one on Person { caseEntries { health } }`,
    [],
  ],
  [
    'a refused field in an inline fragment',
    '{ person(id: "1") { ... { caseEntries { ... on CaseEntry { health } } } } }',
    [health],
  ],
  [
    'a refused field of an entity that a router names',
    `query ($r: [_Any!]!) { _entities(representations: $r) {
       ... on Household { rights { title } } ... on Person { caseEntries { health } } __typename } }`,
    [health, rights, title],
  ],
  [
    'a refused field that is skipped',
    '{ person(id: "1") { caseEntries { health @skip(if: true) sex } } }',
    [health],
  ],
  [
    'a refused field that a variable decides',
    'query ($yes: Boolean!) { person(id: "1") { caseEntries { health @include(if: $yes) } } }',
    [health],
  ],
  ['a refused list and its field', '{ household(id: "1") { rights { title } } }', [rights, title]],
  [
    'the same, five steps away',
    '{ person(id: "1") { households { members { households { rights { title } } } } } }',
    [rights, title],
  ],
  [
    'what is said of the graph itself',
    '{ __schema { types { name } } __type(name: "Right") { fields { name } } }',
    [],
  ],
  ['the name of a type', '{ household(id: "1") { __typename tenancies { __typename } } }', []],
  [
    'provenance, which no agreement governs',
    '{ household(id: "1") { tenancies { provenance { source } } } }',
    [],
  ],
];

const plan = (text: string, name: string | null = null, rules: typeof ruleset | null = ruleset) => {
  const document = parse(text);
  expect(
    validate(graph.schema, document).filter((error) => !/anonymous|never used/.test(error.message)),
  ).toEqual([]);
  return planOperation(graph.schema, document, name, graph.catalogue, rules);
};

const said = (withheld: readonly { coordinate: string; reason: string }[] = []): string[] =>
  withheld.map(({ coordinate, reason }) => `${coordinate} ${reason}`).sort();

describe('the plan of an operation', () => {
  test.each(documents)('sees %s', (_what, text, withheld) => {
    const name = text.startsWith('query first') ? 'first' : null;
    expect(said(plan(text, name)?.withheld)).toEqual(withheld);
  });

  test('is of the operation that is run, not of the first', () => {
    const text = `query first { household(id: "1") { tenancies { rent } } }
      query second { person(id: "1") { ...one } }
      fragment one on Person { caseEntries { health } }`;
    expect(said(plan(text, 'first')?.withheld)).toEqual([]);
    expect(said(plan(text, 'second')?.withheld)).toEqual([health]);
    expect(plan(text, 'first')?.rootFields).toEqual(['household']);
    expect(plan(text, 'second')?.rootFields).toEqual(['person']);
  });

  test.each([
    ['an operation that is not there', 'query one { household(id: "1") { id } }', 'two'],
    [
      'no name among two',
      'query one { household(id: "1") { id } } query two { household(id: "1") { id } }',
      null,
    ],
    ['a document of fragments alone', 'fragment one on Household { id }', null],
  ])('is none for %s', (_what, text, name) => {
    expect(plan(text, name)).toBeNull();
  });

  test('names each root field once, under its own name, and no introspection', () => {
    const text = `query { a: household(id: "1") { id } b: household(id: "2") { id } __typename __schema { types { name } }
      ... on Query { statistics(measure: PERSONS, by: []) { period } } }`;
    expect(plan(text)?.rootFields).toEqual(['household', 'statistics']);
    expect(plan('mutation { x: withdrawConsent(recipient: "r") { state } }')?.rootFields).toEqual([
      'withdrawConsent',
    ]);
  });

  test('tells the log what was asked, refused or not, and nothing that is open to all', () => {
    const text = '{ household(id: "1") { id tenancies { rent provenance { source } } rights { title } } }';
    expect([...(plan(text)?.asked ?? [])].sort()).toEqual([
      'Household.rights',
      'Household.tenancies',
      'Right.title',
      'Tenancy.rent',
    ]);
  });

  test('finds every place that has arguments, under aliases and in fragments', () => {
    const text = `{ one: household(id: "1") { id } ...more } fragment more on Query { two: findPerson(nationalId: "1") { id } }`;
    const sites = plan(text)?.argumentSites.map((site) => `${site.parentTypeName}.${site.definition.name}`);
    expect(sites).toEqual(['Query.household', 'Query.findPerson']);
  });

  test('withholds nothing by document from a person, for whom no ruleset stands', () => {
    expect(plan('{ person(id: "1") { caseEntries { health } } }', null, null)).toMatchObject({
      withheld: [],
      asked: [],
    });
  });

  test('says that a machine lacks a name, whatever it asks', () => {
    const machine = rulesetOf(
      callerOf('berane.municipality', 'housing-welfare-management', { named: false }),
    );
    expect(said(plan('{ household(id: "1") { id tenancies { rent } } }', null, machine)?.withheld)).toEqual([
      'Household.tenancies NAMED_ACTOR_REQUIRED',
      'Tenancy.rent NAMED_ACTOR_REQUIRED',
    ]);
  });
});
