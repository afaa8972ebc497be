import iconv from 'iconv-lite';
import type { Delivered } from '../../domain/delivered.ts';
import type { ElementsShape } from '../../domain/file-drop.ts';
import { type ElementItem, ElementItems } from './element-items.ts';
import { type FileContent, headOf } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';
import { type Letters, openLetters } from './letters.ts';
import { wholeRow } from './table-header.ts';
import { openXmlParser } from './xml-parser.ts';

const encodingIn = /^<\?xml\s[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/;

/** As the adapter says, or the mark at the head, or the document itself; else UTF-8, as XML has it. */
const openDocument = async (content: FileContent, { encoding }: ElementsShape): Promise<Letters> => {
  if (encoding !== undefined) return await openLetters(content, { encoding });
  const head = await headOf(content, 300);
  const isMarked = (head[0] ?? 0) >= 0x80 || head[0] === 0 || head[1] === 0;
  if (isMarked) return await openLetters(content, {});
  const declared = encodingIn.exec(head.toString('latin1'))?.[1] ?? 'utf-8';
  if (!iconv.encodingExists(declared)) throw new FileRefusal('ENCODING');
  return await openLetters(content, { encoding: declared });
};

/** Whether a text anywhere in an item was not written in the document's encoding. */
const isMisread = (item: unknown, letters: Letters): boolean => {
  if (typeof item === 'string') return letters.isMisread(item);
  return (
    typeof item === 'object' && item !== null && Object.values(item).some((each) => isMisread(each, letters))
  );
};

const deliver = (found: ElementItem, row: number, letters: Letters): Delivered => {
  const reason =
    'reason' in found
      ? found.reason
      : isMisread(found.item, letters)
        ? `This is not written in ${letters.encoding}.`
        : null;
  if (reason !== null) return { kind: 'UNREADABLE', row, problem: { row, column: wholeRow, reason } };
  return { kind: 'ITEM', row, item: 'item' in found ? found.item : null };
};

/**
 * Reads the elements of a document that are items, in order; each is numbered by its place.
 *
 * @throws FileRefusal where the document is not well formed, cut, declares a document type or has elements and no item: after
 *   the items before that place.
 */
export async function* readXml(content: FileContent, shape: ElementsShape): AsyncGenerator<Delivered> {
  const letters = await openDocument(content, shape);
  const items = new ElementItems(shape);
  let found: ElementItem[] = [];
  let [elements, row] = [0, 0];
  const parser = openXmlParser({
    open: ({ name, attributes }) => {
      elements += 1;
      items.open(name, attributes);
    },
    text: (text) => items.text(text),
    close: () => {
      const item = items.close();
      if (item) found.push(item);
    },
  });
  const delivered = (): Delivered[] => {
    const all = found.map((each, index) => deliver(each, row + index + 1, letters));
    row += all.length;
    found = [];
    return all;
  };
  for await (const text of letters.texts()) {
    parser.write(text);
    yield* delivered();
  }
  parser.end();
  yield* delivered();
  if (row === 0 && elements > 1) throw new FileRefusal('MISSING_PART');
}
