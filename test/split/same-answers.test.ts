import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { giveConsent } from '../harness/consents.ts';
import { type LogEntry, loggedDuring } from '../harness/log.ts';
import { type Answer, openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana, marko, rifat } from '../harness/people.ts';
import { homeOf } from '../http/inside.ts';
import { openBeside } from './open-beside.ts';

let split: TestHub;
let whole: TestHub;
let beside: Awaited<ReturnType<typeof openBeside>>;
const tokens: Record<string, string> = {};
let homes: Readonly<Record<string, { person: string; household: string }>>;

beforeAll(async () => {
  split = await openTestHub({ split: true });
  beside = await openBeside(split);
  whole = {
    ...split,
    url: beside.url,
    ask: async (token, query, variables) => await asked(beside.url, token, query, variables),
  };
  const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk' };
  const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens['the municipality'] = await split.agencyToken({ agency: 'berane.municipality', ...housing });
  tokens['the Centre'] = await split.agencyToken({ agency: 'berane.centre', ...welfare });
  tokens['the support service'] = await split.agencyToken({ agency: 'berane.support', ...welfare });
  tokens['a municipality elsewhere'] = await split.agencyToken({
    agency: 'petnjica.municipality',
    ...housing,
  });
  tokens['the person'] = await split.personToken(ana.nationalId, ana.birthDate);
  tokens['nobody'] = 'none';
  await giveConsent(split, tokens['the person'], {});
  homes = Object.fromEntries(
    await Promise.all(
      ['the municipality', 'the Centre'].map(
        async (who) => [who, await homeOf(split, tokens[who] ?? '', ana.nationalId)] as const,
      ),
    ),
  );
}, 120_000);
afterAll(async () => {
  await beside?.close();
  await split?.close();
});

const asked = async (
  url: string,
  token: string | null,
  query: string,
  variables: object = {},
): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
};

const operation = (name: string): string =>
  readFileSync(projectFile('schema', 'operations', `${name}.graphql`), 'utf8');

/** Each with its variables; `$id` stands for the household that this caller sees. */
const cases: readonly [string, string, Record<string, unknown>][] = [
  ['a household as a register asks for it', operation('household-status'), { id: '$household' }],
  ['a household as the Centre asks for it', operation('centre-household'), { id: '$household' }],
  ['a person by number', operation('find-person'), { nationalId: ana.nationalId }],
  ['somebody else by number', operation('find-person'), { nationalId: rifat.nationalId }],
  ['a household by an id of nobody', operation('household-status'), { id: 'none' }],
  [
    'a list across registers',
    '{ households(filter: {localCommunity: "Park"}) { edges { node { id address tenancies { rent arrears contested { at } provenance { source } } careCases { caseNumber } members { id caseEntries { health } tenantEntries { givenName } } } } pageInfo { hasNextPage } } }',
    {},
  ],
  [
    'fragments, aliases and directives',
    'query ($id: ID!, $no: Boolean = false) { a: household(id: $id) { ...H b: tenancies { s: status __typename } c: tenancies @include(if: $no) { rent } } z: __typename } fragment H on Household { id m: members { id tenantEntries { familyName } } }',
    { id: '$household' },
  ],
  [
    'two roots, of which one is refused',
    'query ($id: ID!) { household(id: $id) { tenancies { rent } } matters { id } }',
    { id: '$household' },
  ],
  [
    'what a person may see of themselves',
    '{ me { held { source controller values { field value } } accesses { by { agency } } } }',
    {},
  ],
  ['a document that does not fit', '{ household(id: 1) { nothing } }', {}],
  ['a variable that does not fit', operation('household-status'), { id: { a: 1 } }],
  ['no GraphQL', '{', {}],
  [
    'too much',
    `{ ${Array.from({ length: 60 }, (_none, place) => `h${place}: households(filter: {localCommunity: "Park"}, first: 100) { edges { node { members { households { id } } } } }`).join(' ')} }`,
    {},
  ],
];

/** Who was disclosed to whom, by which fields and steps: what parts give of one record stands in a line of each. */
const disclosed = (lines: readonly LogEntry[]): readonly string[] =>
  [
    ...new Set(
      lines.flatMap((line) => {
        const { kind, agency, actor, purpose, controller, source, step, code, persons, fields } =
          line as never as Record<string, unknown>;
        const of = JSON.stringify({ kind, agency, actor, purpose, controller, source, step, code, persons });
        return ((fields as readonly string[] | undefined) ?? ['']).map((field) => `${of} ${field}`);
      }),
    ),
  ].sort();

describe.each(
  Object.keys({
    'the municipality': 0,
    'the Centre': 0,
    'the support service': 0,
    'a municipality elsewhere': 0,
    'the person': 0,
    nobody: 0,
  }),
)('to %s a split graph says what the whole one says', (who) => {
  test.each(cases)('of %s', async (_what, query, variables) => {
    const home = homes[who] ?? homes['the municipality'];
    const own = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [
        name,
        value === '$household' ? home?.household : value,
      ]),
    );
    const one = await loggedDuring(split, async () => await split.ask(tokens[who] ?? '', query, own));
    const other = await loggedDuring(split, async () => await whole.ask(tokens[who] ?? '', query, own));
    expect(one.result.status).toBe(other.result.status);
    expect(one.result.body).toEqual(other.result.body);
    expect(disclosed(one.lines)).toEqual(disclosed(other.lines));
  });
});

test('the cases would show a difference: callers are answered, and not alike', async () => {
  const status = operation('household-status');
  const texts = await Promise.all(
    ['the municipality', 'the Centre'].map(
      async (who) => (await split.ask(tokens[who] ?? '', status, { id: homes[who]?.household })).body,
    ),
  );
  expect(texts[0]?.data?.['household']).toMatchObject({ tenancies: [{ rent: expect.any(String) }] });
  expect(texts[1]?.data?.['household']).toMatchObject({ careCases: [{}] });
  expect(texts[0]?.extensions).not.toEqual(texts[1]?.extensions);
  expect(marko.nationalId).not.toBe(ana.nationalId);
});
