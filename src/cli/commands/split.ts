import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { corePart } from '../../graph/graph-parts.ts';
import { preparePartRoles, roleOf } from '../../store/part-roles.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

/** A password becomes part of an address, and is long enough that nobody guesses it. */
const passwordForm = /^[A-Za-z0-9]{24,}$/;

const passwordIn = (directory: string, part: string): string => {
  const file = join(directory, roleOf(part));
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigurationError(`--passwords: the file ${file} cannot be read.`);
  }
  if (!passwordForm.test(text))
    throw new ConfigurationError(`--passwords: ${file} holds no password of 24 letters and digits or more.`);
  return text;
};

/** `split prepare`: the tables and the roles that the parts of a split graph find in the store. */
export const addSplitCommand = (program: Command): void => {
  program
    .command('split')
    .description('For a graph that runs in parts (docs/split.md).')
    .command('prepare')
    .description('Brings the tables up to date and makes the role of each part, as their owner.')
    .requiredOption('--passwords <directory>', "a file for each part's role, with its password")
    .action(async ({ passwords }: { passwords: string }) => {
      await withCore(undefined, async ({ database, graph, registry }) => {
        const sourcesOf = (part: string): readonly string[] | null =>
          part === corePart
            ? null
            : [...registry.sources.values()].flatMap(({ id, adapter }) => (adapter === part ? [id] : []));
        const roles = graph.partNames.map((part) => ({
          part,
          password: passwordIn(passwords, part),
          sources: sourcesOf(part),
        }));
        await preparePartRoles(database, roles);
        for (const { part, sources } of roles)
          printLine(`${roleOf(part)}: ${sources === null ? 'the core' : `writes ${sources.join(', ')}`}`);
      });
    });
};
