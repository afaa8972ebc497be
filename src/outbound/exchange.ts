import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { TransportSecurity } from '../domain/credential.ts';
import { SourceFault } from '../domain/source-fault.ts';
import { type AddressRule, checkedLookup, checkHost, hostOf } from './checked-lookup.ts';

/** One request, and what its answer may be. */
export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | undefined;
  readonly rule: AddressRule;
  readonly tls?: TransportSecurity | undefined;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  /** Looks at the head before the body is read; throws, and what it throws comes out, to refuse it. */
  readonly checkHead?: (head: AnswerHead) => void;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer extends AnswerHead {
  readonly body: Buffer;
}

/** The fault behind an error of Node's: its code is told, its words are not, because they quote addresses. */
const faultOfConnection = (error: unknown, signal: AbortSignal): SourceFault => {
  if (error instanceof SourceFault) return error;
  if (signal.aborted) return new SourceFault('ABORTED', 'it was no longer waited for');
  const { code } = error as NodeJS.ErrnoException;
  return /^HPE_/.test(code ?? '')
    ? new SourceFault('WRONG_FORM', 'it answers in no HTTP', code)
    : new SourceFault('UNREACHABLE', `it cannot be reached${code ? ` (${code})` : ''}`, code ?? null);
};

const open = async (exchange: Exchange): Promise<IncomingMessage> => {
  const { url, method, headers, body, rule, tls, signal } = exchange;
  checkHost(hostOf(url), rule);
  return await new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const options = {
      method,
      headers,
      signal,
      lookup: checkedLookup(rule),
      // A connection of its own each time: one kept open would go on to an address that was checked long ago.
      agent: false,
      ...(tls?.authorities === undefined ? {} : { ca: tls.authorities }),
      ...(tls?.certificate === undefined ? {} : { cert: tls.certificate }),
      ...(tls?.key === undefined ? {} : { key: tls.key }),
    };
    client.request(url, options, resolve).once('error', reject).end(body);
  });
};

const readBody = async (response: IncomingMessage, mostBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new SourceFault('TOO_LARGE', `it answers with more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new SourceFault('BROKEN_OFF', 'its answer breaks off');
  return Buffer.concat(chunks);
};

/** An answer that began is broken off, whatever name the end of its connection has. */
const faultOfBody = (error: unknown, signal: AbortSignal): SourceFault => {
  const fault = faultOfConnection(error, signal);
  return fault.kind === 'UNREACHABLE'
    ? new SourceFault('BROKEN_OFF', 'its answer breaks off', fault.detail)
    : fault;
};

const readWhole = async (response: IncomingMessage, { mostBytes, signal }: Exchange): Promise<Buffer> => {
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new SourceFault('WRONG_FORM', 'it answers compressed, unasked');
  try {
    return await readBody(response, mostBytes);
  } catch (error) {
    throw faultOfBody(error, signal);
  }
};

/**
 * Asks once and reads the answer whole, or not at all: no redirect is followed, nothing is tried again, and what is compressed
 * is refused, because a small answer could become a large one.
 *
 * @throws SourceFault; ABORTED where the signal ended it, which a deadline does too.
 */
export const exchange = async (asked: Exchange): Promise<Answer> => {
  const { signal, checkHead } = asked;
  let response: IncomingMessage;
  try {
    response = await open(asked);
  } catch (error) {
    throw faultOfConnection(error, signal);
  }
  const head = { status: response.statusCode ?? 0, headers: response.headers };
  try {
    checkHead?.(head);
    return { ...head, body: await readWhole(response, asked) };
  } finally {
    response.destroy();
  }
};
