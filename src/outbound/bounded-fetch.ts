import type { TransportSecurity } from '../domain/credential.ts';
import { SourceFault } from '../domain/source-fault.ts';
import type { Egress } from './egress.ts';
import { type Answer, exchange } from './exchange.ts';

/** As much of `fetch` as the connectors and their libraries use. A text is sent, a text comes back, whole. */
export type BoundedFetch = (url: URL | string, init: BoundedRequest) => Promise<Response>;

export interface BoundedRequest {
  readonly method?: string | undefined;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

export interface BoundedFetchOptions {
  readonly egress: Egress;
  readonly mostBytes: number;
  readonly tls?: TransportSecurity | undefined;
}

const mostRedirects = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where a redirect leads, or null where there is none that could be followed. */
const redirectOf = ({ status, headers }: Answer, method: string, from: URL): URL | null => {
  if (!redirects.has(status) || headers.location === undefined || method !== 'GET') return null;
  return URL.canParse(headers.location, from.href) ? new URL(headers.location, from) : null;
};

/** Letters that are none are no text: nothing is read with a sign in the place of what was sent. */
const textOf = (body: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new SourceFault('WRONG_FORM', 'its answer is not written in UTF-8');
  }
};

const responseOf = ({ status, headers, body }: Answer): Response => {
  if (status < 200 || status > 599)
    throw new SourceFault('WRONG_FORM', 'it answers with no status', `${status}`);
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const each of [value ?? []].flat()) kept.append(name, each);
  // A body is forbidden with these, and so is an empty one.
  const isEmpty = [204, 205, 304].includes(status);
  return new Response(isEmpty ? null : textOf(body), { status, headers: kept });
};

/**
 * A `fetch` of its own for one source: to its allowed addresses alone, with an answer of at most so many bytes. Redirects of a
 * GET are followed to allowed addresses, and without the credential where the host is another.
 */
export const createBoundedFetch =
  ({ egress, mostBytes, tls }: BoundedFetchOptions): BoundedFetch =>
  async (address, { method = 'GET', headers, body, signal }) => {
    if (body !== undefined && body !== null && typeof body !== 'string' && !(body instanceof URLSearchParams))
      throw new TypeError('only text is sent');
    const sent = new Headers(headers);
    sent.set('accept-encoding', 'identity');
    const text = body === undefined || body === null ? undefined : body.toString();
    if (body instanceof URLSearchParams && !sent.has('content-type'))
      sent.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8');
    if (text !== undefined) sent.set('content-length', `${Buffer.byteLength(text)}`);
    let url = new URL(address);
    for (let followed = 0; followed <= mostRedirects; followed += 1) {
      const answer = await exchange({
        url,
        method,
        headers: Object.fromEntries(sent),
        body: text,
        rule: egress.ruleOf(url),
        tls,
        mostBytes,
        signal: signal ?? new AbortController().signal,
      });
      const next = redirectOf(answer, method, url);
      if (next === null) return responseOf(answer);
      if (next.origin !== url.origin) sent.delete('authorization');
      url = next;
    }
    throw new SourceFault('WRONG_FORM', 'it sends from one address to the next without end');
  };
