import type { FileHandle } from 'node:fs/promises';
import { FileRefusal } from './file-refusal.ts';

/** The bytes of a file, readable in parts and more than once. */
export interface FileContent {
  readonly size: number;
  /** The bytes from one place up to another, in pieces. */
  readonly read: (from?: number, to?: number) => AsyncIterable<Uint8Array>;
}

const pieceBytes = 64 * 1024;

/** Bytes that lie in memory already. */
export const contentOfBytes = (bytes: Uint8Array): FileContent => ({
  size: bytes.length,
  read: async function* (from = 0, to = bytes.length) {
    for (let start = from; start < to; start += pieceBytes)
      yield bytes.subarray(start, Math.min(start + pieceBytes, to));
  },
});

/**
 * An open file, of the size that it had when it was looked at: what is added later is not read. Whoever opened it closes it.
 *
 * @throws FileRefusal while it is read, where the file has become shorter.
 */
export const contentOfOpenFile = (file: FileHandle, size: number): FileContent => ({
  size,
  read: async function* (from = 0, to = size) {
    for (let start = from; start < to; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, to - start));
      const { bytesRead } = await file.read(piece, 0, piece.length, start);
      if (bytesRead === 0) throw new FileRefusal('CHANGED');
      start += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  },
});

/** The first bytes of a file, as many as there are of so many. */
export const headOf = async (content: FileContent, length: number): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of content.read(0, Math.min(length, content.size))) pieces.push(piece);
  return Buffer.concat(pieces);
};
