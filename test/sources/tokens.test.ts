import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connector } from '../../src/domain/delivered.ts';
import type { SourceConnection } from '../../src/domain/source-connection.ts';
import { openConnector } from '../../src/sources/open-connector.ts';
import { type Answering, type HttpServer, json, openHttpServer } from '../harness/http-server.ts';
import { restAt } from './connections.ts';
import { faultOf, pull } from './read-all.ts';
import { cursorShape } from './rest-source.ts';

let issuer: HttpServer;
let service: HttpServer;
let now = 0;
beforeAll(async () => {
  issuer = await openHttpServer();
  service = await openHttpServer();
});
afterAll(async () => {
  await issuer.close();
  await service.close();
});

const issue =
  (answer: object): Answering =>
  (_came, response) =>
    json(response, answer);
const token = (value: string, seconds?: number): object => ({
  access_token: value,
  token_type: 'Bearer',
  ...(seconds === undefined ? {} : { expires_in: seconds }),
});
/** Takes one token alone. */
const takes =
  (value: string): Answering =>
  ({ headers }, response) => {
    if (headers.authorization === `Bearer ${value}`) json(response, { data: { cases: [{ number: 'N-1' }] } });
    else response.writeHead(401).end();
  };

const open = (scope: string | null = 'cases.read'): Connector => {
  const connection: SourceConnection = restAt(service.url, {
    credential: 'centre',
    tokens: { url: `${issuer.url}token`, scope, internal: true },
  });
  return openConnector({
    source: 'centre',
    adapter: { name: 'centre', connection: { REST: { ...cursorShape, paging: { kind: 'NEXT_LINK' } } } },
    connection,
    credential: { kind: 'CLIENT', clientId: 'hub:1', clientSecret: 'a secret/ü' },
    now: () => now,
    createId: () => 'call',
  }).connector;
};

beforeEach(() => {
  issuer.answer(issue(token('one', 300)));
  service.answer(takes('one'));
});

describe('a token by client credentials', () => {
  test('is asked for as RFC 6749 has it, and shown to the service', async () => {
    expect((await pull(open())).items).toHaveLength(1);
    const [asked] = issuer.came;
    expect([
      asked?.method,
      asked?.url.pathname,
      Object.fromEntries(new URLSearchParams(asked?.body)),
    ]).toEqual(['POST', '/token', { grant_type: 'client_credentials', scope: 'cases.read' }]);
    const [user, password] = atob(asked?.headers.authorization?.replace('Basic ', '') ?? '').split(':');
    expect([user, password].map((each) => decodeURIComponent((each ?? '').replaceAll('+', ' ')))).toEqual([
      'hub:1',
      'a secret/ü',
    ]);
  });

  test('is asked for once while it lasts, and anew half a minute before its end', async () => {
    const connector = open(null);
    await pull(connector);
    now += 269_000;
    await pull(connector);
    expect(issuer.came).toHaveLength(1);
    now += 1000;
    await pull(connector);
    expect(issuer.came).toHaveLength(2);
  });

  test('that the service no longer takes is not shown again', async () => {
    const connector = open();
    await pull(connector);
    issuer.answer(issue(token('two', 300)));
    service.answer(takes('two'));
    expect(await faultOf(pull(connector))).toMatchObject({ kind: 'REFUSED', detail: '401' });
    expect((await pull(connector)).items).toHaveLength(1);
    expect(service.came.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two']);
  });

  const wrong: readonly (readonly [string, Answering, string])[] = [
    ['that refuses the credential', (_, response) => response.writeHead(401).end(), 'REFUSED'],
    ['that fails', (_, response) => response.writeHead(503).end(), 'FAILED'],
    [
      'that sends elsewhere',
      (_, response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      'REFUSED',
    ],
    ['that gives another kind of token', issue({ ...token('one'), token_type: 'mac' }), 'WRONG_FORM'],
    ['that gives no token', issue({ token_type: 'bearer' }), 'WRONG_FORM'],
    ['whose token would end the header', issue(token('one\r\nx-road-client: other')), 'WRONG_FORM'],
    [
      'that gives a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'WRONG_FORM',
    ],
    ['that gives a token for no time', issue({ ...token('one'), expires_in: -1 }), 'WRONG_FORM'],
  ];
  test.each(wrong)(
    'is not had from an issuer %s, and then the service is not asked',
    async (_name, answer, kind) => {
      issuer.answer(answer);
      service.answer(takes('one'));
      const fault = await faultOf(pull(open()));
      expect([fault.kind, service.came.length]).toEqual([kind, 0]);
      expect(fault.message).not.toMatch(/secret|\bone\b|other/);
    },
  );
});
