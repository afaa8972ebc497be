import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapters } from '../../adapters/adapters.ts';
import { type Languages, readLanguages } from '../access/language-file.ts';
import type { Adapter } from '../domain/adapter.ts';
import { assembleGraph, type Graph } from '../graph/assemble-graph.ts';
import { projectFile, readSettingFolder } from './configuration.ts';

/** What the project itself says, however a hub of it is configured. Nothing changes it, so hubs can share it. */
export interface Contracts {
  readonly adapters: readonly Adapter[];
  readonly graph: Graph;
  readonly languages: Languages;
}

const contractFolder = projectFile('schema');

/** The graph of the adapters' contracts, which lie in a folder beside the words that all of them use. */
export const loadGraph = (of: readonly Adapter[] = adapters, folder = contractFolder): Graph =>
  assembleGraph(
    readFileSync(join(folder, 'directives.graphql'), 'utf8'),
    of.map(({ name }) => ({ name, sdl: readFileSync(join(folder, `${name}.graphql`), 'utf8') })),
  );

/** The words of the contracts that bring their own, by the file they stand in. */
const loadContractWords = (of: readonly Adapter[], folder: string): ReadonlyMap<string, string> =>
  new Map(
    of
      .map(({ name }) => `${name}.words.yaml`)
      .filter((name) => existsSync(join(folder, name)))
      .map((name) => [`schema/${name}`, readFileSync(join(folder, name), 'utf8')]),
  );

/** The adapters, the graph of their contracts, and a word in each language for everything that these and the agreements name. */
export const loadContracts = (of: readonly Adapter[] = adapters, folder = contractFolder): Contracts => {
  const graph = loadGraph(of, folder);
  const languages = readLanguages(
    readSettingFolder('languages', projectFile('config', 'languages')),
    'config/languages',
    graph.catalogue,
    loadContractWords(of, folder),
  );
  return { adapters: of, graph, languages };
};

let own: Contracts | null = null;

/** The project's own contracts and languages, read once in a process: they are files of the program, and a third of what opening it takes. */
export const projectContracts = (): Contracts => {
  own ??= loadContracts();
  return own;
};
