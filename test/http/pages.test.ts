import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttp } from '../../src/server/http.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { type Exchanged, send } from './exchange.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await openTestHub({ registers: null });
});
afterAll(async () => await hub?.close());

const get = async (path: string): Promise<Exchanged> => await send(hub, null, { method: 'GET', path });

test('the page of GraphiQL and all it loads come from this hub', async () => {
  const page = await get('/');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).not.toMatch(/(https?:)?\/\/[a-z]/i);
  const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(assets).toHaveLength(5);
  for (const path of assets) {
    const asset = await get(path);
    expect([path, asset.status, asset.text.length > 100]).toEqual([path, 200, true]);
    const type = path.endsWith('.css') ? /^text\/css/ : /javascript/;
    expect(asset.headers.get('content-type')).toMatch(type);
    // Styles that load nothing from elsewhere: fonts and pictures are in them.
    if (path.endsWith('.css')) expect(asset.text).not.toMatch(/url\(\s*["']?(?!data:)|@import/);
  }
});

test('the browser is told to load nothing from elsewhere', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'self';/);
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
});

test.each([
  '/graphiql/',
  '/graphiql/package.json',
  '/graphiql/../package.json',
  '/graphiql/%2e%2e/package.json',
  '/graphiql/graphiql.min.js/../../package.json',
  '/metrics',
  '/.data/keys/hub.json',
  '/schema.graphql',
])('nothing else is served: %s', async (path) => {
  const answer = await get(path);
  expect([answer.status, answer.text]).toEqual([404, '']);
});

test('health needs no token and says nothing; a store that does not answer is not ready', async () => {
  for (const path of ['/health/live', '/health/ready']) {
    const answer = await get(path);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect([...answer.headers.keys()].sort()).toEqual(['connection', 'date', 'keep-alive', 'x-request-id']);
  }
  const database = hub.running.hub.database as { query: (sql: string) => Promise<unknown> };
  const { query } = database;
  database.query = async () => await Promise.reject(new Error('gone'));
  try {
    expect([(await get('/health/live')).status, (await get('/health/ready')).status]).toEqual([204, 503]);
    expect((await get('/health/ready')).text).toBe('');
  } finally {
    database.query = query;
  }
  expect((await get('/health/ready')).status).toBe(204);
});

test('outside the demo there is neither the page nor introspection', async () => {
  const production = {
    ...hub.running.hub,
    configuration: { ...hub.running.hub.configuration, profile: 'production' as const },
  };
  const server = await createHttp(production, pino({ level: 'silent' }), randomUUID);
  const token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  try {
    for (const url of ['/', '/graphiql/graphiql.min.js', '/graphiql/start.js'])
      expect((await server.inject({ method: 'GET', url })).statusCode).toBe(404);
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Tenancy") { fields { name } } }',
    ]) {
      const ask = { method: 'POST' as const, url: '/graphql', payload: { query } };
      const headers = { authorization: `Bearer ${token}`, accept: 'application/graphql-response+json' };
      const answer = await server.inject({ ...ask, headers });
      expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([
        400,
        'GRAPHQL_VALIDATION_FAILED',
      ]);
      expect(answer.body).not.toMatch(/apollo|introspection|Tenancy/i);
    }
  } finally {
    await server.close();
  }
});
