import type { Credential } from '../../domain/credential.ts';
import type { TokenEndpoint } from '../../domain/source-connection.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { BoundedFetch } from '../../outbound/bounded-fetch.ts';
import type { Guard } from '../../outbound/guard.ts';
import { requestToken } from './request-token.ts';

/** What a source is shown by the hub with each call. */
export interface Authorization {
  /** The value of the header, or null where there is none; asks for a token where the last one is over. @throws SourceFault */
  readonly header: (signal: AbortSignal) => Promise<string | null>;
  /** Runs a call; a refusal makes the token that it was made with nobody's. */
  readonly during: <Value>(call: () => Promise<Value>) => Promise<Value>;
}

export interface AuthorizationOptions {
  readonly credential: Credential | null;
  readonly tokens: TokenEndpoint | null;
  readonly fetch: BoundedFetch;
  readonly guard: Guard;
  /** Milliseconds. */
  readonly now: () => number;
}

/** A token that ends while its answer is read would fail a call that nothing is wrong with. */
const earlySeconds = 30;

const fixedHeader = (credential: Credential | null): string | null => {
  switch (credential?.kind) {
    case 'PASSWORD':
      return `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString('base64')}`;
    case 'TOKEN':
      return `Bearer ${credential.token}`;
    default:
      return null;
  }
};

const fixed = (header: string | null): Authorization => ({
  header: async () => header,
  during: async (call) => await call(),
});

/** How one source is shown who asks: by a password, a token, or tokens that are asked for by client credentials. */
export const createAuthorization = (options: AuthorizationOptions): Authorization => {
  const { credential, tokens, fetch, guard, now } = options;
  if (tokens === null || credential?.kind !== 'CLIENT') return fixed(fixedHeader(credential));
  let known: { readonly header: string; readonly until: number } | null = null;
  return {
    header: async (signal) => {
      if (known !== null && now() < known.until) return known.header;
      const askedAt = now();
      const { token, seconds } = await guard.run(
        async (limit) => await requestToken(tokens, credential, fetch, limit),
        signal,
      );
      known = { header: `Bearer ${token}`, until: askedAt + (seconds - earlySeconds) * 1000 };
      return known.header;
    },
    during: async (call) => {
      try {
        return await call();
      } catch (error) {
        if (error instanceof SourceFault && error.detail === '401') known = null;
        throw error;
      }
    },
  };
};
