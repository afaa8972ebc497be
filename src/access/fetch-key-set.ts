import { isIP } from 'node:net';
import { SourceFault } from '../domain/source-fault.ts';
import { type AddressRule, hostOf, type NameResolver } from '../outbound/checked-lookup.ts';
import { type AnswerHead, exchange } from '../outbound/exchange.ts';
import { isLoopbackAddress, isPublicAddress } from '../outbound/public-address.ts';

/** Why a key set could not be fetched, in words that quote nothing of the answer. */
export class KeySetFetchFailure extends Error {}

export interface KeySetFetchOptions {
  /** Demo alone: an identity provider on this machine, over plain HTTP too. */
  readonly allowsLoopback: boolean;
  /** For the whole of it, from the name's look-up to the last byte; by default 5 seconds. */
  readonly deadlineMilliseconds?: number;
  /** By default the system's. */
  readonly resolveName?: NameResolver;
}

const mostBytes = 65_536;

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

/** Public addresses, and in the demo this machine's own. */
export const ruleOf = ({
  allowsLoopback,
  resolveName,
}: Pick<KeySetFetchOptions, 'allowsLoopback' | 'resolveName'>): AddressRule => ({
  isAllowed: (address) => isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address)),
  resolveName,
});

const checkHead = ({ status, headers }: AnswerHead): void => {
  if (status !== 200) throw new KeySetFetchFailure(`it answers with ${status}`);
  if (!/\bjson\b/i.test(headers['content-type'] ?? ''))
    throw new KeySetFetchFailure('it answers with no JSON');
};

/** INVARIANT: a fault's message is a sentence of the program's own, so it may be told. */
const failureOf = (error: unknown): KeySetFetchFailure => {
  if (error instanceof KeySetFetchFailure) return error;
  if (!(error instanceof SourceFault)) throw error;
  if (error.kind === 'ABORTED') return new KeySetFetchFailure('it does not answer in time');
  return new KeySetFetchFailure(
    error.kind === 'EGRESS' ? 'its name leads to an address that is not public' : error.message,
  );
};

/**
 * Fetches the text of a key set (T8): JSON with status 200, at most 64 KiB, no redirect, within the deadline, from an
 * address that may be connected to.
 *
 * @throws KeySetFetchFailure
 */
export const fetchKeySet = async (address: string, options: KeySetFetchOptions): Promise<string> => {
  const problem = keySetAddressProblem(address, options);
  if (problem !== null) throw new KeySetFetchFailure(problem);
  try {
    const { body } = await exchange({
      url: new URL(address),
      method: 'GET',
      headers: { accept: 'application/jwk-set+json, application/json' },
      rule: ruleOf(options),
      mostBytes,
      signal: AbortSignal.timeout(options.deadlineMilliseconds ?? 5000),
      checkHead,
    });
    return body.toString('utf8');
  } catch (error) {
    throw failureOf(error);
  }
};
