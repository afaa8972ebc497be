import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { type ConfigurationProblem, readConfiguration } from './configuration-file.ts';

/** The operations that alone may run (trusted documents). */
export interface RegisteredDocuments {
  /**
   * The document registered under this hash for this agency, or null: not registered and registered for others look the same.
   *
   * @param agency null for a person, who runs what is registered for everybody.
   */
  readonly find: (hash: string, agency: string | null) => string | null;
  /** Every document, for a check at the start. */
  readonly all: readonly RegisteredDocument[];
}

export interface RegisteredDocument {
  /** Where it stands: a file's name or a hash. */
  readonly name: string;
  readonly text: string;
  /** Agencies it is registered for, or null for everybody. */
  readonly agencies: readonly string[] | null;
}

/** The SHA-256 of a document's text as it is sent, in lower-case hex. */
export const documentHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** @throws ConfigurationError where one text is registered twice: which agencies it is for would depend on the order. */
export const registerDocuments = (documents: readonly RegisteredDocument[]): RegisteredDocuments => {
  const byHash = new Map<string, RegisteredDocument>();
  for (const document of documents) {
    const hash = documentHash(document.text);
    const earlier = byHash.get(hash);
    if (earlier) throw new ConfigurationError(`${document.name} and ${earlier.name} are one document.`);
    byHash.set(hash, document);
  }
  return {
    find: (hash, agency) => {
      const found = byHash.get(hash);
      if (!found) return null;
      const isFor = found.agencies === null || (agency !== null && found.agencies.includes(agency));
      return isFor ? found.text : null;
    },
    all: documents,
  };
};

const entry = z.union([
  z.string(),
  z.strictObject({ document: z.string(), agencies: z.array(z.string()).min(1, 'no agency is named') }),
]);
const schema = z.record(z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex is expected'), entry);

/**
 * Reads a manifest: a JSON object of documents by their hash, each a text, or `{document, agencies}` where some agencies alone
 * may run it.
 *
 * @throws ConfigurationError naming file, line and hash: for a hash of another text, or an agency that there is not.
 */
export const readDocumentManifest = (
  text: string,
  fileName: string,
  agencies: ReadonlySet<string>,
): readonly RegisteredDocument[] => {
  const { value, refuse } = readConfiguration(text, fileName, schema);
  const problems: ConfigurationProblem[] = [];
  const documents = Object.entries(value).map(([hash, each]): RegisteredDocument => {
    const document = typeof each === 'string' ? each : each.document;
    const named = typeof each === 'string' ? null : each.agencies;
    if (documentHash(document) !== hash)
      problems.push({ path: [hash], message: 'this is the hash of another text' });
    for (const [index, agency] of (named ?? []).entries()) {
      if (agencies.has(agency)) continue;
      problems.push({ path: [hash, 'agencies', index], message: `no agency is called ${agency}` });
    }
    return { name: hash, text: document, agencies: named };
  });
  refuse(problems);
  return documents;
};
