import { SaxesParser } from 'saxes';
import { FileRefusal } from './file-refusal.ts';

/** Those of XML itself, and no others: no document defines one here. */
const entities: Readonly<Record<string, string>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, string>, {
    amp: '&',
    apos: "'",
    gt: '>',
    lt: '<',
    quot: '"',
  }),
);

/** An element where it begins: local names alone, and without declarations of namespaces. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

export interface XmlHandlers {
  readonly open: (element: XmlElement) => void;
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
}

/** A document that is read as it comes. */
export interface XmlParser {
  /** @throws FileRefusal where the document is not well formed or declares a document type. */
  readonly write: (text: string) => void;
  /** @throws FileRefusal where the document was cut. */
  readonly end: () => void;
}

/** What the parser may hold until something ends, in signs: one endless text must not fill the memory. */
const mostPending = 2_000_000;

/**
 * Opens a parser that expands nothing but the five entities of XML and the letters by number, and follows no address.
 *
 * INVARIANT: its own messages, which quote the document, are never handed on.
 */
export const openXmlParser = (handlers: XmlHandlers): XmlParser => {
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.ENTITIES = entities as Record<string, string>;
  let pending = 0;
  parser.on('doctype', () => {
    throw new FileRefusal('DOCUMENT_TYPE');
  });
  parser.on('error', () => {
    throw new FileRefusal('STRUCTURE');
  });
  parser.on('opentag', ({ local, attributes }) => {
    pending = 0;
    const own = Object.values(attributes).filter(
      (each) => each.prefix !== 'xmlns' && !(each.prefix === '' && each.local === 'xmlns'),
    );
    handlers.open({ name: local, attributes: own.map((each) => [each.local, each.value] as const) });
  });
  const takeText = (text: string): void => {
    pending = 0;
    handlers.text(text);
  };
  parser.on('text', takeText);
  parser.on('cdata', takeText);
  parser.on('closetag', ({ local }) => {
    pending = 0;
    handlers.close(local);
  });
  return {
    write: (text) => {
      pending += text.length;
      if (pending > mostPending) throw new FileRefusal('STRUCTURE');
      parser.write(text);
    },
    end: () => void parser.close(),
  };
};
