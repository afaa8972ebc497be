import { type LookupAddress, lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** Why a key set could not be fetched, in words that quote nothing of the answer. */
export class KeySetFetchFailure extends Error {}

/** Every address that a name leads to. */
export type NameResolver = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface KeySetFetchOptions {
  /** Demo alone: an identity provider on this machine, over plain HTTP too. */
  readonly allowsLoopback: boolean;
  /** For the whole of it, from the name's look-up to the last byte; by default 5 seconds. */
  readonly deadlineMilliseconds?: number;
  /** By default the system's. */
  readonly resolveName?: NameResolver;
}

const systemResolver: NameResolver = (host, done) => lookup(host, { all: true }, done);

const mostBytes = 65_536;

/** The host of an address, an IPv6 one without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || (isIP(host) > 0 && isLoopbackAddress(host));

/**
 * What is wrong with the address of a key set, or null: told at the start, before anything is fetched. What a name leads
 * to is looked at with each connection.
 */
export const keySetAddressProblem = (
  address: string,
  { allowsLoopback }: Pick<KeySetFetchOptions, 'allowsLoopback'>,
): string | null => {
  if (!URL.canParse(address)) return 'it is no address';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    return 'it has more than host, path and query';
  const host = hostOf(url);
  if (allowsLoopback && isLoopbackHost(host))
    return /^https?:$/.test(url.protocol) ? null : 'https is expected';
  if (url.protocol !== 'https:') return 'https is expected';
  return isLoopbackHost(host) || (isIP(host) > 0 && !isPublicAddress(host)) ? 'it is not public' : null;
};

/** INVARIANT: the address that was checked is the one that is connected to: there is no second look-up of the name. */
export const checkedLookup =
  ({
    allowsLoopback,
    resolveName = systemResolver,
  }: Pick<KeySetFetchOptions, 'allowsLoopback' | 'resolveName'>): LookupFunction =>
  (host, { all }, callback) => {
    resolveName(host, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const first = addresses[0];
      const isAllowed = (address: string): boolean =>
        isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address));
      // One that is not allowed spoils them all: a name that leads both ways is an attack, or a mistake.
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        return callback(new KeySetFetchFailure('its name leads to an address that is not public'), '', 0);
      return all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
    });
  };

const open = async (url: URL, checked: LookupFunction, signal: AbortSignal): Promise<IncomingMessage> =>
  await new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http;
    const headers = { accept: 'application/jwk-set+json, application/json' };
    // A connection of its own each time: one kept open would go on to an address that was checked long ago.
    client.get(url, { lookup: checked, signal, headers, agent: false }, resolve).once('error', reject);
  });

const checkHead = ({ statusCode, headers }: IncomingMessage): void => {
  if (statusCode !== 200) throw new KeySetFetchFailure(`it answers with ${statusCode ?? 'nothing'}`);
  if (!/\bjson\b/i.test(headers['content-type'] ?? ''))
    throw new KeySetFetchFailure('it answers with no JSON');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new KeySetFetchFailure('it answers compressed, unasked');
};

const readBody = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new KeySetFetchFailure(`it answers with more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  if (!response.complete) throw new KeySetFetchFailure('its answer breaks off');
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Fetches the text of a key set (T8): JSON with status 200, at most 64 KiB, no redirect, within the deadline, from an
 * address that may be connected to.
 *
 * @throws KeySetFetchFailure
 */
export const fetchKeySet = async (address: string, options: KeySetFetchOptions): Promise<string> => {
  const { deadlineMilliseconds = 5000 } = options;
  const problem = keySetAddressProblem(address, options);
  if (problem !== null) throw new KeySetFetchFailure(problem);
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  let response: IncomingMessage | null = null;
  try {
    response = await open(new URL(address), checkedLookup(options), signal);
    checkHead(response);
    return await readBody(response);
  } catch (error) {
    if (error instanceof KeySetFetchFailure) throw error;
    if (signal.aborted) throw new KeySetFetchFailure('it does not answer in time');
    const code = (error as NodeJS.ErrnoException).code;
    throw new KeySetFetchFailure(`it cannot be reached${code ? ` (${code})` : ''}`);
  } finally {
    response?.destroy();
  }
};
