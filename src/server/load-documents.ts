import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLSchema, parse, validate } from 'graphql';
import {
  type RegisteredDocument,
  type RegisteredDocuments,
  readDocumentManifest,
  registerDocuments,
} from '../access/registered-documents.ts';
import type { Registry } from '../access/registry.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { judgeDocument } from '../policy/document-budget.ts';
import { type Configuration, readSetting } from './configuration.ts';

const setting = 'HUB_DOCUMENTS';

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new ConfigurationError(`${setting}: there is no file or folder ${path}.`);
  }
};

const readFolder = (folder: string): readonly RegisteredDocument[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8'), agencies: null }));

/** A registered document that could never run would be found out by whoever needs it: it stops the start instead. */
const faultOf = (schema: GraphQLSchema, text: string): string | null => {
  try {
    const { exceeded } = judgeDocument(text);
    if (exceeded) return `asks for too much (${exceeded})`;
    return validate(schema, parse(text))[0]?.message ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read';
  }
};

/**
 * The operations that alone may run, where the configuration names any.
 *
 * @throws ConfigurationError for a folder without documents, and for a document that the graph does not fit.
 */
export const loadDocuments = (
  configuration: Configuration,
  registry: Registry,
  schema: GraphQLSchema,
): RegisteredDocuments | null => {
  const path = configuration.documents;
  if (path === null) return null;
  const documents = isFolder(path)
    ? readFolder(path)
    : readDocumentManifest(readSetting(setting, path), path, new Set(registry.agencies.keys()));
  if (documents.length === 0) throw new ConfigurationError(`${setting}: ${path} holds no document.`);
  for (const { name, text } of documents) {
    const fault = faultOf(schema, text);
    if (fault) throw new ConfigurationError(`${setting}: ${name}: ${fault}`);
  }
  return registerDocuments(documents);
};
