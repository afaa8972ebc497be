import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { type RegisteredOperations, registerOperations } from '../harness/registered-operations.ts';
import { canary, type Exchange, type Exchanged, plainJson, send } from './exchange.ts';
import { errorOf } from './refused-request.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const find = 'query Find($id: String!) {\n  findPerson(nationalId: $id) { givenName }\n}\n';
const home = 'query Home($id: ID!) { household(id: $id) { address } }';
const forSupport = '{ findPerson(nationalId: "1405987275476") { familyName } }';
const manifest = {
  [hashOf(find)]: find,
  [hashOf(home)]: { document: home, agencies: ['berane.municipality', 'berane.centre'] },
  [hashOf(forSupport)]: { document: forSupport, agencies: ['berane.support'] },
};

let files: RegisteredOperations;
let hub: TestHub;
let token: string;

beforeAll(async () => {
  files = registerOperations({
    'manifest.json': JSON.stringify(manifest),
    'find.graphql': find,
    'notes.txt': home,
  });
  hub = await openTestHub({ configuration: { documents: join(files.folder, 'manifest.json') } });
  token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena Clerk',
  });
});
afterAll(async () => {
  await hub?.close();
  files?.remove();
});

const variables = { id: '1405987275476' };
const persisted = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const byGet = (parameters: Record<string, string>): Exchange => ({
  method: 'GET',
  headers: { 'apollo-require-preflight': '1' },
  path: `/graphql?${new URLSearchParams(parameters)}`,
});

describe('a registered operation runs', () => {
  test.each<[string, Exchange]>([
    ['by its text', { body: { query: find, variables } }],
    ['by its hash', { body: { ...persisted(hashOf(find)), variables } }],
    [
      'by its text, where hash and document id are null',
      { body: { query: find, ...persisted(null), documentId: null, variables } },
    ],
    ['by both', { body: { query: find, ...persisted(hashOf(find)), variables } }],
    ['by its document id', { body: { documentId: `sha256:${hashOf(find)}`, variables } }],
    ['by a document id that is the hash alone', { body: { documentId: hashOf(find), variables } }],
    ['by its text in the address', byGet({ query: find, variables: JSON.stringify(variables) })],
    [
      'by its hash in the address',
      byGet({
        extensions: JSON.stringify(persisted(hashOf(find)).extensions),
        variables: JSON.stringify(variables),
      }),
    ],
    [
      'by its document id in the address',
      byGet({ documentId: `sha256:${hashOf(find)}`, variables: JSON.stringify(variables) }),
    ],
  ])('%s', async (_way, exchange) => {
    const answer = await send(hub, token, exchange);
    expect([answer.status, answer.body]).toEqual([200, { data: { findPerson: { givenName: 'Ana' } } }]);
  });

  test('under the same rules as ever: registration opens nothing', async () => {
    const statistics = await hub.agencyToken({
      agency: 'statistics',
      purpose: 'provide-official-statistics',
      actor: 'A. Nalyst',
    });
    const answer = await send(hub, statistics, { body: { query: find, variables } });
    expect([answer.status, answer.body.errors]).toEqual([403, [errorOf('FORBIDDEN')]]);
    expect((await send(hub, null, { body: { query: find, variables } })).status).toBe(401);
  });
});

test.each<[string, object]>([
  ['a hash', persisted({ [canary]: 1 })],
  ['a document id', { documentId: { [canary]: 1 } }],
])('%s that is no text is no request', async (_what, named) => {
  const answer = await send(hub, token, { body: { query: find, variables, ...named } });
  expect([answer.status, answer.body]).toEqual([400, { errors: [errorOf('BAD_REQUEST')] }]);
});

describe('nothing else runs', () => {
  const other = '{ __typename }';
  const rows: readonly (readonly [string, Exchange])[] = [
    ['another text', { body: { query: other } }],
    ['the text with one blank more', { body: { query: `${find} `, variables } }],
    ['the text with a comment', { body: { query: `${find}# ${canary}`, variables } }],
    ['introspection', { body: { query: '{ __schema { types { name } } }' } }],
    ["the schema's text", { body: { query: '{ _service { sdl } }' } }],
    ['another agency’s document by its text', { body: { query: forSupport } }],
    ['another agency’s document by its hash', { body: persisted(hashOf(forSupport)) }],
    ['a hash of nothing', { body: persisted(hashOf(other)) }],
    ['a hash that is none', { body: persisted(canary) }],
    ['a text under a registered hash', { body: { query: other, ...persisted(hashOf(find)) } }],
    [
      'a registered text under another hash',
      { body: { query: find, ...persisted(hashOf(other)), variables } },
    ],
    ['a text under a registered document id', { body: { query: other, documentId: hashOf(find) } }],
    [
      'two registered documents at once',
      { body: { ...persisted(hashOf(home)), documentId: hashOf(find), variables } },
    ],
    [
      'a registered text with another operation beside it',
      { body: { query: `${find} ${other}`, operationName: 'Find', variables } },
    ],
    ['a text that is no GraphQL', { body: { query: `{ ${canary}` } }],
    ['another text in the address', byGet({ query: other })],
    [
      'a hash of nothing in the address',
      byGet({ extensions: JSON.stringify(persisted(hashOf(other)).extensions) }),
    ],
  ];

  test.each(rows)('%s', async (_what, exchange) => {
    hub.statements.length = 0;
    const answer = await send(hub, token, exchange);
    expect([answer.status, answer.body]).toEqual([400, { errors: [errorOf('OPERATION_NOT_REGISTERED')] }]);
    expect(answer.text).not.toContain(canary);
    expect(hub.statements.filter((sql) => /\b(record|link|mention)\b/.test(sql))).toEqual([]);
    const plain = await send(hub, token, {
      ...exchange,
      headers: { ...exchange.headers, accept: plainJson },
    });
    expect([plain.status, plain.body]).toEqual([200, answer.body]);
  });

  test('and no request registers anything: what was refused is refused again', async () => {
    const both = { query: other, ...persisted(hashOf(other)) };
    for (const body of [both, both, persisted(hashOf(other))]) {
      const answer = await send(hub, token, { body });
      expect(answer.body.errors).toEqual([errorOf('OPERATION_NOT_REGISTERED')]);
    }
  });

  test('a person runs what is registered for everybody, and no agency’s own', async () => {
    const person = await hub.personToken('1405987275476', '1987-05-14');
    const codes = async (query: string): Promise<unknown> =>
      (await send(hub, person, { body: { query, variables } })).body.errors?.[0]?.extensions.code;
    expect([await codes(find), await codes(home)]).toEqual(['FORBIDDEN', 'OPERATION_NOT_REGISTERED']);
  });

  test('a request that names no document at all is none', async () => {
    const answer: Exchanged = await send(hub, token, { body: { variables } });
    expect([answer.status, answer.body.errors]).toEqual([400, [errorOf('BAD_REQUEST')]]);
  });
});

describe('at the start', () => {
  const startWith = async (documents: string): Promise<unknown> => {
    const opened = await openTestHub({ registers: null, configuration: { documents } }).catch(
      (error: unknown) => error,
    );
    if (opened instanceof Error) return opened;
    await (opened as TestHub).close();
    return null;
  };

  test('a folder of operations is read, and of its files those alone', async () => {
    const opened = await openTestHub({ registers: null, configuration: { documents: files.folder } });
    const clerk = await opened.agencyToken({
      agency: 'berane.municipality',
      purpose: 'housing-welfare-management',
      actor: 'Milena Clerk',
    });
    const statuses: number[] = [];
    for (const query of [find, home])
      statuses.push((await send(opened, clerk, { body: { query, variables } })).status);
    await opened.close();
    expect(statuses).toEqual([200, 400]);
  });

  test.each<[string, object | string, RegExp]>([
    ['a hash of another text', { [hashOf(find)]: home }, /hash of another text/],
    ['a key that is no hash', { find }, /SHA-256/],
    ['an agency that there is not', { [hashOf(find)]: { document: find, agencies: ['nobody'] } }, /nobody/],
    ['a document for nobody', { [hashOf(find)]: { document: find, agencies: [] } }, /no agency is named/],
    ['a field that nobody knows', { [hashOf(find)]: { document: find, for: [] } }, /manifest/],
    [
      'a document that the graph does not fit',
      { [hashOf('{ nothing }')]: '{ nothing }' },
      /Cannot query field "nothing"/,
    ],
    ['a document that is none', { [hashOf('{')]: '{' }, /Syntax Error/],
    [
      'a document beyond the limits',
      { [hashOf(`{ ${'__typename '.repeat(40)} }`)]: `{ ${'__typename '.repeat(40)} }` },
      /rootFields/,
    ],
    ['no document', {}, /no document/],
    ['no JSON', '{', /manifest/],
  ])('%s is no start, and the setting or the file is named', async (_what, content, names) => {
    const file = join(files.folder, 'wrong-manifest.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    const refusal = await startWith(file);
    expect(refusal).toBeInstanceOf(ConfigurationError);
    expect((refusal as Error).message).toMatch(names);
    expect((refusal as Error).message).toMatch(/HUB_DOCUMENTS|wrong-manifest\.json/);
  });

  test('a place where nothing is is no start', async () => {
    expect(await startWith(join(files.folder, 'nowhere'))).toBeInstanceOf(ConfigurationError);
  });

  test('one text in two files is no start', async () => {
    const twice = registerOperations({ 'a.graphql': find, 'b.graphql': find });
    expect(String(await startWith(twice.folder))).toContain('a.graphql');
    twice.remove();
  });
});
