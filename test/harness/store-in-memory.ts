import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MemoryFS, PGlite } from '@electric-sql/pglite';
import type { DatabaseLocation } from '../../src/store/database.ts';

/** One entry of a closed store's directory: its path in it, and what it holds; null for a directory, which comes before its own. */
type StoredFile = readonly [path: string, content: Uint8Array | null];

/** What this process has read: nobody writes to a directory that others are made from. */
const read = new Map<string, readonly StoredFile[]>();

const filesIn = (directory: string): readonly StoredFile[] => {
  const found = read.get(directory);
  if (found) return found;
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    relative(directory, join(directory, name)),
  );
  const files = names.sort().map((name): StoredFile => {
    const path = join(directory, name);
    return [name, statSync(path).isDirectory() ? null : readFileSync(path)];
  });
  read.set(directory, files);
  return files;
};

/** PGlite's memory with another store's files in it: it finds a store there, and makes none. */
class CopiedFiles extends MemoryFS {
  readonly #files: readonly StoredFile[];

  constructor(files: readonly StoredFile[]) {
    super();
    this.#files = files;
  }

  override async initialSyncFs(): Promise<void> {
    if (!this.pg) throw new Error('the files are asked for before PGlite is there');
    const { FS } = this.pg.Module;
    const root = PGlite.paths.PGDATA;
    FS.mkdirTree(root);
    for (const [path, content] of this.#files) {
      if (content === null) FS.mkdir(`${root}/${path}`);
      // The copy is the store's own from here on, so PGlite need not make another.
      else FS.writeFile(`${root}/${path}`, new Uint8Array(content), { canOwn: true });
    }
  }
}

/** The files of a closed store, for one that is opened: it has them alone. */
export const copiedFiles = (directory: string): MemoryFS => new CopiedFiles(filesIn(directory));

/**
 * A store in memory that begins as a copy of another one. A new cluster takes seconds to make, and a dump of one several times
 * what this takes.
 *
 * @param directory of that other store, which is closed.
 */
export const storeInMemory = (directory: string): DatabaseLocation => ({
  kind: 'PGLITE',
  directory: null,
  files: copiedFiles(directory),
});
