import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connector } from '../../src/domain/delivered.ts';
import type { NameResolver } from '../../src/outbound/checked-lookup.ts';
import { type Answering, type HttpServer, openHttpServer } from '../harness/http-server.ts';
import { faultOf, pull } from './read-all.ts';
import { cursorShape, feed, openRest } from './rest-source.ts';

let server: HttpServer;
let other: HttpServer;
beforeAll(async () => {
  server = await openHttpServer();
  other = await openHttpServer();
});
afterAll(async () => {
  await server.close();
  await other.close();
});

const open = (changed?: Parameters<typeof openRest>[1]): Connector => openRest(server, changed);

describe('an address', () => {
  const redirect =
    (location: string): Answering =>
    ({ url }, response) => {
      if (url.pathname === '/v1/cases') response.writeHead(302, { location }).end();
      else feed(1)({ url } as never, response);
    };

  test.each([
    ['clouds keep secrets', 'http://169.254.169.254/latest/meta-data'],
    ['another service of the house listens', 'http://127.0.0.1:5432/'],
    ['nobody named', 'https://elsewhere.example/'],
    ['files are', 'file:///etc/passwd'],
  ])('that sends to where %s is not followed (V4)', async (_name, location) => {
    server.answer(redirect(location));
    expect((await faultOf(pull(open()))).kind).toBe('EGRESS');
  });

  test('that sends elsewhere on the same host is followed, with what was shown', async () => {
    server.answer(redirect('/v2/cases'));
    const credential = { kind: 'TOKEN', token: 'abc' } as const;
    const shape = { ...cursorShape, paging: { kind: 'NEXT_LINK' } } as const;
    expect((await pull(open({ credential, shape }))).items).toHaveLength(1);
    expect(server.came.map(({ headers }) => headers.authorization)).toEqual(['Bearer abc', 'Bearer abc']);
  });

  test('that sends to another host which is allowed is followed, without what was shown', async () => {
    server.answer(redirect(`${other.url}v1/`));
    other.answer(feed(1));
    const credential = { kind: 'PASSWORD', user: 'hub', password: 'secret' } as const;
    const allowed = [{ url: other.url, internal: true }];
    const shape = { ...cursorShape, paging: { kind: 'NEXT_LINK' } } as const;
    expect((await pull(open({ credential, allowed, shape }))).items).toHaveLength(1);
    expect([server.came[0]?.headers.authorization, other.came[0]?.headers.authorization]).toEqual([
      `Basic ${btoa('hub:secret')}`,
      undefined,
    ]);
  });

  test('that sends round and round is left', async () => {
    server.answer(({ url }, response) => response.writeHead(302, { location: `${url.pathname}x` }).end());
    expect((await faultOf(pull(open()))).kind).toBe('WRONG_FORM');
    expect(server.came).toHaveLength(4);
  });

  test('whose name leads to this machine is not connected to, where it is not named internal', async () => {
    const place = { url: `https://register.example:${server.port}`, internal: false };
    const lead =
      (address: string): NameResolver =>
      (_host, done) =>
        done(null, [{ address, family: 4 }]);
    server.answer(feed(1));
    for (const address of ['127.0.0.1', '10.0.0.7', '169.254.169.254', '100.100.100.200', '168.63.129.16'])
      expect((await faultOf(pull(open({ place, resolveName: lead(address) })))).kind).toBe('EGRESS');
    expect(server.came).toEqual([]);
  });

  test('that is internal is connected to as its name was looked up, once, and never to a link-local one', async () => {
    const place = { url: `http://register.internal:${server.port}`, internal: true };
    let lookups = 0;
    const shape = { ...cursorShape, paging: { kind: 'NEXT_LINK' } } as const;
    // The second answer would lead away: a rebinding of the name between the check and the connection.
    const resolveName: NameResolver = (_host, done) => {
      lookups += 1;
      done(null, [{ address: lookups === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]);
    };
    server.answer(feed(1));
    expect((await pull(open({ place, resolveName, shape }))).items).toHaveLength(1);
    expect((await faultOf(pull(open({ place, resolveName, shape })))).kind).toBe('EGRESS');
  });
});
