import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandFailure } from '../command-failure.ts';
import { type AdapterNames, namesOf, renamed } from './adapter-names.ts';
import { listAdapter } from './list-adapter.ts';

/** What was made: paths from the project's root. */
export interface Scaffold {
  readonly names: AdapterNames;
  readonly written: readonly string[];
}

/** Names under `schema/` that are no contract's. */
const reserved = ['directives', 'hub', 'operations', 'supergraph'];

/** The template lies two folders below the root, and its imports lead out of it. */
const withoutWayOut = (text: string): string =>
  text.replaceAll("'../../../../test/adapters/", "'./").replaceAll("'../../../../", "'../../");

/** Types and fields by which the contract would meet one that is there. */
const metIn = (graph: string, { camel, pascal }: AdapterNames): string | null => {
  for (const type of [`${pascal}Entry`, `${pascal}Help`])
    if (new RegExp(`^(?:type|enum|input|scalar|interface|union) ${type}\\b`, 'm').test(graph)) return type;
  const field = `${camel}Entries`;
  return new RegExp(`^ {2}${field}\\b`, 'm').test(graph) ? `Person.${field}` : null;
};

/**
 * Makes a new adapter out of the template: contract and words, translation, sample and test, and its line in the list.
 *
 * @param root of the project.
 * @param templates the folder of the template.
 * @throws CommandFailure where the name cannot be used; then nothing is written.
 */
export const scaffoldAdapter = (name: string, root: string, templates: string): Scaffold => {
  const names = namesOf(name);
  if (names === null || reserved.includes(name))
    throw new CommandFailure(
      `${name} is no name for an adapter. Use small letters, digits and hyphens, such as food-aid.`,
    );
  const files = globSync('**/*', { cwd: templates, withFileTypes: true })
    .filter((each) => each.isFile() && !each.name.endsWith('.generated.ts'))
    .map((each) => join(each.parentPath, each.name))
    .sort();
  // The image that runs has none: adapters are made where the project is worked on.
  if (files.length === 0) throw new CommandFailure('There is no template here. Nothing was written.');
  const made = files.map((file) => {
    const path = renamed(file.slice(templates.length + 1), names);
    return { path, text: renamed(withoutWayOut(readFileSync(file, 'utf8')), names) };
  });
  const there = [join('adapters', name), ...made.map(({ path }) => path)].find((path) =>
    existsSync(join(root, path)),
  );
  if (there) throw new CommandFailure(`${there} is there already. Nothing was written.`);
  const met = metIn(readFileSync(join(root, 'schema', 'hub.graphql'), 'utf8'), names);
  if (met)
    throw new CommandFailure(`The graph has ${met} already. Choose another name; nothing was written.`);
  const list = join('adapters', 'adapters.ts');
  const listed = listAdapter(readFileSync(join(root, list), 'utf8'), names);
  if (listed === null)
    throw new CommandFailure(
      `${list} is not as this command left it, so it cannot add to it. Nothing was written.`,
    );
  for (const { path, text } of made) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  writeFileSync(join(root, list), listed);
  return { names, written: [...made.map(({ path }) => path), list] };
};
