import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import { CommandFailure } from '../command-failure.ts';

/** A field that was asked for and not given, as the hub names it. */
export interface WithheldField {
  readonly coordinate: string;
  readonly reason: string;
}

/** An answer as these clients use it. */
export interface Reply<Data> {
  /** Null where the whole operation was refused. */
  readonly data: Data | null;
  readonly withheld: readonly WithheldField[];
  /** The code of the first error, or null. */
  readonly code: string | null;
}

/** A client of one agency: it knows an address, a token and the operations under `schema/operations`. */
export interface HubClient {
  readonly ask: <Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Reply<Data>>;
}

interface Answered<Data> {
  readonly status: number;
  readonly data?: Data | null | undefined;
  readonly extensions?: unknown;
  readonly errors?: readonly { readonly extensions?: object }[] | undefined;
}

const replyOf = <Data>(answered: Answered<Data>): Reply<Data> => {
  const withheld = (answered.extensions as { withheld?: readonly WithheldField[] } | undefined)?.withheld;
  const code = (answered.errors?.[0]?.extensions as { code?: unknown } | undefined)?.code;
  if (code === 'UNAUTHENTICATED') {
    throw new CommandFailure(
      'The hub does not know the keys that the tour signs with. If it runs on another data directory, name it with --data.',
    );
  }
  if (answered.errors && typeof code !== 'string')
    throw new CommandFailure(`The address answered with status ${answered.status}, but not as a hub does.`);
  return {
    data: answered.data ?? null,
    withheld: withheld ?? [],
    code: typeof code === 'string' ? code : null,
  };
};

/** Connects one agency's client. Refusals are answers, not faults: the tour is there to show them. */
export const connectClient = (url: string, token: string): HubClient => {
  const client = new GraphQLClient(url, {
    headers: { authorization: `Bearer ${token}` },
    errorPolicy: 'all',
  });
  return {
    ask: async <Data, Variables extends object>(
      document: TypedDocumentNode<Data, Variables>,
      variables: Variables,
      headers: Readonly<Record<string, string>> = {},
    ) => {
      try {
        // Only the raw request shows what stands beside the data: `extensions.withheld`.
        return replyOf(await client.rawRequest<Data, Variables>(print(document), variables, { ...headers }));
      } catch (error) {
        if (error instanceof ClientError) return replyOf(error.response as unknown as Answered<Data>);
        if (error instanceof CommandFailure) throw error;
        throw new CommandFailure(`${new URL(url).origin} stopped answering.`);
      }
    },
  };
};
