import { SourceFault } from '../domain/source-fault.ts';
import type { NameResolver } from '../outbound/checked-lookup.ts';
import { exchange } from '../outbound/exchange.ts';
import { keySetAddressProblem, ruleOf } from './fetch-key-set.ts';

/** What a receiver answered: a status, or why there was none, in words that quote nothing of it. */
export type PostAnswer = { readonly status: number } | { readonly fault: string };

export interface PostOptions {
  /** Demo and tests alone: a receiver on this machine, over plain HTTP too. */
  readonly allowsLoopback: boolean;
  readonly deadlineMilliseconds: number;
  readonly resolveName?: NameResolver;
}

/** The head is all that is read of an answer. */
class HeadRead extends Error {
  constructor(readonly status: number) {
    super('the head was read');
  }
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
  try {
    const { status } = await exchange({
      ...{ url: new URL(address), method: 'POST', headers, body, rule: ruleOf(options), mostBytes: 0 },
      signal: AbortSignal.timeout(options.deadlineMilliseconds),
      checkHead: (head) => {
        throw new HeadRead(head.status);
      },
    });
    return { status };
  } catch (error) {
    if (error instanceof HeadRead) return { status: error.status };
    if (!(error instanceof SourceFault)) throw error;
    return { fault: error.kind === 'ABORTED' ? 'it does not answer in time' : error.message };
  }
};
