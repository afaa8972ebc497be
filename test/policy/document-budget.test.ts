import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  type DocumentLimit,
  documentLimits,
  judgeDocument,
  judgeVariables,
} from '../../src/policy/document-budget.ts';

const times = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join(' ');
const chain = (depth: number): string => `${'{ a '.repeat(depth)}${'} '.repeat(depth)}`;

/** Of each limit, a document that stands exactly at it: one more of the same is refused. */
const edges: readonly (readonly [DocumentLimit, (count: number) => string])[] = [
  ['characters', (count) => `{ a } #${'x'.repeat(count - 7)}`],
  ['tokens', (count) => `{ a(x: [${'1 '.repeat(count - 9)}]) }`],
  ['nesting', (count) => `{ a(x: ${'['.repeat(count - 2)}${']'.repeat(count - 2)}) }`],
  ['depth', (count) => chain(count)],
  ['rootFields', (count) => `{ ${'a '.repeat(count)} }`],
  ['fields', (count) => `{ r { ${times(count - 1, (index) => `a${index}`)} } }`],
  ['equalFields', (count) => `{ r { ${'a '.repeat(count)} } }`],
  ['accessPlans', (count) => `{ ${times(count, (index) => `a${index}: accessPlan`)} }`],
  ['writtenFields', (count) => `{ a } fragment F on T { ${times(count - 1, (index) => `a${index}`)} }`],
  ['aliases', (count) => `{ r { ${times(count, (index) => `a${index}: a`)} } }`],
  ['directives', (count) => `{ r { ${'a @x '.repeat(count)} } }`],
  ['directivesInOnePlace', (count) => `{ a ${'@x '.repeat(count)} }`],
  ['operations', (count) => times(count, (index) => `query Q${index} { a }`)],
];

describe('a document', () => {
  test.each(edges)('may reach its limit of %s and not go beyond', (limit, documentOf) => {
    const most = documentLimits[limit];
    expect(judgeDocument(documentOf(most)).exceeded).toBeNull();
    expect(judgeDocument(documentOf(most + 1)).exceeded).toBe(limit);
  });

  test('is measured with its fragments written out, and each level counted once', () => {
    const fragments = (spread: string) =>
      `{ r { ${spread} } } fragment A on T { b { ...B } } fragment B on T { ... on T { ...C } } fragment C on T { c { d } }`;
    // r, b, c, d: four deep, through three fragments and an inline one.
    const deeper = (levels: number) => `{ x ${'{ x '.repeat(levels - 5)}`;
    const wrap = (levels: number) =>
      fragments('...A').replace(
        '{ r { ...A } }',
        `${deeper(levels)} { r { ...A } } ${'}'.repeat(levels - 4)}`,
      );
    expect(judgeDocument(wrap(documentLimits.depth)).exceeded).toBeNull();
    expect(judgeDocument(wrap(documentLimits.depth + 1)).exceeded).toBe('depth');
  });

  test('counts aliases and root fields through fragments too', () => {
    const half = documentLimits.aliases / 2;
    const spread = (count: number) =>
      `{ r { ...F } s { ...F } } fragment F on T { ${times(count, (index) => `a${index}: a`)} }`;
    expect(judgeDocument(spread(half)).exceeded).toBeNull();
    expect(judgeDocument(spread(half + 1)).exceeded).toBe('aliases');
    const root = `{ ...F ... { ...F } } fragment F on Query { ${'a '.repeat(documentLimits.rootFields / 2 + 1)} }`;
    expect(judgeDocument(root).exceeded).toBe('rootFields');
  });

  test.each([
    ['inside parents that are equal', (half: number) => `{ r { ${'a { b b } '.repeat(half)} } }`],
    [
      'through fragments',
      (half: number) =>
        `{ r { ...F ...F ${'b '.repeat(half)} } } fragment F on T { ... { ${'b '.repeat(half)} } }`,
    ],
    [
      'in a fragment that nothing spreads',
      (half: number) => `{ r } fragment F on T { ${'b b '.repeat(half)} }`,
    ],
  ])('counts fields of one place %s', (_where, documentOf) => {
    const half = documentLimits.equalFields / 2;
    expect(judgeDocument(documentOf(half)).exceeded).toBeNull();
    expect(judgeDocument(documentOf(half + 1)).exceeded).toBe('equalFields');
  });

  test('of fragments that lead to each other in every way is refused after so many steps', () => {
    const fragments = times(
      12,
      (index) => `fragment F${index} on T { a${index} { ${times(12, (other) => `...F${other}`)} } }`,
    );
    const { exceeded, work } = judgeDocument(`{ r { ...F0 } } ${fragments}`);
    expect(exceeded).toBe('fields');
    expect(work).toBeLessThan(25_000);
  });

  test('is judged operation by operation: none hides behind another that is small', () => {
    expect(judgeDocument(`query A { a } query B ${chain(documentLimits.depth + 1)}`).exceeded).toBe('depth');
  });

  test('of doubling fragments is refused for a number of steps that grows with its text, not with its meaning', () => {
    const doubling = (count: number) =>
      `{ r { ...F0 } } ${times(count, (index) => `fragment F${index} on T { ...F${index + 1} ...F${index + 1} }`)} fragment F${count} on T { a }`;
    const verdicts = [20, 40, 400].map((count) => judgeDocument(doubling(count)));
    expect(verdicts.map(({ exceeded }) => exceeded)).toEqual(['fields', 'fields', 'fields']);
    for (const { work } of verdicts) expect(work).toBeLessThanOrEqual(documentLimits.tokens * 2);
    expect(verdicts[1]?.work ?? 0).toBeLessThan((verdicts[0]?.work ?? 0) * 2.1);
  });

  test('is read no further than the first token too many', () => {
    expect(judgeDocument('{ a '.repeat(20_000)).work).toBeLessThanOrEqual(documentLimits.tokens + 1);
    expect(judgeDocument(' '.repeat(documentLimits.characters + 1)).work).toBe(0);
  });

  test.each(['', '{', 'qwerty', '{ a(x: "', '{ a } fragment', '"', '\u0000'])(
    'that is no GraphQL exceeds nothing: what it is, parsing says (%j)',
    (text) => {
      expect(judgeDocument(text)).toEqual({ exceeded: null, work: 0 });
    },
  );

  test('whose fragments spread themselves comes to an end', () => {
    const circle = '{ ...A } fragment A on T { a ...B } fragment B on T { b ...A }';
    expect(judgeDocument(circle).exceeded).toBeNull();
  });

  test('of common tools passes: the introspection that GraphiQL sends', () => {
    const all = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(judgeDocument(all).exceeded).toBeNull();
  });
});

describe('variables', () => {
  test('may hold so many values and not one more', () => {
    const list = (count: number) => ({ list: Array.from({ length: count - 2 }, () => 1) });
    expect(judgeVariables(list(documentLimits.variableValues)).exceeded).toBeNull();
    expect(judgeVariables(list(documentLimits.variableValues + 1)).exceeded).toBe('variableValues');
  });

  test('may lie so deep and not deeper', () => {
    const deep = (count: number): unknown => JSON.parse(`${'['.repeat(count)}1${']'.repeat(count)}`);
    expect(judgeVariables(deep(documentLimits.variableNesting + 1)).exceeded).toBeNull();
    expect(judgeVariables(deep(documentLimits.variableNesting + 2)).exceeded).toBe('variableNesting');
    expect(judgeVariables(deep(5000)).work).toBeLessThan(30);
  });

  test('are looked at no further than the first value too many', () => {
    const many = Array.from({ length: 2000 }, () => Array.from({ length: 1000 }, () => 1));
    expect(judgeVariables({ many }).work).toBeLessThanOrEqual(documentLimits.variableValues + 1);
  });

  test.each([undefined, null, 1, 'text', {}, [], { a: null, b: [true, { c: 'd' }] }])(
    'may be %j',
    (value) => {
      expect(judgeVariables(value).exceeded).toBeNull();
    },
  );
});
