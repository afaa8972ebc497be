import { type Agent, type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';

/** A request as it is sent on: everything of the client's, in its own order and as often as it was sent. */
export interface Forwarded {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array | null;
}

/** Of one connection alone (RFC 9110, section 7.6.1), or counted anew here. */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'upgrade',
  'expect',
  'content-length',
  'host',
]);

/** INVARIANT: what gateway and core say to each other, no client says to either. */
export const isOurs = (name: string): boolean => name.startsWith('komsiluk-');

/** Headers that are passed on, as names and values in turn. */
const passedHeaders = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_text, index) => {
    const name = (rawHeaders[index - (index % 2)] ?? '').toLowerCase();
    return !ofConnection.has(name) && !isOurs(name);
  });

/** Sends a request on. @throws where nobody answers */
export const forward = async (
  base: string,
  { method, path, rawHeaders, body }: Forwarded,
  {
    added = [],
    milliseconds,
    agent,
  }: { readonly added?: readonly string[]; readonly milliseconds: number; readonly agent: Agent },
): Promise<IncomingMessage> =>
  await new Promise((resolve, reject) => {
    const url = new URL(path, base);
    const isSecure = url.protocol === 'https:';
    const length = body === null ? [] : ['content-length', String(body.byteLength)];
    const sent = (isSecure ? secureRequest : request)(
      url,
      {
        method,
        headers: ['host', url.host, ...passedHeaders(rawHeaders), ...length, ...added],
        ...(isSecure ? {} : { agent }),
        timeout: milliseconds,
      },
      resolve,
    );
    sent.on('timeout', () => sent.destroy(new Error('nobody answers')));
    sent.on('error', reject);
    sent.end(body ?? undefined);
  });
