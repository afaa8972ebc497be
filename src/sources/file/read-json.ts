import type { Delivered } from '../../domain/delivered.ts';
import type { LinesShape, ListShape } from '../../domain/file-drop.ts';
import { parseJson, unusableIn } from '../json/parse-json.ts';
import type { FileContent } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';
import { type Letters, openLetters } from './letters.ts';
import { linesOf } from './lines.ts';
import { JsonListSplitter } from './split-json-list.ts';
import { wholeRow } from './table-header.ts';

const unreadable = (row: number, reason: string): Delivered => ({
  kind: 'UNREADABLE',
  row,
  problem: { row, column: wholeRow, reason },
});

/** One message: what it holds; why it cannot be taken; or null where the text is no JSON. */
const readMessage = (text: string): { readonly item: unknown } | { readonly reason: string } | null => {
  let item: unknown;
  try {
    item = parseJson(text);
  } catch {
    return null;
  }
  const unusable = unusableIn(item);
  return unusable === null ? { item } : { reason: unusable.reason };
};

const tooLong = 'This is longer than a message may be.';
const otherLetters = ({ encoding }: Letters): string => `This is not written in ${encoding}.`;

async function* readLines(letters: Letters): AsyncGenerator<Delivered> {
  for await (const { number: row, signs } of linesOf(letters.pieces())) {
    if (signs?.trim() === '') continue;
    const text = signs === null ? null : letters.decode(signs);
    if (text === null) {
      yield unreadable(row, signs === null ? tooLong : otherLetters(letters));
      continue;
    }
    const reading = readMessage(text);
    if (reading === null) yield unreadable(row, 'This line is not JSON; it may have been cut.');
    else if ('reason' in reading) yield unreadable(row, reading.reason);
    else yield { kind: 'ITEM', row, item: reading.item };
  }
}

/** Reads messages in JSON, one a line. A line that cannot be read costs itself. @throws FileRefusal ENCODING. */
export async function* readJsonLines(content: FileContent, shape: LinesShape): AsyncGenerator<Delivered> {
  yield* readLines(await openLetters(content, shape));
}

const readItem = (letters: Letters, row: number, signs: string | null): Delivered => {
  const text = signs === null ? null : letters.decode(signs);
  if (text === null) return unreadable(row, signs === null ? tooLong : otherLetters(letters));
  const reading = readMessage(text);
  // A list that is not JSON in one place is not a list: what follows can be anything.
  if (reading === null) throw new FileRefusal('STRUCTURE', row);
  return 'reason' in reading ? unreadable(row, reading.reason) : { kind: 'ITEM', row, item: reading.item };
};

async function* readList(letters: Letters, path: readonly string[]): AsyncGenerator<Delivered> {
  const splitter = new JsonListSplitter(path);
  let row = 0;
  for await (const piece of letters.pieces()) {
    for (const signs of splitter.push(piece)) {
      row += 1;
      yield readItem(letters, row, signs);
    }
  }
  const { around, isFound } = splitter.end();
  const text = letters.decode(around);
  const reading = text === null ? null : readMessage(text);
  if (reading === null || 'reason' in reading) throw new FileRefusal('STRUCTURE');
  if (!isFound) throw new FileRefusal('MISSING_PART');
}

const firstSign = async (letters: Letters): Promise<string> => {
  for await (const piece of letters.pieces()) {
    const signs = piece.trimStart();
    if (signs !== '') return signs.charAt(0);
  }
  return '';
};

/**
 * Reads the messages of a list in JSON, in order; each is numbered by its place. What is no message costs itself.
 *
 * @throws FileRefusal where the text is not JSON, cut or without the list: after the messages before that place.
 */
export async function* readJsonList(content: FileContent, shape: ListShape): AsyncGenerator<Delivered> {
  const letters = await openLetters(content, shape);
  if (shape.orLines && (await firstSign(letters)) !== '[') yield* readLines(letters);
  else yield* readList(letters, shape.path ?? []);
}
