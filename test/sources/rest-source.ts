import type { Credential } from '../../src/domain/credential.ts';
import type { Connector } from '../../src/domain/delivered.ts';
import type { RestConnection } from '../../src/domain/source-connection.ts';
import type { RestShape } from '../../src/domain/source-shape.ts';
import { createBoundedFetch } from '../../src/outbound/bounded-fetch.ts';
import type { NameResolver } from '../../src/outbound/checked-lookup.ts';
import { type AllowedPlace, createEgress } from '../../src/outbound/egress.ts';
import { openRestConnector } from '../../src/sources/rest/connector.ts';
import { type Answering, type HttpServer, json } from '../harness/http-server.ts';
import { guardOf, restAt } from './connections.ts';

/** Numbered items behind a cursor. */
export const cursorShape: RestShape = {
  path: '/cases',
  parameters: { size: '2' },
  headers: { 'x-service': 'cases' },
  items: ['data', 'cases'],
  localId: ['number'],
  deleted: ['gone'],
  paging: { kind: 'CURSOR', parameter: 'after', next: ['next'] },
  order: 'CHANGES',
};
export const linkShape: RestShape = { ...cursorShape, paging: { kind: 'NEXT_LINK' }, order: 'SNAPSHOT' };
export const numberShape: RestShape = {
  ...cursorShape,
  paging: { kind: 'PAGE_NUMBER', parameter: 'page', first: 1, size: 2 },
};

interface Changed {
  readonly shape?: RestShape;
  readonly place?: Partial<RestConnection>;
  readonly credential?: Credential;
  readonly allowed?: readonly AllowedPlace[];
  readonly resolveName?: NameResolver;
}

/** A connector to a server of the test. */
export const openRest = (
  server: HttpServer,
  { shape = cursorShape, place = {}, credential, allowed = [], resolveName }: Changed = {},
): Connector => {
  const at = restAt(`${server.url}v1`, place);
  let calls = 0;
  return openRestConnector({
    shape,
    place: at,
    credential: credential ?? null,
    fetch: createBoundedFetch({
      egress: createEgress([at, ...allowed], resolveName),
      mostBytes: at.mostBytes,
    }),
    guard: guardOf(),
    now: () => performance.now(),
    createId: () => {
      calls += 1;
      return `call-${calls}`;
    },
  });
};

/** Numbered items behind a cursor, two a page. */
export const feed =
  (count: number): Answering =>
  ({ url }, response) => {
    const after = Number(url.searchParams.get('after') ?? 0);
    const cases = [1, 2].map((each) => ({ number: `N-${after + each}` })).slice(0, count - after);
    json(response, { data: { cases }, next: cases.length === 0 ? null : after + cases.length });
  };

/** The numbers of what was handed over. */
export const numbersOf = (items: readonly unknown[]): readonly string[] =>
  items.map((each) => (each as { item: { number: string } }).item.number);
