import { createHmac } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import canonicalize from 'canonicalize';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { JournalFact } from '../domain/journal-fact.ts';

/** Facts in a file outside the database, one a line, only ever appended to. */
export interface JournalFile {
  /**
   * What was appended since it was last read, by this process or by another one.
   *
   * @throws ConfigurationError naming file and line where a line is not the one that was appended.
   */
  readonly readOn: () => AsyncIterable<JournalFact>;
  /** Resolves once the facts are durable. After `readOn` to the end, while no other process appends. */
  readonly append: (facts: readonly JournalFact[]) => Promise<void>;
}

/** Nothing at all where there is no file yet. */
async function* bytesFrom(path: string, start: number): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { start })) yield chunk as Buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** What is left without a line's end is what a crash left of facts that nobody was told are there. */
async function* wholeLines(path: string, start: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytesFrom(path, start)) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
  }
}

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/**
 * Opens the journal. Each line carries a MAC over itself and the one before it (HMAC with SHA-256, RFC 2104): a line that was
 * changed, moved, put in or taken out of the middle does not follow. A tail that was cut off whole shows in the database.
 *
 * @param hashingKey the hub's key of keyed hashes; the journal's own is derived from it.
 */
export const openJournalFile = (path: string, hashingKey: Uint8Array): JournalFile => {
  const key = createHmac('sha256', hashingKey).update('komsiluk journal').digest();
  let [length, lines, last] = [0, 0, ''];

  const macOf = ({ kind, key: name, at, fact }: JournalFact, before: string): string =>
    createHmac('sha256', key)
      .update(canonicalize([before, kind, name, at, fact]) ?? '')
      .digest('base64url');

  const factOf = (line: Buffer): JournalFact & { readonly mac: string } => {
    try {
      const read = JSON.parse(line.toString()) as JournalFact & { readonly mac: string };
      if (read.mac === macOf(read, last)) return read;
    } catch {
      // Said below, in the same words: what the line holds instead is nobody's to read.
    }
    throw new ConfigurationError(
      `HUB_HEADS: ${path}, line ${lines + 1}: this is not the line that the hub appended. What must not come back cannot be told from it.`,
    );
  };

  return {
    readOn: async function* () {
      for await (const line of wholeLines(path, length)) {
        const { mac, ...fact } = factOf(line);
        last = mac;
        lines += 1;
        length += line.length + 1;
        yield fact;
      }
    },
    append: async (facts) => {
      if (facts.length === 0) return;
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const isNew = await stat(path).then(
        () => false,
        () => true,
      );
      const file = await open(path, 'a', 0o600);
      try {
        // A last line without its end must not run into the next one.
        if ((await file.stat()).size > length) await file.truncate(length);
        let before = last;
        const text = facts.map((fact) => {
          before = macOf(fact, before);
          const { kind, key: name, at } = fact;
          return `${JSON.stringify({ kind, key: name, at, fact: fact.fact, mac: before })}\n`;
        });
        const bytes = Buffer.from(text.join(''));
        await file.appendFile(bytes);
        await file.sync();
        if (isNew) await syncDirectory(dirname(path));
        last = before;
        lines += facts.length;
        length += bytes.length;
      } finally {
        await file.close();
      }
    },
  };
};
