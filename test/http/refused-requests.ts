import { canary, type Exchange } from './exchange.ts';
import { errorOf, type RefusedRequest } from './refused-request.ts';

const two = 'query One { __typename } query Two { __typename }';

const unresolved = (when: string, body: object): RefusedRequest => ({
  when,
  exchange: { body },
  status: 400,
  plainStatus: 200,
  errors: [errorOf('OPERATION_RESOLUTION_FAILURE')],
});

const notRequest = (when: string, exchange: Exchange, status = 400): RefusedRequest => ({
  when,
  exchange,
  status,
  plainStatus: status,
  errors: [errorOf('BAD_REQUEST')],
});

const notJson = (when: string, type: string, body: string): RefusedRequest => ({
  when,
  exchange: { headers: { 'content-type': type }, body },
  status: 415,
  plainStatus: 415,
  errors: [errorOf('UNSUPPORTED_MEDIA_TYPE')],
});

const nowhere = (when: string, exchange: Exchange): RefusedRequest => ({
  when,
  exchange,
  status: 404,
  plainStatus: 404,
  errors: null,
});

const asked = `{"query":"{ household(id: \\"${canary}\\") { id } }"}`;
const preflight = { 'apollo-require-preflight': '1' };
const inAddress = (query: string, more = ''): string => `/graphql?query=${encodeURIComponent(query)}${more}`;
const withdrawal = `mutation { withdrawConsent(recipient: "${canary}") { state } }`;

/** Requests that are refused for their form, whoever sends them. */
export const refusedRequests: readonly RefusedRequest[] = [
  unresolved('the operation that is named is not there', { query: two, operationName: canary }),
  unresolved('none of two operations is named', { query: two }),
  unresolved('the name of the operation is empty', { query: two, operationName: '' }),
  notRequest('several requests come as a list', { body: `[${asked},${asked}]` }),
  notRequest('a list holds one request', { body: `[${asked}]` }),
  notRequest('there is no document', { body: { variables: { name: canary } } }),
  notRequest('the document is a list', { body: { query: [canary] } }),
  notRequest('variables are text', { body: { query: '{ __typename }', variables: canary } }),
  notRequest('variables are a list', { body: { query: '{ __typename }', variables: [canary] } }),
  notRequest('extensions are text', { body: { query: '{ __typename }', extensions: canary } }),
  notRequest('the name of the operation is an object', {
    body: { query: '{ __typename }', operationName: { canary } },
  }),
  notRequest('a document is asked for by its hash', {
    body: { extensions: { persistedQuery: { version: 1, sha256Hash: canary } } },
  }),
  notRequest('a document is to be kept under its hash', {
    body: { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: canary } } },
  }),
  ...(
    [
      ['an object with words of its own for text', '{"toString":1,"valueOf":1}'],
      ['a deep list', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      ['a list of one text', `["${canary}"]`],
      ['a number', '7391'],
    ] as const
  ).flatMap(([what, value]) => [
    notRequest(`a document id is ${what}`, { body: `{"query":"{ __typename }","documentId":${value}}` }),
    notRequest(`a document's hash is ${what}`, {
      body: `{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":${value}}}}`,
    }),
  ]),
  notRequest('a GET brings two document ids', {
    method: 'GET',
    headers: preflight,
    path: inAddress('{ __typename }', `&documentId=a&documentId=${canary}`),
  }),
  notRequest('JSON is not finished', { body: asked.slice(0, -3) }),
  notRequest('JSON names __proto__', {
    body: `{"query":"{ __typename }","variables":{"__proto__":{"a":"${canary}"}}}`,
  }),
  notRequest('JSON names constructor.prototype', {
    body: `{"query":"{ __typename }","variables":{"constructor":{"prototype":"${canary}"}}}`,
  }),
  notRequest('the body is empty', { body: '' }),
  notRequest('the body is null', { body: 'null' }),
  notRequest('a GET comes without the header a web page cannot set', {
    method: 'GET',
    path: inAddress('{ __typename }'),
  }),
  notRequest('a GET brings no JSON as variables', {
    method: 'GET',
    headers: preflight,
    path: inAddress('{ __typename }', `&variables=${canary}`),
  }),
  notRequest('a GET brings two documents', {
    method: 'GET',
    headers: preflight,
    path: inAddress('{ __typename }', `&query=${canary}`),
  }),
  notRequest(
    'a GET asks for a change',
    { method: 'GET', headers: preflight, path: inAddress(withdrawal) },
    405,
  ),
  notRequest('an address cannot be read', { method: 'GET', path: `/%${canary}` }),
  notJson('a form', 'application/x-www-form-urlencoded', `query=${canary}`),
  notJson(
    'several parts',
    `multipart/form-data; boundary=${canary}`,
    `--${canary}\r\n\r\n${asked}\r\n--${canary}--`,
  ),
  notJson('plain text', 'text/plain', asked),
  notJson('a message', 'message/rfc822', asked),
  notJson('bare GraphQL', 'application/graphql', `{ household(id: "${canary}") { id } }`),
  notJson('any word as a media type', canary, asked),
  {
    when: 'a body is one byte larger than four mebibytes',
    exchange: { body: `{"query":"{ __typename }","canary":"${canary.padEnd(4_194_304 - 36, '.')}"}` },
    status: 413,
    plainStatus: 413,
    errors: [errorOf('PAYLOAD_TOO_LARGE')],
  },
  nowhere('an address is nobody’s', { path: `/${canary}`, body: asked }),
  nowhere('a method is none of GraphQL', { method: 'PUT', body: asked }),
  nowhere('something is to be removed', { method: 'DELETE' }),
];
