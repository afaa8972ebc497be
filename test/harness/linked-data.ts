import jsonld from 'jsonld';
import type { JsonValue } from '../../src/domain/json-value.ts';

/** A node as JSON-LD 1.1 expands it: every key and type a whole IRI, every value an object or a list. */
export type ExpandedNode = Readonly<Record<string, readonly unknown[]>>;

/**
 * Reads a document of one node as a stranger's JSON-LD processor does.
 *
 * @throws Error where something would be dropped, because its key or type is no IRI, or where anything would be fetched.
 */
export const expandLinkedData = async (document: JsonValue): Promise<ExpandedNode> => {
  const options = {
    safe: true,
    documentLoader: async (url: string): Promise<never> => {
      throw new Error(`the document is not whole: it refers to ${url}`);
    },
  };
  const [node, ...more] = await jsonld.expand(
    document as jsonld.JsonLdDocument,
    options as jsonld.Options.Expand,
  );
  if (!node || more.length > 0) throw new Error('the document is not one node');
  return node as unknown as ExpandedNode;
};

/** Every key of an expanded document, as often as it stands there. */
export const propertiesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(propertiesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.startsWith('@') ? [] : [key]),
    ...propertiesIn(inner),
  ]);
};

/** Every type and id in an expanded document. */
export const namesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '@id' || key === '@type' ? [inner].flat().map(String) : namesIn(inner),
  );
};

/** What a document's keys must expand to, by the prefixes of its own context, but for those without a value. */
export const expectedProperties = (document: JsonValue): readonly string[] => {
  const { '@context': context } = document as { '@context': Readonly<Record<string, string>> };
  const keysOf = (value: JsonValue): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(keysOf);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) =>
      inner === null || key === '@context' ? [] : [...(key.startsWith('@') ? [] : [key]), ...keysOf(inner)],
    );
  };
  return keysOf(document).map((key) => {
    const [prefix = '', name] = key.split(':');
    return `${context[prefix]}${name}`;
  });
};
