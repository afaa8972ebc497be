import { Kind, OperationTypeNode, parse } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import type { Credential } from '../../domain/credential.ts';
import type { Connector, Delivered, Page } from '../../domain/delivered.ts';
import type { GraphqlConnection } from '../../domain/source-connection.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { GraphqlShape } from '../../domain/source-shape.ts';
import type { BoundedFetch } from '../../outbound/bounded-fetch.ts';
import { checkStatus } from '../../outbound/checked-status.ts';
import type { Guard } from '../../outbound/guard.ts';
import { createAuthorization } from '../http/authorization.ts';
import { parseJson } from '../json/parse-json.ts';
import { nextAt, readItems, valueAt } from '../json/read-items.ts';

export interface GraphqlSource {
  readonly shape: GraphqlShape;
  readonly place: GraphqlConnection;
  readonly credential: Credential | null;
  readonly fetch: BoundedFetch;
  readonly guard: Guard;
  /** Milliseconds. */
  readonly now: () => number;
}

interface GraphqlPage {
  readonly items: readonly Delivered[];
  readonly cursor: string | null;
  readonly more: boolean;
}

/** A pull ends here and the next one goes on: a service whose pages have no end holds up nobody for ever. */
const mostPages = 10_000;

/** INVARIANT: the library's own errors are not handed on: they hold the query, its variables and the whole answer. */
const faultOf = (error: unknown): SourceFault => {
  if (error instanceof SourceFault) return error;
  return error instanceof ClientError
    ? new SourceFault('FAILED', 'it answers with errors')
    : new SourceFault('WRONG_FORM', 'its answer is no answer of GraphQL');
};

/** What changes something may not be asked twice, and the guard repeats. @throws ConfigurationError */
const checkReads = ({ document }: GraphqlShape): void => {
  const operations = parse(document).definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operations[0]?.operation !== OperationTypeNode.QUERY)
    throw new ConfigurationError('A GRAPHQL shape has a document that is not one query.');
};

/** Reaches a remote GraphQL service by one query with a cursor. An answer with errors is no answer: nothing of it is used. */
export const openGraphqlConnector = (source: GraphqlSource): Connector => {
  const { shape, place, fetch, guard } = source;
  checkReads(shape);
  const authorization = createAuthorization({ ...source, tokens: place.tokens });
  const checkedFetch: BoundedFetch = async (...asked) => {
    const response = await fetch(...asked);
    checkStatus(response);
    return response;
  };
  const client = new GraphQLClient(place.url, {
    fetch: checkedFetch as typeof globalThis.fetch,
    errorPolicy: 'none',
    jsonSerializer: { parse: (text) => parseJson(text) as object, stringify: JSON.stringify },
  });

  const ask = async (
    cursor: string | null,
    header: string | null,
    signal: AbortSignal,
  ): Promise<GraphqlPage> => {
    const { data } = await client.rawRequest<unknown>({
      query: shape.document,
      variables: { ...shape.variables, [shape.cursorVariable]: cursor },
      requestHeaders: header === null ? {} : { authorization: header },
      signal,
    });
    const more = valueAt(data, shape.more);
    if (typeof more !== 'boolean')
      throw new SourceFault('WRONG_FORM', 'it does not say whether there is more');
    return { items: readItems(data, shape), cursor: nextAt(data, shape.cursor), more };
  };

  const pages = async function* (from: string | null, signal: AbortSignal): AsyncGenerator<Page> {
    let cursor = from;
    const asked = new Set<string | null>();
    for (let count = 0; count < mostPages; count += 1) {
      if (asked.has(cursor)) throw new SourceFault('WRONG_FORM', 'its pages lead back to one of them');
      asked.add(cursor);
      const at = cursor;
      const header = await authorization.header(signal);
      const page = await authorization.during(
        async () =>
          await guard.run(async (limit) => {
            try {
              return await ask(at, header, limit);
            } catch (error) {
              throw faultOf(error);
            }
          }, signal),
      );
      // An empty page may have no cursor: what was read stays read.
      cursor = page.cursor ?? at;
      if (page.items.length > 0 || cursor !== at) yield { items: page.items, cursor };
      if (!page.more) return;
    }
  };
  return { pages, close: async () => undefined };
};
