import type { Credential } from '../../domain/credential.ts';
import type { Connector, Delivered, Page } from '../../domain/delivered.ts';
import type { RestConnection } from '../../domain/source-connection.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { RestShape } from '../../domain/source-shape.ts';
import type { BoundedFetch } from '../../outbound/bounded-fetch.ts';
import { checkStatus } from '../../outbound/checked-status.ts';
import type { Guard } from '../../outbound/guard.ts';
import { createAuthorization } from '../http/authorization.ts';
import { readJson } from '../http/read-json.ts';
import { createXRoadCall } from '../http/x-road.ts';
import { readItems } from '../json/read-items.ts';
import { addressOf, nextPage } from './paging.ts';
import { etagOf, type Position, printPosition, readPosition } from './position.ts';

export interface RestSource {
  readonly shape: RestShape;
  readonly place: RestConnection;
  readonly credential: Credential | null;
  readonly fetch: BoundedFetch;
  readonly guard: Guard;
  /** Milliseconds. */
  readonly now: () => number;
  /** An id for each call over X-Road. */
  readonly createId: () => string;
}

/** One page as it was answered. */
interface RestPage {
  readonly items: readonly Delivered[];
  readonly next: string | null;
  readonly etag: string | null;
}

/** A pull ends here and the next one goes on: a service whose pages have no end holds up nobody for ever. */
const mostPages = 10_000;

/** Reaches a service that answers in JSON, page by page. */
export const openRestConnector = (source: RestSource): Connector => {
  const { shape, place, fetch, guard, createId } = source;
  const authorization = createAuthorization({ ...source, tokens: place.tokens });

  const ask = async (
    position: Position,
    header: string | null,
    signal: AbortSignal,
  ): Promise<RestPage | null> => {
    const url = addressOf(place.url, shape, position.at);
    const call = place.xRoad === null ? null : createXRoadCall(place.xRoad, createId());
    const response = await fetch(url, {
      headers: {
        accept: 'application/json',
        ...shape.headers,
        ...call?.headers,
        ...(header === null ? {} : { authorization: header }),
        ...(position.etag === null ? {} : { 'if-none-match': position.etag }),
      },
      signal,
    });
    call?.check(response);
    checkStatus(response, ...(position.etag === null ? [] : [304]));
    if (response.status === 304) return null;
    const whole = await readJson(response);
    const items = readItems(whole, shape);
    const next = nextPage(shape, { url, response, whole, items: items.length });
    return { items, next, etag: etagOf(response) };
  };

  /** Where the next pull begins once this page was the last: a tag tells of one page, so of a snapshot only where it is all. */
  const lastPosition = (asked: Position, etag: string | null): Position => {
    if (shape.order === 'CHANGES') return { at: asked.at, etag };
    return { at: null, etag: asked.at === null ? etag : null };
  };

  const pages = async function* (from: string | null, signal: AbortSignal): AsyncGenerator<Page> {
    let position = readPosition(from);
    const asked = new Set<string | null>();
    for (let count = 0; count < mostPages; count += 1) {
      if (asked.has(position.at)) throw new SourceFault('WRONG_FORM', 'its pages lead back to one of them');
      asked.add(position.at);
      const at = position;
      const header = await authorization.header(signal);
      const page = await authorization.during(
        async () => await guard.run(async (limit) => await ask(at, header, limit), signal),
      );
      if (page === null) return;
      const { items, next, etag } = page;
      position = next === null ? lastPosition(at, etag) : { at: next, etag: null };
      const cursor = printPosition(position);
      if (items.length > 0 || cursor !== from) yield { items, cursor };
      if (next === null) return;
    }
  };
  return { pages, close: async () => undefined };
};
