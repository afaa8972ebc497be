import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connector } from '../../src/domain/delivered.ts';
import type { RestShape } from '../../src/domain/source-shape.ts';
import { type Answering, type HttpServer, json, openHttpServer } from '../harness/http-server.ts';
import { faultOf, pagesOf, pull } from './read-all.ts';
import { feed, linkShape, numberShape, numbersOf, openRest } from './rest-source.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await openHttpServer();
});
afterAll(async () => await server.close());

const open = (changed?: Parameters<typeof openRest>[1]): Connector => openRest(server, changed);

describe('pages', () => {
  test('by a cursor are read to the end, and gone on with where they ended', async () => {
    server.answer(feed(5));
    const { items, cursor } = await pull(open());
    expect(numbersOf(items)).toEqual(['N-1', 'N-2', 'N-3', 'N-4', 'N-5']);
    expect(server.came.map(({ url }) => url.pathname + url.search)).toEqual([
      '/v1/cases?size=2',
      '/v1/cases?size=2&after=2',
      '/v1/cases?size=2&after=4',
      '/v1/cases?size=2&after=5',
    ]);
    expect(server.came[0]?.headers['x-service']).toBe('cases');
    server.answer(feed(6));
    expect(numbersOf((await pull(open(), cursor)).items)).toEqual(['N-6']);
  });

  test('are gone on with after any of them', async () => {
    server.answer(feed(5));
    const [first] = await pagesOf(open());
    expect(numbersOf((await pull(open(), first?.cursor ?? null)).items)).toEqual(['N-3', 'N-4', 'N-5']);
  });

  test('by the Link header are read to the end, and from the first on the next time', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('p') ?? 1);
      const next = page < 3 ? `<?p=${page + 1}>; title="a, b"; rel="last next"` : '';
      const link = `<${server.url}first>; rel=first${next && `, ${next}`}`;
      json(response, { data: { cases: [{ number: `P-${page}` }] } }, { link });
    });
    const { items, cursor } = await pull(open({ shape: linkShape }));
    expect(numbersOf(items)).toEqual(['P-1', 'P-2', 'P-3']);
    expect((await pull(open({ shape: linkShape }), cursor)).items).toHaveLength(3);
  });

  test('by an address in the answer are read to the end', async () => {
    const shape: RestShape = { ...linkShape, paging: { kind: 'NEXT_LINK', next: ['links', 'next'] } };
    server.answer(({ url }, response) =>
      json(response, {
        data: { cases: [{ number: url.pathname }] },
        links: { next: url.pathname === '/v1/cases' ? '/v1/more?x=1' : null },
      }),
    );
    expect(numbersOf((await pull(open({ shape }))).items)).toEqual(['/v1/cases', '/v1/more']);
  });

  test('by their number are read to the first that is not full, and from there on the next time', async () => {
    const pages = [['A', 'B'], ['C', 'D'], ['E']];
    server.answer(({ url }, response) => {
      const numbers = pages[Number(url.searchParams.get('page')) - 1] ?? [];
      json(response, { data: { cases: numbers.map((number) => ({ number })) } });
    });
    const { items, cursor } = await pull(open({ shape: numberShape }));
    expect(numbersOf(items)).toEqual(['A', 'B', 'C', 'D', 'E']);
    pages[2]?.push('F');
    expect(numbersOf((await pull(open({ shape: numberShape }), cursor)).items)).toEqual(['E', 'F']);
  });

  test.each([
    ['lead back to one that was read', '?p=1', 'WRONG_FORM'],
    ['lead to another host', 'https://elsewhere.example/cases', 'EGRESS'],
    ['lead to where clouds keep secrets', 'http://169.254.169.254/latest/meta-data', 'EGRESS'],
    ['lead to no address', 'http://', 'WRONG_FORM'],
  ])('that %s are not followed', async (_name, target, kind) => {
    server.answer((_came, response) =>
      json(response, { data: { cases: [] } }, { link: `<${target}>; rel=next` }),
    );
    expect((await faultOf(pull(open({ shape: linkShape })))).kind).toBe(kind);
  });

  test('that were kept from another installation begin anew', async () => {
    server.answer(feed(1));
    for (const from of ['{"at":"http://other.example/x","etag":null}', '["2026-01-01","7"]', 'no JSON'])
      expect((await pull(open({ shape: linkShape }), from)).items).toHaveLength(1);
  });
});

describe('what did not change', () => {
  const tagged =
    (tag: string, number: string): Answering =>
    ({ headers }, response) => {
      if (headers['if-none-match'] === tag) response.writeHead(304).end();
      else json(response, { data: { cases: [{ number }] } }, { etag: tag });
    };

  test.each([['SNAPSHOT', linkShape] as const, ['CHANGES', numberShape] as const])(
    'is not sent again (%s): its tag is in the cursor',
    async (_order, shape) => {
      server.answer(tagged('"one"', 'N-1'));
      const { cursor } = await pull(open({ shape }));
      expect(await pagesOf(open({ shape }), cursor)).toEqual([]);
      server.answer(tagged('W/"two"', 'N-2'));
      expect(numbersOf((await pull(open({ shape }), cursor)).items)).toEqual(['N-2']);
      expect(server.came[0]?.headers['if-none-match']).toBe('"one"');
    },
  );

  test('is refused where nobody asked whether it did', async () => {
    server.answer((_came, response) => response.writeHead(304).end());
    expect(await faultOf(pull(open()))).toMatchObject({ kind: 'REFUSED', detail: '304' });
  });
});
