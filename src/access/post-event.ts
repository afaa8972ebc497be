import http from 'node:http';
import https from 'node:https';
import { checkedLookup, keySetAddressProblem, type NameResolver } from './fetch-key-set.ts';

/** What a receiver answered: a status, or why there was none, in words that quote nothing of it. */
export type PostAnswer = { readonly status: number } | { readonly fault: string };

export interface PostOptions {
  /** Demo and tests alone: a receiver on this machine, over plain HTTP too. */
  readonly allowsLoopback: boolean;
  readonly deadlineMilliseconds: number;
  readonly resolveName?: NameResolver;
}

/**
 * Posts to an address of the registry, which alone says where the hub goes: no redirect is followed, nothing of the answer but
 * its status is read, and a name that leads into the hub's own network is not connected to (THREATS.md T8).
 */
export const postEvent = async (
  address: string,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  options: PostOptions,
): Promise<PostAnswer> => {
  const problem = keySetAddressProblem(address, options);
  if (problem !== null) return { fault: problem };
  const url = new URL(address);
  const client = url.protocol === 'https:' ? https : http;
  const signal = AbortSignal.timeout(options.deadlineMilliseconds);
  return await new Promise((resolve) => {
    const request = client.request(
      url,
      { method: 'POST', headers, lookup: checkedLookup(options), signal, agent: false },
      (response) => {
        response.destroy();
        resolve({ status: response.statusCode ?? 0 });
      },
    );
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve({
        fault: signal.aborted ? 'it does not answer in time' : `it cannot be reached (${error.code ?? ''})`,
      }),
    );
    request.end(body);
  });
};
