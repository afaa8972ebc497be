import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connector } from '../../src/domain/delivered.ts';
import { type Answering, type HttpServer, json, openHttpServer } from '../harness/http-server.ts';
import { faultOf, pull } from './read-all.ts';
import { feed, openRest } from './rest-source.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await openHttpServer();
});
afterAll(async () => await server.close());

const open = (changed?: Parameters<typeof openRest>[1]): Connector => openRest(server, changed);

describe('an answer', () => {
  const answers: readonly (readonly [string, Answering, string])[] = [
    ['that refuses', (_, response) => response.writeHead(403).end(), 'REFUSED'],
    ['that fails', (_, response) => response.writeHead(503).end(), 'FAILED'],
    [
      'that is a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'WRONG_FORM',
    ],
    ['that is cut', (_, response) => json(response, '{"data":{"cases":[{"number":"N-1"}'), 'WRONG_FORM'],
    ['that is empty', (_, response) => json(response, ''), 'WRONG_FORM'],
    ['that has no list', (_, response) => json(response, { data: { cases: {} } }), 'WRONG_FORM'],
    ['that is another list', (_, response) => json(response, []), 'WRONG_FORM'],
    [
      'that names its list twice',
      (_, response) => json(response, '{"data":{"cases":[],"cases":[]}}'),
      'WRONG_FORM',
    ],
    [
      'whose next page is an object',
      (_, response) => json(response, { data: { cases: [1] }, next: {} }),
      'WRONG_FORM',
    ],
    [
      'in other letters',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(Buffer.from('{"data":{"cases":[{"number":"\xd0"}]}}', 'latin1'));
      },
      'WRONG_FORM',
    ],
    [
      'that is compressed, unasked',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(gzipSync('{}'));
      },
      'WRONG_FORM',
    ],
    [
      'that says another length',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9' });
        response.end('{}');
        response.destroy();
      },
      'BROKEN_OFF',
    ],
  ];
  test.each(answers)('%s gives nothing', async (_name, answer, kind) => {
    server.answer(answer);
    const fault = await faultOf(pull(open()));
    expect(fault.kind).toBe(kind);
    expect(fault.message).not.toMatch(/N-1|127\.0\.0\.1/);
  });

  test('without end is cut at its limit, and memory with it (V4)', async () => {
    let sent = 0;
    server.answer((_came, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(65_536, ' ');
      const flood = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.on('drain', flood);
      flood();
    });
    const before = process.memoryUsage.rss();
    expect((await faultOf(pull(open()))).kind).toBe('TOO_LARGE');
    expect(process.memoryUsage.rss() - before).toBeLessThan(60_000_000);
    expect(sent).toBeLessThan(20_000_000);
  });

  test('of half a million empty values is cut too: they would hold up everybody else', async () => {
    server.answer((_came, response) => json(response, `{"data":{"cases":[${'{},'.repeat(500_000)}{}]}}`));
    const place = { mostBytes: 4_000_000 };
    expect((await faultOf(pull(open({ place })))).kind).toBe('TOO_LARGE');
  });

  test('with a million items is handed over page by page, and stops where nobody asks on', async () => {
    server.answer(feed(1_000_000));
    let pages = 0;
    for await (const _page of open().pages(null, new AbortController().signal)) {
      pages += 1;
      if (pages === 3) break;
    }
    expect([pages, server.came.length]).toEqual([3, 3]);
  });
});

describe('over X-Road', () => {
  const xRoad = { client: 'ME/GOV/02010/hub', userId: 'ME-hub', issue: null };
  const place = { xRoad };

  test('each call says who asks, under an id of its own', async () => {
    server.answer((came, response) => {
      response.setHeader('x-road-id', came.headers['x-road-id'] ?? '');
      feed(3)(came, response);
    });
    expect((await pull(open({ place }))).items).toHaveLength(3);
    expect(
      server.came.map(({ headers }) => [
        headers['x-road-client'],
        headers['x-road-id'],
        headers['x-road-userid'],
        headers['x-road-issue'],
      ]),
    ).toEqual(['call-1', 'call-2', 'call-3'].map((id) => ['ME/GOV/02010/hub', id, 'ME-hub', undefined]));
  });

  test.each([
    [
      'with its error, whatever its status',
      { 'x-road-error': 'Server.ServerProxy.ServiceFailed' },
      'FAILED',
      'Server.ServerProxy.ServiceFailed',
    ],
    ['with an error that is none of its words', { 'x-road-error': 'Ana (1)' }, 'FAILED', null],
    ['to another call', { 'x-road-id': 'call-2' }, 'WRONG_FORM', null],
    ['to no call', {}, 'WRONG_FORM', null],
  ])('an answer %s gives nothing', async (_name, headers, kind, detail) => {
    server.answer((_came, response) => json(response, { data: { cases: [{ number: 'N-1' }] } }, headers));
    expect(await faultOf(pull(open({ place })))).toMatchObject({ kind, detail });
  });
});
