import type { Command } from 'commander';
import { createSecrets } from '../../access/secrets.ts';
import { printLine } from '../print-line.ts';

/** `secrets`: what an operator puts into the file that HUB_SECRETS names, before the first start. */
export const addSecretsCommand = (program: Command): void => {
  program
    .command('secrets')
    .description(
      "Prints a new set of the hub's own keys, for the file that HUB_SECRETS names. Keep it: ids, hashes and the log's heads rest on it.",
    )
    .action(async () => printLine(await createSecrets()));
};
