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

/** `--hub` and `--token-file`, the same on every command that asks a hub. */
export const withHubOptions = (command: Command): Command =>
  command
    .option('--hub <url>', 'the hub', 'http://127.0.0.1:4000/graphql')
    .requiredOption('--token-file <file>', "a file that holds the officer's token");

const readToken = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CommandFailure(`--token-file: the file ${file} cannot be read.`);
  }
};

/** Asks a hub. @throws CommandFailure with the hub's own sentence where it refuses. */
export const askHub = async <Data, Variables extends object>(
  { hub, tokenFile }: HubOptions,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> => {
  const client = new GraphQLClient(hub, { headers: { authorization: `Bearer ${readToken(tokenFile)}` } });
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
    throw new CommandFailure(`${code}: ${refusal.message}`);
  }
};
