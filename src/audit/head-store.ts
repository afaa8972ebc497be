import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where signed heads are copied to, outside the database: whoever owns the database must not own this (THREATS.md A4). */
export interface HeadStore {
  /** Resolves once the head is durable. */
  readonly append: (jws: string) => Promise<void>;
  /** Every head in the order of appending. */
  readonly readAll: () => AsyncIterable<string>;
}

/** A head store with something to close. */
export interface FileHeadStore extends HeadStore {
  readonly close: () => Promise<void>;
}

async function* wholeLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  // What is left has no end: the process died writing it, or is writing it now. It was never acknowledged.
}

const lengthOfWholeLines = async (path: string): Promise<number> => {
  let length = 0;
  for await (const line of wholeLines(path)) length += Buffer.byteLength(line) + 1;
  return length;
};

const syncDirectoryOf = async (path: string): Promise<void> => {
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

/**
 * Heads in a file, one compact JWS a line, only ever appended to. Put it on another disk or mount than the database.
 * A last line without its end is cut off at opening: it is what a crash left of a head that nobody was told is there.
 *
 * INVARIANT: one process writes one file.
 *
 * @throws whatever the file system throws where the file cannot be opened for appending.
 */
export const openFileHeadStore = async (path: string): Promise<FileHeadStore> => {
  const file: FileHandle = await open(path, 'a', 0o600);
  await syncDirectoryOf(path);
  let length = await lengthOfWholeLines(path);
  let last: Promise<void> = Promise.resolve();

  const appendLine = async (jws: string): Promise<void> => {
    if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jws)) throw new RangeError('not a compact JWS');
    // Also after an append that failed half-way, on a full disk: the next head must begin on its own line.
    if ((await file.stat()).size !== length) {
      // Counted anew: another process's whole heads stay, and only a line without its end is cut off.
      length = await lengthOfWholeLines(path);
      await file.truncate(length);
    }
    const line = Buffer.from(`${jws}\n`);
    await file.appendFile(line);
    await file.sync();
    length += line.length;
  };

  return {
    append: (jws) => {
      const done = last.then(() => appendLine(jws));
      last = done.catch(() => undefined);
      return done;
    },
    readAll: () => wholeLines(path),
    close: async () => {
      await last;
      await file.close();
    },
  };
};
