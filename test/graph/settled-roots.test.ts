import { makeExecutableSchema } from '@graphql-tools/schema';
import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createCompiledOperations } from '../../src/graph/compiled-operations.ts';
import { propertySeed } from '../identity/property-seed.ts';

/** How many turns of the event loop each field takes: what a store's speed would decide. */
interface Delays {
  readonly [field: string]: number;
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const slow =
  (field: string, answer: () => unknown) =>
  async (_parent: unknown, _values: unknown, delays: Delays): Promise<unknown> => {
    await turns(delays[field] ?? 0);
    return answer();
  };

const fails = (text: string) => (): never => {
  throw new Error(text);
};

const typeDefs = `scalar _Any
  type Person { name: String health: String }
  type Query { person: Person! people: [Person]! wrong: Person! broken: Int! maybe: Int }`;
const resolvers = {
  Query: {
    person: slow('person', () => ({})),
    people: slow('people', () => [{}, null, {}]),
    wrong: slow('wrong', fails('wrong')),
    broken: slow('broken', fails('broken')),
    maybe: slow('maybe', fails('maybe')),
  },
  Person: { name: slow('name', fails('name')), health: slow('health', fails('health')) },
};
const fields = ['person', 'people', 'wrong', 'broken', 'maybe', 'name', 'health'];

/** Its answers to one document under some delays: as it is run first, and as it is run compiled. */
const answersTo = async (query: string, delays: Delays): Promise<readonly string[]> => {
  const operations = createCompiledOperations(makeExecutableSchema({ typeDefs, resolvers }));
  const operation = {
    hash: query,
    document: parse(query),
    name: null,
    variables: {},
    coerced: {},
    root: undefined,
  };
  const answers: string[] = [];
  for (const _run of ['interpreted', 'compiled', 'again']) {
    const { data, errors } = await operations.run(operation, delays);
    answers.push(JSON.stringify({ data, errors: errors?.map(({ message, path }) => [message, path]) }));
  }
  return answers;
};

const documents: readonly (readonly [what: string, query: string, answer: unknown])[] = [
  [
    'a root that fails beside one of which something is refused',
    '{ first: wrong { name } second: person { name health } }',
    { data: null, errors: [['wrong', ['first']]] },
  ],
  [
    'two roots that fail, in fragments',
    'query { ...A ...B } fragment A on Query { people { name } b: broken } fragment B on Query { wrong { name } }',
    {
      data: null,
      errors: [
        ['broken', ['b']],
        ['wrong', ['wrong']],
      ],
    },
  ],
  [
    'a root that may be null',
    '{ maybe person { health name } }',
    {
      data: { maybe: null, person: { health: null, name: null } },
      errors: [
        ['maybe', ['maybe']],
        ['health', ['person', 'health']],
        ['name', ['person', 'name']],
      ],
    },
  ],
  [
    'refusals in a list',
    '{ people { health name } }',
    {
      data: { people: [{ health: null, name: null }, null, { health: null, name: null }] },
      errors: [0, 2].flatMap((index) => ['health', 'name'].map((field) => [field, ['people', index, field]])),
    },
  ],
];

test('who asks about the schema is shown the public one, in every run', async () => {
  const query = '{ __type(name: "Query") { fields { name type { kind } } } }';
  const answers = await answersTo(query, {});
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('{"name":"broken","type":{"kind":"NON_NULL"}}');
});

describe('an answer with errors is the same whichever field takes longer', () => {
  test.each(documents)('%s', async (_what, query, answer) => {
    const delays = fc.record(Object.fromEntries(fields.map((field) => [field, fc.nat({ max: 4 })])));
    await fc.assert(
      fc.asyncProperty(delays, async (drawn) => {
        expect(await answersTo(query, drawn)).toEqual(Array(3).fill(JSON.stringify(answer)));
      }),
      { seed: propertySeed, numRuns: 40 },
    );
  });
});
