import { readFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { Command } from 'commander';
import { print } from 'graphql';
import { ClientError, GraphQLClient } from 'graphql-request';
import { CommandFailure } from './command-failure.ts';

/** How a command reaches a hub: as anybody else does, over HTTP and with a token. */
export interface HubOptions {
  readonly hub: string;
  readonly tokenFile: string;
}

/** Where every command looks for a hub that nobody names. */
export const usualHub = 'http://127.0.0.1:4000/graphql';

/** What a hub refuses, with its code: a command may go on where one thing of several is refused. */
export class HubRefusal extends CommandFailure {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** `--hub` and `--token-file`, the same on every command that asks a hub. */
export const withHubOptions = (command: Command): Command =>
  command
    .option('--hub <url>', 'the hub', usualHub)
    .requiredOption('--token-file <file>', "a file that holds the officer's token");

/** @throws CommandFailure */
export const readToken = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandFailure(`--token-file: the file ${file} cannot be read.`);
  }
};

/** Asks a hub with a token. @throws CommandFailure with the hub's own sentence where it refuses, as a HubRefusal. */
export const askWithToken = async <Data, Variables extends object>(
  { hub, token }: { readonly hub: string; readonly token: string },
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> => {
  const client = new GraphQLClient(hub, { headers: { authorization: `Bearer ${token}` } });
  try {
    return await client.request<Data>(print(document), variables);
  } catch (error) {
    if (!(error instanceof ClientError)) throw new CommandFailure(`There is no hub at ${hub}.`);
    const [refusal] = error.response.errors ?? [];
    const code = refusal?.extensions?.['code'];
    if (!refusal || typeof code !== 'string')
      throw new CommandFailure(
        `${hub} answered with status ${error.response.status}, but not as a hub does.`,
      );
    throw new HubRefusal(code, refusal.message);
  }
};

/** Asks a hub with the token in a file. @throws CommandFailure with the hub's own sentence where it refuses. */
export const askHub = async <Data, Variables extends object>(
  { hub, tokenFile }: HubOptions,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> => await askWithToken({ hub, token: readToken(tokenFile) }, document, variables);
