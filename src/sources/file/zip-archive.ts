import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import type { FileContent } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';

/** What an archive may hold at most. A register's spreadsheet is far below; a bomb is far above. */
export const zipLimits = {
  entries: 2000,
  /** Of all entries together, unpacked. */
  unpackedBytes: 1024 ** 3,
  /** Unpacked to packed, of an entry of a mebibyte or more. */
  ratio: 250,
} as const;

const MEBIBYTE = 1024 ** 2;

/** The parts of an archive by their names. */
export interface ZipArchive {
  readonly has: (name: string) => boolean;
  /**
   * The bytes of a part, unpacked as they are asked for.
   *
   * @throws FileRefusal where they are not what the archive says of them.
   */
  readonly read: (name: string) => AsyncIterable<Uint8Array>;
}

class ContentReader extends RandomAccessReader {
  readonly #content: FileContent;

  constructor(content: FileContent) {
    super();
    this.#content = content;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#content.read(start, end), { objectMode: false });
  }
}

const openZip = async (content: FileContent): Promise<ZipFile> =>
  await new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true };
    fromRandomAccessReader(new ContentReader(content), content.size, options, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });

const isBomb = ({ uncompressedSize, compressedSize }: Entry): boolean =>
  uncompressedSize > MEBIBYTE && uncompressedSize > compressedSize * zipLimits.ratio;

const entriesOf = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> =>
  await new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let unpacked = 0;
    zip.on('entry', (entry: Entry) => {
      unpacked += entry.uncompressedSize;
      if (entries.size >= zipLimits.entries || unpacked > zipLimits.unpackedBytes || isBomb(entry))
        reject(new FileRefusal('TOO_LARGE'));
      else if (entries.has(entry.fileName) || entry.isEncrypted()) reject(new FileRefusal('STRUCTURE'));
      else {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      }
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });

const streamOf = async (zip: ZipFile, entry: Entry): Promise<Readable> =>
  await new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });

/** The library's errors say what is wrong with an archive, in its own words: here it is not whole. */
const refusalOf = (error: unknown): FileRefusal =>
  error instanceof FileRefusal ? error : new FileRefusal('STRUCTURE');

/**
 * Opens an archive. What its directory says of sizes is checked before anything is unpacked, and held while it is: a part that
 * turns out longer ends the reading.
 *
 * @throws FileRefusal
 */
export const openZipArchive = async (content: FileContent): Promise<ZipArchive> => {
  try {
    const zip = await openZip(content);
    const entries = await entriesOf(zip);
    return {
      has: (name) => entries.has(name),
      read: async function* (name) {
        const entry = entries.get(name);
        if (!entry) throw new FileRefusal('MISSING_PART');
        try {
          let sum = 0;
          for await (const bytes of await streamOf(zip, entry)) {
            sum = crc32(bytes as Uint8Array, sum);
            yield bytes as Uint8Array;
          }
          if (sum !== entry.crc32) throw new FileRefusal('STRUCTURE');
        } catch (error) {
          throw refusalOf(error);
        }
      },
    };
  } catch (error) {
    throw refusalOf(error);
  }
};
