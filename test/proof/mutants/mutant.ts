import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFile } from '../../../src/server/configuration.ts';

/** By what a leak is found: comparing worlds, or the test of the suite that stands nearest to it. */
const finder = z.union([z.literal('non-interference'), z.string().regex(/^test\/[\w/.-]+\.test\.ts$/)]);

const form = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    /** Rows of THREATS.md (`S6`, `I3`), lines of its list (i-b) (`i-b Cache key`), or what the issue names. */
    threat: z.array(z.string().min(1)).min(1),
    /** What the hub does then that it must not do. */
    leak: z.string().min(1),
    edits: z.array(z.strictObject({ file: z.string(), find: z.string().min(1), replace: z.string() })).min(1),
    by: finder,
    /** Whose actors alone ask, where only theirs could notice. */
    focus: z.string().optional(),
    pairs: z.int().positive().max(2000).optional(),
  }),
);

/** A leak that is planted into a copy of the hub, to see that it is found. */
export type Mutant = z.output<typeof form>[number];

const directory = projectFile('test', 'proof', 'mutants');

/** Reads the catalogue of planted leaks. */
export const readMutants = (): readonly Mutant[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => form.parse(parse(readFileSync(join(directory, name), 'utf8'))));

/** The text of a file with the edit made. @throws where what it replaces is not there exactly once: it has gone stale. */
const withEdit = (text: string, { file, find, replace }: Mutant['edits'][number]): string => {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} has this text ${text.split(find).length - 1} times and not once: ${find}`);
  return `${before}${replace}${after}`;
};

/** The files of a mutant as they become, each by its name. @throws where an edit has gone stale. */
export const mutated = (mutant: Mutant, read: (file: string) => string): ReadonlyMap<string, string> => {
  const files = new Map<string, string>();
  for (const edit of mutant.edits)
    files.set(edit.file, withEdit(files.get(edit.file) ?? read(edit.file), edit));
  return files;
};
