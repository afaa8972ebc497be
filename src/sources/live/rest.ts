import type { AskedUnits, LiveConnector } from '../../domain/live-connector.ts';
import type { LiveRestShape } from '../../domain/live-shape.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import { checkStatus } from '../../outbound/checked-status.ts';
import { createAuthorization } from '../http/authorization.ts';
import { readJson } from '../http/read-json.ts';
import { createXRoadCall } from '../http/x-road.ts';
import { readItems } from '../json/read-items.ts';
import type { RestSource } from '../rest/connector.ts';

const addressOf = (
  base: string,
  { path, idsParameter, fieldsParameter }: LiveRestShape,
  { ids, columns }: AskedUnits,
): URL => {
  const url = new URL(path.replace(/^\//, ''), base.endsWith('/') ? base : `${base}/`);
  url.searchParams.set(idsParameter, ids.join(','));
  if (fieldsParameter !== undefined) url.searchParams.set(fieldsParameter, columns.join(','));
  return url;
};

/** Asks a service that answers in JSON for some units. */
export const openRestLive = (
  source: Omit<RestSource, 'shape'> & { readonly shape: LiveRestShape },
): LiveConnector => {
  const { shape, place, fetch, guard, createId } = source;
  const authorization = createAuthorization({ ...source, tokens: place.tokens });

  const fetched = async (asked: AskedUnits, header: string | null, signal: AbortSignal) => {
    const call = place.xRoad === null ? null : createXRoadCall(place.xRoad, createId());
    const response = await fetch(addressOf(place.url, shape, asked), {
      headers: {
        accept: 'application/json',
        ...shape.headers,
        ...call?.headers,
        ...(header === null ? {} : { authorization: header }),
      },
      signal,
    });
    call?.check(response);
    checkStatus(response);
    return readItems(await readJson(response), shape).map((each) => {
      if (each.kind === 'ITEM') return each.item;
      throw new SourceFault('WRONG_FORM', 'an item of its answer cannot be read');
    });
  };

  return {
    ask: async (asked, read, signal) => {
      const header = await authorization.header(signal);
      return await authorization.during(
        async () => await guard.run(async (limit) => read(await fetched(asked, header, limit)), signal),
      );
    },
  };
};
