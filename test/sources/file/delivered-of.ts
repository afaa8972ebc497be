import type { Delivered } from '../../../src/domain/delivered.ts';
import type { FileShape } from '../../../src/domain/file-drop.ts';
import { contentOfBytes, type FileContent } from '../../../src/sources/file/file-content.ts';
import { readFile } from '../../../src/sources/file/read-file.ts';

/** A file's bytes, however it came. */
const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text) : text;

/** The same bytes in pieces of another length, so that whatever may be cut in two is. */
export const inPieces = (bytes: Uint8Array, length: number): FileContent => ({
  size: bytes.length,
  read: async function* (from = 0, to = bytes.length) {
    for (let start = from; start < to; start += length)
      yield bytes.subarray(start, Math.min(start + length, to));
  },
});

/** Everything that a file is read into. @throws FileRefusal */
export const deliveredOf = async (
  file: string | Uint8Array | FileContent,
  shape: FileShape,
): Promise<readonly Delivered[]> => {
  const content = typeof file === 'object' && 'read' in file ? file : contentOfBytes(bytesOf(file));
  const all: Delivered[] = [];
  for await (const { items } of readFile(content, shape, null, new AbortController().signal))
    all.push(...items);
  return all;
};

/** The items alone. */
export const itemsOf = (delivered: readonly Delivered[]): readonly unknown[] =>
  delivered.flatMap((each) => (each.kind === 'ITEM' ? [each.item] : []));

/** Where something could not be read: `row column`. */
export const unreadableOf = (delivered: readonly Delivered[]): readonly string[] =>
  delivered.flatMap((each) => (each.kind === 'UNREADABLE' ? [`${each.row} ${each.problem.column}`] : []));
