import type { TestHub } from '../harness/open-hub.ts';

/** A word that stands in no register, no schema and no text of the hub: wherever it comes back, it came from the client. */
export const canary = 'Kanarinac7391';

export const graphqlResponse = 'application/graphql-response+json';
export const plainJson = 'application/json';

/** One request as it goes over the wire; by default a POST of JSON to `/graphql`. */
export interface Exchange {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | object;
}

/** The errors of an answer, as far as a client reads them. */
export interface AnsweredError {
  readonly message: string;
  readonly locations?: readonly { line: number; column: number }[];
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly reference?: string };
}

export interface Exchanged {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: { data?: unknown; errors?: readonly AnsweredError[]; extensions?: unknown };
}

/** Sends a request with a token, or without where it is null, and with the canary in headers that nobody reads. */
export const send = async (
  hub: Pick<TestHub, 'running'>,
  token: string | null,
  request: Exchange,
): Promise<Exchanged> => {
  const { method = 'POST', path = '/graphql', headers = {}, body } = request;
  const response = await fetch(`${hub.running.address}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': plainJson }),
      accept: graphqlResponse,
      'user-agent': canary,
      'x-request-id': canary,
      origin: `https://${canary}.example`,
      'apollographql-client-name': canary,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : {},
  };
};

/** An answer as a neighbour would compare two: everything but the date and the request's own id. */
export const sameBytes = ({ status, headers, text }: Exchanged): object => ({
  status,
  headers: [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id'),
  text,
});
